package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.module.Settings;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;

/**
 * A mailed link that a browser has opened, from there to the new password. Keycloak looks at a link when it is opened, and
 * once more when its password is set, which it then has set all the same (AuthenticationManager.finishedRequiredActions).
 * So the user is compared once more right before the commit: of two browsers with one link, one sets the password.
 */
public final class OpenedLink {

    private static final String NOTE = "users-api.link";

    private final KeycloakSession session;
    private final Settings settings;

    public OpenedLink(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** Notes in the browser's session what the user is like as the link is opened. */
    public void note(AuthenticationSessionModel browser) {
        browser.setAuthNote(NOTE, new LinkState(session, settings).of(browser.getAuthenticatedUser()));
    }

    /** Whether the browser at hand has opened such a link. */
    public boolean isThere() {
        return noted() != null;
    }

    /**
     * Whether the user is, without the transaction at hand, still what it was when the link was opened. To be asked when the
     * new password has been sent to the database, which lets one of two such transactions pass after the other.
     */
    public boolean isGood(String userId) {
        return !StorageId.isLocalStorage(userId) || noted().equals(committed(userId));
    }

    private String noted() {
        AuthenticationSessionModel browser = session.getContext().getAuthenticationSession();
        return browser == null ? null : browser.getAuthNote(NOTE);
    }

    /** From the tables: a cache of this node may be a moment behind another node's commit. */
    private String committed(String userId) {
        String realmId = session.getContext().getRealm().getId();
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
            RealmModel realm = other.realms().getRealm(realmId);
            other.getContext().setRealm(realm);
            UserModel user = UserStoragePrivateUtil.userLocalStorage(other).getUserById(realm, userId);
            return user == null ? null : new LinkState(other, settings).of(user);
        });
    }
}
