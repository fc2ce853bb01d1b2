package io.usersapi.keycloak.module.check;

import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.ContainedRoles;
import io.usersapi.keycloak.module.MailServer;
import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserStores;
import io.usersapi.keycloak.module.preparation.BoundedCount;
import io.usersapi.keycloak.module.preparation.PageClient;
import io.usersapi.keycloak.module.preparation.RealmPreparation;
import io.usersapi.keycloak.module.preparation.RoleHolders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.policy.LengthPasswordPolicyProviderFactory;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.RejectResourceOwnerPasswordCredentialsGrantExecutorFactory;
import org.keycloak.userprofile.UserProfileProvider;

/** Looks for findings in the settings of a realm, its roles and its clients. */
final class RealmFindings {

    /** The attributes that the module does not require, or that Keycloak requires in any case. */
    private static final Set<String> OWN =
            Set.of(UserModel.USERNAME, UserModel.EMAIL, UserModel.FIRST_NAME, UserModel.LAST_NAME);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final BoundedCount counts;
    private final Consumer<Finding> found;

    RealmFindings(KeycloakSession session, Settings settings, BoundedCount counts, Consumer<Finding> found) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.counts = counts;
        this.found = found;
    }

    void look() {
        Optional.ofNullable(realm.getRole(settings.adminRole())).ifPresent(this::adminRole);
        if (realm.getClientByClientId(settings.clientId()) != null
                && ModuleClient.find(realm, settings).isEmpty()) {
            tell(Finding.Kind.CLIENT_NAME_TAKEN, List.of(settings.clientId()));
        }
        if (settings.page()
                && realm.getClientByClientId(PageClient.ID) != null
                && !new PageClient(session, settings).isCalled(PageClient.ID)) {
            tell(Finding.Kind.PAGE_CLIENT_NAME_TAKEN, List.of(PageClient.ID));
        }
        profile(session.getProvider(UserProfileProvider.class).getConfiguration());
        if (!MailServer.isConfigured(realm)) {
            found.accept(Finding.of(Finding.Kind.NO_MAIL_SERVER, 1, List.of()));
        }
        tell(Finding.Kind.PASSWORD_GRANT_REFUSED, refusing());
        tell(
                Finding.Kind.STORE_WITHOUT_IMPORT,
                UserStores.withoutImport(session).map(ComponentModel::getName).toList());
        passwordPolicy();
    }

    private void adminRole(RoleModel role) {
        boolean own = AdminRole.find(realm, settings).isPresent();
        Optional<Long> holders = own ? Optional.of(0L) : new RoleHolders(session, role).users(counts);
        boolean held = holders.isEmpty() || holders.get() > 0;
        if (held) {
            found.accept(new Finding(
                    settings.adoptAdminRole() ? Finding.Kind.ADMIN_ROLE_ADOPTED : Finding.Kind.ADMIN_ROLE_HELD,
                    holders.orElse(null),
                    List.of(role.getName())));
        }
        if (!held || settings.adoptAdminRole()) {
            tell(Finding.Kind.ADMIN_ROLE_CONTAINS_MANAGEMENT, managementIn(role));
        }
    }

    private List<String> managementIn(RoleModel role) {
        Set<RoleModel> contained = ContainedRoles.with(Stream.of(role));
        return Optional.ofNullable(realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID)).stream()
                .flatMap(ClientModel::getRolesStream)
                .filter(contained::contains)
                .map(RoleModel::getName)
                .sorted()
                .toList();
    }

    private void profile(UPConfig profile) {
        tell(
                Finding.Kind.REQUIRED_ATTRIBUTES,
                profile.getAttributes().stream()
                        .filter(attribute -> attribute.getRequired() != null)
                        .map(UPAttribute::getName)
                        .filter(name -> !OWN.contains(name))
                        .toList());
        if (realm.isRegistrationAllowed() && !isPrepared()) {
            tell(
                    Finding.Kind.REGISTRATION_FORM_CHANGES,
                    Stream.of(UserModel.FIRST_NAME, UserModel.LAST_NAME)
                            .filter(name -> profile.getAttribute(name) != null
                                    && profile.getAttribute(name).getRequired() != null)
                            .toList());
        }
    }

    /** Whether the module has prepared the realm, now or once. */
    boolean isPrepared() {
        return new RealmPreparation(session, settings).isDone();
    }

    /** The names of the client policies that are on and use a profile that refuses the password grant. */
    private List<String> refusing() {
        try {
            Set<String> profiles = session.clientPolicy().getClientProfiles(realm, true).getProfiles().stream()
                    .filter(profile -> profile.getExecutors() != null
                            && profile.getExecutors().stream()
                                    .map(ClientPolicyExecutorRepresentation::getExecutorProviderId)
                                    .anyMatch(
                                            RejectResourceOwnerPasswordCredentialsGrantExecutorFactory.PROVIDER_ID
                                                    ::equals))
                    .map(ClientProfileRepresentation::getName)
                    .collect(Collectors.toSet());
            return session.clientPolicy().getClientPolicies(realm, true).getPolicies().stream()
                    .filter(policy -> Boolean.TRUE.equals(policy.isEnabled()))
                    .filter(policy -> policy.getProfiles() != null
                            && policy.getProfiles().stream().anyMatch(profiles::contains))
                    .map(ClientPolicyRepresentation::getName)
                    .toList();
        } catch (ClientPolicyException unreadable) {
            return List.of();
        }
    }

    private void passwordPolicy() {
        Integer length = realm.getPasswordPolicy().getPolicies().contains(LengthPasswordPolicyProviderFactory.ID)
                ? realm.getPasswordPolicy().getPolicyConfig(LengthPasswordPolicyProviderFactory.ID)
                : Integer.valueOf(0);
        if (!isPrepared() && (length == null || length < settings.passwordMinLength())) {
            found.accept(Finding.of(Finding.Kind.PASSWORD_POLICY_CHANGES, settings.passwordMinLength(), List.of()));
        }
    }

    /** Reports one finding for all of the names, if there are any. */
    private void tell(Finding.Kind kind, List<String> names) {
        if (!names.isEmpty()) {
            found.accept(Finding.of(kind, names.size(), names));
        }
    }
}
