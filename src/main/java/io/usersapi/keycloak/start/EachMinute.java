package io.usersapi.keycloak.start;

import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.TimerProvider;

/** What is tried again each minute in Keycloak's timer. */
final class EachMinute {

    private static final Logger LOG = Logger.getLogger(EachMinute.class);
    private static final long MILLIS = 60_000;

    private EachMinute() {}

    /**
     * Tries again from the next minute on, unless something of the name is tried already.
     *
     * @return whether nothing of the name was tried already
     */
    static boolean tryAgain(KeycloakSession session, String name, Runnable attempt) {
        boolean begins = !isTrying(session, name);
        if (begins) {
            session.getProvider(TimerProvider.class).schedule(() -> attempt(name, attempt), MILLIS, name);
        }
        return begins;
    }

    /** Whether something of the name is tried again each minute on this server. */
    static boolean isTrying(KeycloakSession session, String name) {
        return session.getProvider(TimerProvider.class).getTasks().containsKey(name);
    }

    /** Tries no more. */
    static void end(KeycloakSession session, String name) {
        session.getProvider(TimerProvider.class).cancelTask(name);
    }

    /**
     * Nothing gets out, not even an error: the server has one timer, a {@link java.util.Timer}, which would end there
     * with all of Keycloak's scheduled tasks. The log names the kind only, because a message may carry an e-mail
     * address.
     */
    private static void attempt(String name, Runnable attempt) {
        try {
            attempt.run();
        } catch (Throwable failed) {
            LOG.errorf(
                    "Trying %s failed (%s); it is tried again each minute",
                    name, failed.getClass().getSimpleName());
            LOG.debug("Trying failed", failed);
        }
    }
}
