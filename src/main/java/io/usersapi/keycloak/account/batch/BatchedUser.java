package io.usersapi.keycloak.account.batch;

import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.support.EntityManagers;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.jpa.UserAdapter;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * A new user whose rows are sent to the database together with those of others. Before each row, Keycloak's model asks
 * the database whether the user already has the row, which takes longer than writing it. A new user has no rows, so
 * this class does not ask. The rows and the model's events are the same as Keycloak's.
 */
public final class BatchedUser {

    /** The priority that Keycloak gives the first credential of a user (JpaUserCredentialStore.PRIORITY_DIFFERENCE). */
    private static final int FIRST_PRIORITY = 10;

    private final KeycloakSession session;
    private final UserAdapter user;

    private BatchedUser(KeycloakSession session, UserAdapter user) {
        this.session = session;
        this.user = user;
    }

    /**
     * The user, where rows are being collected; in that mode only new users are Keycloak's {@code UserAdapter} itself.
     */
    public static Optional<BatchedUser> of(KeycloakSession session, UserModel user) {
        return EntityManagers.isBatchMode() && user instanceof UserAdapter row
                ? Optional.of(new BatchedUser(session, row))
                : Optional.empty();
    }

    /** Makes a user with the default role and the default groups of the realm. */
    public static UserModel add(KeycloakSession session, String id, String username) {
        RealmModel realm = session.getContext().getRealm();
        UserModel user = session.users().addUser(realm, id, username, false, true);
        of(session, user).orElseThrow().grant(realm.getDefaultRole());
        realm.getDefaultGroupsStream().forEach(user::joinGroup);
        return user;
    }

    /** Grants a role that the user does not have: UserAdapter.grantRole without its look-up. */
    public void grant(RoleModel role) {
        user.grantRoleImpl(role);
        RoleModel.RoleGrantedEvent.fire(role, user, session);
    }

    /**
     * Stores the first password: PasswordCredentialProvider.createCredential and JpaUserCredentialStore without their
     * look-ups.
     */
    public void store(PasswordCredentialModel password) {
        CredentialEntity row = new CredentialEntity();
        row.setId(KeycloakModelUtils.generateId());
        row.setUser(user.getEntity());
        row.setType(password.getType());
        row.setCreatedDate(password.getCreatedDate() == null ? Time.currentTimeMillis() : password.getCreatedDate());
        row.setSecretData(password.getSecretData());
        row.setCredentialData(password.getCredentialData());
        row.setPriority(FIRST_PRIORITY);
        entities().persist(row);
    }

    /** Sends to the database what was collected so far, so that queries find it. */
    public void flush() {
        entities().flush();
    }

    private EntityManager entities() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
