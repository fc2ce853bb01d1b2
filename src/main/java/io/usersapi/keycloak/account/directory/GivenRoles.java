package io.usersapi.keycloak.account.directory;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.util.JsonSerialization;

/**
 * Roles that a request gives to a user of a directory. A directory that keeps roles itself is told of each at once
 * (RoleLDAPStorageMapper, LDAP_ONLY), and hears nothing when the request is refused afterwards. So what the user got is
 * taken back after the request was rolled back.
 */
public final class GivenRoles extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(GivenRoles.class);
    private static final String BEFORE = GivenRoles.class.getName() + ".";

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final String userId;
    private final BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf;
    private final Set<String> before;

    private GivenRoles(
            KeycloakSession session, UserModel user, BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf) {
        this.factory = session.getKeycloakSessionFactory();
        this.realmId = session.getContext().getRealm().getId();
        this.userId = user.getId();
        this.rolesOf = rolesOf;
        this.before = rolesOf.apply(session, user);
    }

    /**
     * Is called before the request gives the user roles.
     *
     * @param rolesOf the ids of those roles of a user that matter, as a session of Keycloak's sees them
     */
    public static void watch(
            KeycloakSession session, UserModel user, BiFunction<KeycloakSession, UserModel, Set<String>> rolesOf) {
        GivenRoles given = new GivenRoles(session, user, rolesOf);
        session.setAttribute(BEFORE + given.userId, given.before);
        session.getTransactionManager().enlistAfterCompletion(given);
    }

    /**
     * The ids of the roles that an event of the Admin API says it has given, without those that the user is known to have
     * had before the request.
     *
     * @param event of the creation of role mappings
     */
    public static List<String> named(KeycloakSession session, UserModel user, AdminEvent event) {
        Set<?> before = session.getAttribute(BEFORE + user.getId(), Set.class);
        return Stream.of(JsonSerialization.valueFromString(event.getRepresentation(), RoleRepresentation[].class))
                .map(RoleRepresentation::getId)
                .filter(role -> before == null || !before.contains(role))
                .toList();
    }

    @Override
    protected void commitImpl() {}

    @Override
    protected void rollbackImpl() {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, this::takeBack);
        } catch (RuntimeException failed) {
            // What is thrown here would be the answer, in place of the refusal.
            LOG.warnf(
                    "Realm %s: a role that the refused request gave to the user %s may still be in the directory: %s",
                    realmId, userId, failed.getClass().getName());
        }
    }

    private void takeBack(KeycloakSession session) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        UserModel copy = session.users().getUserById(realm, userId);
        if (copy == null) {
            return;
        }
        new OutsideStore(session).evict(copy);
        UserModel user = session.users().getUserById(realm, userId);
        Set<String> given = new HashSet<>(rolesOf.apply(session, user));
        given.removeAll(before);
        given.forEach(role -> user.deleteRoleMapping(realm.getRoleById(role)));
    }
}
