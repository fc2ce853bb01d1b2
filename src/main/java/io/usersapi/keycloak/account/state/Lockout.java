package io.usersapi.keycloak.account.state;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * The lock-out of a user by Keycloak's brute-force protection. It is lifted in the same way as by Keycloak's
 * {@code UserResource}.
 */
public final class Lockout {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final BruteForceProtector protector;

    public Lockout(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.protector = session.getProvider(BruteForceProtector.class);
    }

    /** Whether the user is locked out, for a time or permanently. */
    public boolean isOn() {
        return protector.isTemporarilyDisabled(session, realm, user)
                || protector.isPermanentlyLockedOut(session, realm, user);
    }

    /**
     * Forgets the wrong passwords of a user who is about to be active.
     *
     * @return whether the user was locked out permanently: then {@link #forgetReason} must follow
     */
    public boolean lift() {
        boolean isLocked = !user.isEnabled() || protector.isTemporarilyDisabled(session, realm, user);
        if (isLocked && session.loginFailures().getUserLoginFailure(realm, user.getId()) != null) {
            forgetFailures();
        }
        return protector.isPermanentlyLockedOut(session, realm, user);
    }

    /** Forgets when and from where the user failed to sign in. */
    public void forgetFailures() {
        session.loginFailures().removeUserLoginFailure(realm, user.getId());
    }

    /** Removes the note that the user is locked out permanently, once the user is active. */
    public void forgetReason() {
        protector.cleanUpPermanentLockout(session, realm, user);
    }
}
