package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.SharedEntries;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;
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

    /** In seconds. */
    private static final int KEPT_LONGER = 60;

    /** The beginning of a note's name. The id of the user follows; the value is in seconds since 1970. */
    private static final String KNOWN = "users-api.known.";

    /**
     * The note of a sign-in by an identity provider that says when, in seconds since 1970, and by which address it was
     * confirmed that the account there is the user's.
     */
    private static final String CONFIRMED = "users-api.confirmed";

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

    /** Since when the sign-in knows the user, in seconds since 1970: as noted, or since this request has begun. */
    public static int knownSince(AuthenticationSessionModel signingIn, String userId, long requestBegun) {
        String known = signingIn.getAuthNote(KNOWN + userId);
        return known == null ? (int) (requestBegun / 1000) : Integer.parseInt(known);
    }

    /** Whether the user's sessions were ended after the sign-in of this request came to know the user. */
    public static boolean isOutdated(KeycloakSession session, String userId) {
        return isEndedAfter(session, userId, KNOWN + userId);
    }

    /**
     * Whether the user's sessions were ended after the sign-in of this request began. It may come to know the user with this
     * request, where it has asked by mail whether an account at an identity provider is the user's.
     */
    private static boolean isOver(KeycloakSession session, String userId) {
        return isEndedAfter(session, userId, BEGUN);
    }

    /** Notes in a sign-in by an identity provider that whoever reads the mailbox has said that the account is the user's. */
    public static void confirm(AuthenticationSessionModel signingIn, long second, String address) {
        signingIn.setAuthNote(CONFIRMED, second + " " + address);
    }

    /**
     * Keeps the same for another sign-in, a little longer than Keycloak does.
     *
     * @param provider the alias of the identity provider
     * @param externalId the id that Keycloak gives the account there
     */
    public static void confirmForAnother(
            KeycloakSession session, String userId, String provider, String externalId, long second, String address) {
        SingleUseObjectProvider entries = SharedEntries.of(session);
        String key = confirmedKey(userId, provider);
        Map<String, String> kept = new HashMap<>(Objects.requireNonNullElse(entries.get(key), Map.of()));
        kept.put(externalId, second + " " + address);
        int lifespan = session.getContext().getRealm().getActionTokenGeneratedByUserLifespan();
        entries.put(key, lifespan + KEPT_LONGER, kept);
    }

    /**
     * Whether an account at an identity provider must not be linked: the user's sessions were ended after the sign-in of this
     * request began, or after it was confirmed by mail that both are one, or the user has another address since.
     */
    public static boolean linksNothing(KeycloakSession session, String userId) {
        AuthenticationSessionModel signingIn = session.getContext().getAuthenticationSession();
        if (signingIn == null) {
            return false;
        }
        Collection<String> confirmed = confirmed(session, signingIn, userId);
        return isOver(session, userId)
                || (!confirmed.isEmpty()
                        && CommittedState.in(
                                session, session.getContext().getRealm().getId(), other -> confirmed.stream()
                                        .anyMatch(yes -> isOutdated(other, userId, yes))));
    }

    /**
     * What was confirmed by mail in the sign-in, or, where it was confirmed elsewhere and Keycloak did not ask again, for the
     * user's accounts at the identity provider: Keycloak knows the account by another id here.
     */
    private static Collection<String> confirmed(
            KeycloakSession session, AuthenticationSessionModel signingIn, String userId) {
        String here = signingIn.getAuthNote(CONFIRMED);
        if (here != null) {
            return List.of(here);
        }
        String provider = signingIn.getAuthNote(AbstractIdpAuthenticator.FIRST_BROKER_LOGIN_SUCCESS);
        if (provider == null || signingIn.getAuthNote(AbstractIdpAuthenticator.EXISTING_USER_INFO) != null) {
            return List.of();
        }
        return Objects.requireNonNullElse(
                        SharedEntries.of(session).get(confirmedKey(userId, provider)), Map.<String, String>of())
                .values();
    }

    private static String confirmedKey(String userId, String provider) {
        return CONFIRMED + "." + userId + "." + provider;
    }

    private static boolean isOutdated(KeycloakSession other, String userId, String confirmed) {
        String[] parts = confirmed.split(" ", 2);
        return endedAfter(other, userId, Integer.parseInt(parts[0])) || !hasAddress(other, userId, parts[1]);
    }

    /** The address of a directory's user is the directory's, that of others the table's. */
    private static boolean hasAddress(KeycloakSession other, String userId, String address) {
        RealmModel realm = other.getContext().getRealm();
        UserModel row = StorageId.isLocalStorage(userId)
                ? UserStoragePrivateUtil.userLocalStorage(other).getUserById(realm, userId)
                : null;
        UserModel user = row == null || row.isFederated() ? other.users().getUserById(realm, userId) : row;
        return user != null && address.equals(user.getEmail());
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

    /** Sessions end by the user's own <em>not before</em>, or by the realm's, where an administrator signs all users out. */
    private static boolean endedAfter(KeycloakSession other, String userId, int second) {
        RealmModel realm = other.getContext().getRealm();
        if (realm.getNotBefore() > second) {
            return true;
        }
        if (!StorageId.isLocalStorage(userId)) {
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
