package io.usersapi.keycloak.account.directory;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.component.ComponentModel;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageUtil;
import org.keycloak.util.JsonSerialization;

/**
 * Roles that a request gives to a user of a directory. A directory that keeps roles itself is told of each at once
 * (RoleLDAPStorageMapper, LDAP_ONLY), and hears nothing when the request is refused afterwards. So what the user got is
 * taken back after the request was rolled back.
 *
 * <p>Whoever may not give roles has such a request, too, and can keep it open. So nothing is taken back where the request gave
 * nothing, and never what stands in Keycloak's tables: another request has committed that.
 */
public final class GivenRoles extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(GivenRoles.class);
    private static final String BEFORE = GivenRoles.class.getName() + ".";

    private final KeycloakSession session;
    private final String realmId;
    private final UserModel user;
    private final BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf;
    private final Set<String> before;

    private GivenRoles(
            KeycloakSession session, UserModel user, BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf) {
        this.session = session;
        this.realmId = session.getContext().getRealm().getId();
        this.user = user;
        this.rolesOf = rolesOf;
        this.before = rolesOf.apply(session, user);
    }

    /**
     * Is called before the request gives the user roles. A user all of whose roles stand in Keycloak's tables is left alone.
     *
     * @param rolesOf the ids of those roles of a user that matter, as a session of Keycloak's sees them
     */
    public static void watch(
            KeycloakSession session, UserModel user, BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf) {
        if (!user.isFederated() || !isKeptOutside(session.getContext().getRealm(), user)) {
            return;
        }
        // Keycloak's cache may know roles that the directory has given or taken itself since.
        UserModel own = user instanceof CachedUserModel cached ? cached.getDelegateForUpdate() : user;
        GivenRoles given = new GivenRoles(session, own, rolesOf);
        session.setAttribute(BEFORE + own.getId(), given.before);
        session.getTransactionManager().enlistAfterCompletion(given);
    }

    /** Whether the user's store may keep roles itself. Of Keycloak's own stores, LDAP does so in one of its modes. */
    private static boolean isKeptOutside(RealmModel realm, UserModel user) {
        String store =
                StorageId.isLocalStorage(user.getId()) ? user.getFederationLink() : StorageId.providerId(user.getId());
        ComponentModel component = realm.getComponent(store);
        return component == null
                || !"ldap".equals(component.getProviderId())
                || realm.getComponentsStream(store).anyMatch(mapper -> "LDAP_ONLY".equals(mapper.get("mode")));
    }

    /**
     * The ids of the roles that an event of the Admin API says it has given, where they need not stand in Keycloak's tables,
     * and without those that the user is known to have had before the request.
     *
     * @param event of the creation of role mappings
     */
    public static List<String> named(KeycloakSession session, UserModel user, AdminEvent event) {
        Set<?> before = session.getAttribute(BEFORE + user.getId(), Set.class);
        if (before == null && !isKeptOutside(session.getContext().getRealm(), user)) {
            return List.of();
        }
        return Stream.of(JsonSerialization.valueFromString(event.getRepresentation(), RoleRepresentation[].class))
                .map(RoleRepresentation::getId)
                .filter(role -> before == null || !before.contains(role))
                .toList();
    }

    @Override
    protected void commitImpl() {}

    @Override
    protected void rollbackImpl() {
        if (hasGivenNothing()) {
            return;
        }
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), this::takeBack);
        } catch (RuntimeException failed) {
            // What is thrown here would be the answer, in place of the refusal.
            LOG.warnf(
                    "Realm %s: a role that the refused request gave to the user %s may still be in the directory: %s",
                    realmId, user.getId(), failed.getClass().getName());
        }
    }

    /** Whether the request's own model of the user has the roles of before: it asks the directory anew once it has given one. */
    private boolean hasGivenNothing() {
        try {
            return rolesOf.apply(session, user).equals(before);
        } catch (RuntimeException afterTheEnd) {
            return false;
        }
    }

    private void takeBack(KeycloakSession later) {
        RealmModel realm = later.realms().getRealm(realmId);
        later.getContext().setRealm(realm);
        UserModel copy = later.users().getUserById(realm, user.getId());
        if (copy == null) {
            return;
        }
        new OutsideStore(later).evict(copy);
        UserModel fresh = later.users().getUserById(realm, user.getId());
        Set<String> given = new HashSet<>(rolesOf.apply(later, fresh));
        given.removeAll(before);
        rows(later, realm).map(RoleModel::getId).forEach(given::remove);
        given.forEach(role -> fresh.deleteRoleMapping(realm.getRoleById(role)));
    }

    /** The user's roles in Keycloak's tables. */
    private Stream<RoleModel> rows(KeycloakSession later, RealmModel realm) {
        if (!StorageId.isLocalStorage(user.getId())) {
            return UserStorageUtil.userFederatedStorage(later).getRoleMappingsStream(realm, user.getId());
        }
        UserModel row = UserStoragePrivateUtil.userLocalStorage(later).getUserById(realm, user.getId());
        return row == null ? Stream.empty() : row.getRoleMappingsStream();
    }
}
