package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.account.lock.UserLock;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.module.Settings;
import java.util.Objects;
import java.util.function.BiFunction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;

/**
 * A mailed link that a browser has opened, until all is done that it asks for: a new password, or what else a link of the
 * console asks for, such as another authenticator or another address. Keycloak checks a link when it is opened, and once
 * more at the end; a failure of the second check does not undo what was done
 * (AuthenticationManager.finishedRequiredActions). So this class compares the user's state once more at each thing that was
 * done. Where two browsers have opened one link, only one of them sets the password.
 */
public final class OpenedLink {

    private static final String STATE = "users-api.link";
    private static final String RIGHTS = "users-api.link.rights";
    /** The addresses that the user may have, one a line. */
    private static final String ADDRESSES = "users-api.link.addresses";

    private final KeycloakSession session;
    private final Settings settings;

    public OpenedLink(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** Notes the user's state in the browser's session when the link is opened. */
    public void note(AuthenticationSessionModel browser) {
        LinkState state = new LinkState(session, settings);
        UserModel user = browser.getAuthenticatedUser();
        UserModel row = find(session, user.getId());
        UserModel noted = row == null ? user : row;
        browser.setAuthNote(STATE, state.of(noted));
        browser.setAuthNote(RIGHTS, state.ofRights(noted));
        // Keycloak has compared the user's address with that of the link. Of a directory's user the row may have an
        // older one.
        String address = KeycloakModelUtils.toLowerCaseSafe(user.getEmail());
        browser.setAuthNote(
                ADDRESSES, user.isFederated() ? address + "\n" + noted.getEmail() : String.valueOf(address));
    }

    /**
     * Notes an address that the browser has just given the user, or to which it has just had Keycloak mail before the user
     * gets that address: what follows in the browser may stay.
     */
    public void noteAddress(String address) {
        String addresses = noted(ADDRESSES) + "\n" + KeycloakModelUtils.toLowerCaseSafe(address);
        session.getContext().getAuthenticationSession().setAuthNote(ADDRESSES, addresses);
    }

    /**
     * Whether the user, as committed by others, still has the address that this request has compared with that of a link. The
     * row of the user is locked before, until the transaction ends. The address of a directory's user is the directory's:
     * nothing is asked then.
     */
    public static boolean isToAddressOf(KeycloakSession session, UserModel user) {
        if (user.isFederated() || !StorageId.isLocalStorage(user.getId())) {
            return true;
        }
        String compared = user.getEmail();
        return UserLock.hold(session, user.getId())
                && CommittedState.in(session, session.getContext().getRealm().getId(), other -> {
                    UserModel row = find(other, user.getId());
                    return row != null && Objects.equals(compared, row.getEmail());
                });
    }

    /** Whether the browser of this request has opened such a link. */
    public boolean isThere() {
        return noted(STATE) != null || noted(RIGHTS) != null;
    }

    /**
     * Whether the password that the browser has just set may stay: the user, as committed by others, still has the state that
     * was noted when the link was opened, and the same address. What follows in the browser is then compared with the rights
     * and the address alone, since the password has changed the state; another password is refused. The row of the user is
     * locked before, until the transaction ends: two such transactions pass only one after the other.
     */
    public boolean isGoodForPassword(String userId) {
        boolean good = maySetPassword(userId);
        if (good) {
            session.getContext().getAuthenticationSession().removeAuthNote(STATE);
        }
        return good;
    }

    /** The same before the password is set, whatever the browser sets then. */
    public boolean maySetPassword(String userId) {
        return isStill(STATE, userId, LinkState::of);
    }

    /** Whether something else than a password may stay that was set in the browser. */
    public boolean isGood(String userId) {
        return noted(STATE) == null
                ? isStill(RIGHTS, userId, LinkState::ofRights)
                : isStill(STATE, userId, LinkState::of);
    }

    private boolean isStill(String name, String userId, BiFunction<LinkState, UserModel, String> what) {
        return noted(name) != null
                && (!StorageId.isLocalStorage(userId) || UserLock.hold(session, userId))
                && isCommitted(name, userId, what);
    }

    private String noted(String name) {
        AuthenticationSessionModel browser = session.getContext().getAuthenticationSession();
        return browser == null ? null : browser.getAuthNote(name);
    }

    private boolean isCommitted(String name, String userId, BiFunction<LinkState, UserModel, String> what) {
        return CommittedState.in(session, session.getContext().getRealm().getId(), other -> {
            UserModel user = find(other, userId);
            return user != null
                    && hasNotedAddress(user)
                    && noted(name).equals(what.apply(new LinkState(other, settings), user));
        });
    }

    private boolean hasNotedAddress(UserModel user) {
        String address = String.valueOf(KeycloakModelUtils.toLowerCaseSafe(user.getEmail()));
        return String.valueOf(noted(ADDRESSES)).lines().anyMatch(address::equals);
    }

    /**
     * The user by the tables, or null: a cache of this node may lag a moment behind the commit of another node, and a
     * directory can give its users roles that the tables do not have. Whom a store does not import, that store alone has.
     */
    private static UserModel find(KeycloakSession session, String userId) {
        UserProvider users =
                StorageId.isLocalStorage(userId) ? UserStoragePrivateUtil.userLocalStorage(session) : session.users();
        return users.getUserById(session.getContext().getRealm(), userId);
    }
}
