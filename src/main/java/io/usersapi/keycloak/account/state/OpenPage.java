package io.usersapi.keycloak.account.state;

import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;

/**
 * A page of Keycloak's, for another password for example, that somebody has open who has signed in or has opened a mailed
 * link. What is sent from it after the user's sessions were ended must not count: whoever has the page may know no more
 * than the password of before.
 */
public final class OpenPage {

    /** How long it takes at most, in seconds, until older tokens are refused after a person has set a password. */
    private static final int REFUSED_WITHIN = 3;

    /**
     * The note of a sign-in that says when it began, or, where the user set another password in it, from when on endings of
     * sessions count; in seconds since 1970.
     */
    public static final String BEGUN = "users-api.begun";

    /** The beginning of a note's name. The id of the user follows; the value is in seconds since 1970. */
    private static final String KNOWN = "users-api.known.";

    private OpenPage() {}

    /**
     * Notes since when the sign-in knows its user. A time that was noted before stays.
     *
     * @param requestBegun a time at which the request had not yet read its user, in milliseconds since 1970
     */
    public static void note(AuthenticationSessionModel signingIn, long requestBegun) {
        UserModel user = signingIn.getAuthenticatedUser();
        if (user != null && signingIn.getAuthNote(KNOWN + user.getId()) == null) {
            signingIn.setAuthNote(KNOWN + user.getId(), String.valueOf(requestBegun / 1000));
        }
    }

    /**
     * Notes that the user sets a password in this sign-in: what that ends does not count for the pages that follow.
     *
     * @return the time from which on endings count, in seconds since 1970
     */
    public static int renew(AuthenticationSessionModel signingIn, String userId) {
        int since = Time.currentTime() + REFUSED_WITHIN;
        signingIn.setAuthNote(KNOWN + userId, String.valueOf(since));
        return since;
    }

    /** Whether the user's sessions were ended after the sign-in of this request came to know the user. */
    public static boolean isOutdated(KeycloakSession session, String userId) {
        return isEndedAfter(session, userId, KNOWN + userId);
    }

    /**
     * Whether the user's sessions were ended after the sign-in of this request began. It may come to know the user with this
     * request, where it has asked by mail whether an account at an identity provider is the user's.
     */
    public static boolean isOver(KeycloakSession session, String userId) {
        return isEndedAfter(session, userId, BEGUN);
    }

    private static boolean isEndedAfter(KeycloakSession session, String userId, String note) {
        AuthenticationSessionModel signingIn = session.getContext().getAuthenticationSession();
        String since = signingIn == null ? null : signingIn.getAuthNote(note);
        return since != null
                && CommittedState.in(
                        session,
                        session.getContext().getRealm().getId(),
                        other -> endedAfter(other, userId, Integer.parseInt(since)));
    }

    private static boolean endedAfter(KeycloakSession other, String userId, int second) {
        if (!StorageId.isLocalStorage(userId)) {
            RealmModel realm = other.getContext().getRealm();
            return UserStorageUtil.userFederatedStorage(other).getNotBeforeOfUser(realm, userId) > second;
        }
        return !other.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("select u.id from UserEntity u where u.id = :id and u.notBefore > :second", String.class)
                .setParameter("id", userId)
                .setParameter("second", second)
                .getResultList()
                .isEmpty();
    }
}
