package io.usersapi.keycloak.account.session;

import io.usersapi.keycloak.account.lock.Contention;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/**
 * All sessions of users, online and offline. Keycloak ends them one by one, by eight statements each. That is done for few
 * sessions of one user. Of more, those of whose end nobody is told are removed together, and the others are ended in one
 * transaction after another.
 */
public final class SessionsOfUsers {

    /** How many sessions of one user are ended at once. */
    private static final int FEW = 20;

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final Collection<String> userIds;
    private final Predicate<NamedSession> ends;

    /** @param ends which of the sessions end */
    public SessionsOfUsers(
            KeycloakSessionFactory factory, String realmId, Collection<String> userIds, Predicate<NamedSession> ends) {
        this.factory = factory;
        this.realmId = realmId;
        this.userIds = userIds;
        this.ends = ends;
    }

    /**
     * Ends the sessions of the users who exist, in transactions of its own.
     *
     * @param ended is given what is to be told of the sessions, as each transaction has committed
     */
    public void end(Consumer<List<EndedSession>> ended) {
        if (!Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)) {
            endSome(session -> sessions(session).toList(), ended);
        } else if (userIds.size() > 1 || !endFew(ended)) {
            // This asks no other machine. The rest may ask a user's directory.
            Contention.again(factory, realmId, (session, realm) -> new QuietSessions(session).remove(userIds, ends));
            endByRows(ended);
        }
    }

    /** Ends the sessions if they are few, and none of them otherwise. */
    private boolean endFew(Consumer<List<EndedSession>> ended) {
        boolean[] few = new boolean[1];
        endSome(
                session -> {
                    List<UserSessionModel> some =
                            sessions(session).limit(FEW + 1).toList();
                    few[0] = some.size() <= FEW;
                    return few[0] ? some : List.of();
                },
                ended);
        return few[0];
    }

    private Stream<UserSessionModel> sessions(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        return userIds.stream()
                .map(id -> session.users().getUserById(realm, id))
                .filter(Objects::nonNull)
                .flatMap(user -> Stream.concat(
                        session.sessions().getUserSessionsStream(realm, user),
                        session.sessions().getOfflineUserSessionsStream(realm, user)))
                .filter(found -> ends.test(NamedSession.of(found)));
    }

    private void endByRows(Consumer<List<EndedSession>> ended) {
        SessionsByRows rows = new SessionsByRows(userIds);
        do {
            endSome(
                    session -> rows.next(session)
                            .filter(found -> ends.test(NamedSession.of(found)))
                            .toList(),
                    ended);
        } while (rows.goOn());
    }

    private void endSome(Function<KeycloakSession, List<UserSessionModel>> some, Consumer<List<EndedSession>> ended) {
        List<EndedSession> told = new ArrayList<>();
        Contention.again(factory, realmId, (session, realm) -> {
            told.clear();
            // After the commit they are looked for as sessions that were ended.
            ReadSessions.overlookFurther(session);
            // They are collected, because removing a session changes what Keycloak reads.
            List<UserSessionModel> sessions = some.apply(session);
            sessions.forEach(found -> EndedSession.of(found).ifPresent(told::add));
            EndedSessions.remove(session, sessions);
        });
        ended.accept(told);
    }
}
