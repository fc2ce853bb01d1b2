package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.account.lock.UserLock;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.module.Settings;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;

/**
 * A mailed link that a browser has opened, until the new password is set. Keycloak checks a link when it is opened, and
 * once more after the password was set; a failure of the second check does not undo the password
 * (AuthenticationManager.finishedRequiredActions). So this class compares the user's state once more when the password
 * was set. Where two browsers have opened one link, only one of them sets the password.
 */
public final class OpenedLink {

    private static final String NOTE = "users-api.link";

    private final KeycloakSession session;
    private final Settings settings;

    public OpenedLink(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** Notes the user's state in the browser's session when the link is opened. */
    public void note(AuthenticationSessionModel browser) {
        browser.setAuthNote(NOTE, new LinkState(session, settings).of(browser.getAuthenticatedUser()));
    }

    /** Whether the browser of this request has opened such a link. */
    public boolean isThere() {
        return noted() != null;
    }

    /**
     * Whether the user, as committed by others, still has the state that was noted when the link was opened. The row of the
     * user is locked before, until the transaction ends: two such transactions pass only one after the other.
     */
    public boolean isGood(String userId) {
        return !StorageId.isLocalStorage(userId)
                || (UserLock.hold(session, userId) && noted().equals(committed(userId)));
    }

    private String noted() {
        AuthenticationSessionModel browser = session.getContext().getAuthenticationSession();
        return browser == null ? null : browser.getAuthNote(NOTE);
    }

    /** The state by the tables, since a cache of this node may lag a moment behind the commit of another node. */
    private String committed(String userId) {
        return CommittedState.in(session, session.getContext().getRealm().getId(), other -> {
            UserModel user = UserStoragePrivateUtil.userLocalStorage(other)
                    .getUserById(other.getContext().getRealm(), userId);
            return user == null ? null : new LinkState(other, settings).of(user);
        });
    }
}
