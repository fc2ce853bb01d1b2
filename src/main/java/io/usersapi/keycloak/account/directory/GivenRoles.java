package io.usersapi.keycloak.account.directory;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
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
 * <p>Whoever may not give roles has such a request, too, and can keep it open. So nothing is taken back where the request is
 * known to have given nothing, and never what has come into Keycloak's tables: another request has committed that.
 */
public final class GivenRoles extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(GivenRoles.class);
    private static final String BEFORE = GivenRoles.class.getName() + ".";

    /** The modes of LDAP's mappers in which each role is a row (LDAPGroupMapperMode). */
    private static final Set<String> ROWS = Set.of("IMPORT", "READ_ONLY");

    /** The strategy of LDAP's mapper by which it reads roles from the entry of the user (UserRolesRetrieveStrategy). */
    private static final String FROM_ENTRY = "GET_ROLES_FROM_USER_MEMBEROF_ATTRIBUTE";

    private final KeycloakSession session;
    private final String realmId;
    private final UserModel user;
    private final BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf;
    private final Set<String> before;
    private final Set<String> rowsBefore;

    private GivenRoles(
            KeycloakSession session, UserModel user, BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf) {
        this.session = session;
        this.realmId = session.getContext().getRealm().getId();
        this.user = user;
        this.rolesOf = rolesOf;
        this.before = rolesOf.apply(session, user);
        this.rowsBefore = rows(session, session.getContext().getRealm());
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
        UserModel inStore = inStore(user);
        if (inStore != null) {
            GivenRoles given = new GivenRoles(session, inStore, rolesOf);
            session.setAttribute(BEFORE + user.getId(), given.before);
            session.getTransactionManager().enlistAfterCompletion(given);
        }
    }

    /**
     * The user as the directory has it now. Keycloak's cache may know roles that the directory has given or taken itself since.
     *
     * @return null where the store does not answer or has the user no more; then no role can be given, either
     */
    private static UserModel inStore(UserModel user) {
        try {
            return user instanceof CachedUserModel cached ? cached.getDelegateForUpdate() : user;
        } catch (RuntimeException gone) {
            return null;
        }
    }

    /** Whether the user's store may keep roles itself. Of Keycloak's own stores, LDAP does so in one of its modes. */
    private static boolean isKeptOutside(RealmModel realm, UserModel user) {
        return !isOfLdap(realm, user)
                || configured(realm, user, "mode").anyMatch(mode -> !ROWS.contains(mode.toUpperCase(Locale.ROOT)));
    }

    private static boolean isOfLdap(RealmModel realm, UserModel user) {
        ComponentModel component = realm.getComponent(store(user));
        return component != null && "ldap".equals(component.getProviderId());
    }

    /** What the mappers of the user's store are configured to. */
    private static Stream<String> configured(RealmModel realm, UserModel user, String property) {
        return realm.getComponentsStream(store(user))
                .map(mapper -> mapper.get(property))
                .filter(Objects::nonNull);
    }

    private static String store(UserModel user) {
        return StorageId.isLocalStorage(user.getId()) ? user.getFederationLink() : StorageId.providerId(user.getId());
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

    /**
     * Whether the request's own model of the user has the roles of before. LDAP's model asks the directory anew once it has given a
     * role, unless it takes the roles from the entry of the user that it has read; of other stores nothing is known.
     */
    private boolean hasGivenNothing() {
        RealmModel realm = session.getContext().getRealm();
        try {
            return isOfLdap(realm, user)
                    && configured(realm, user, "user.roles.retrieve.strategy").noneMatch(FROM_ENTRY::equals)
                    && rolesOf.apply(session, user).equals(before);
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
        Set<String> committed = rows(later, realm);
        committed.removeAll(rowsBefore);
        given.removeAll(committed);
        given.stream().map(realm::getRoleById).filter(Objects::nonNull).forEach(fresh::deleteRoleMapping);
    }

    /** The ids of the user's roles in Keycloak's tables, where a directory that alone keeps roles may hide some. */
    private Set<String> rows(KeycloakSession asked, RealmModel realm) {
        return roles(asked, realm).map(RoleModel::getId).collect(Collectors.toSet());
    }

    private Stream<RoleModel> roles(KeycloakSession asked, RealmModel realm) {
        if (!StorageId.isLocalStorage(user.getId())) {
            return UserStorageUtil.userFederatedStorage(asked).getRoleMappingsStream(realm, user.getId());
        }
        UserModel row = UserStoragePrivateUtil.userLocalStorage(asked).getUserById(realm, user.getId());
        return row == null ? Stream.empty() : row.getRoleMappingsStream();
    }
}
