package io.usersapi.keycloak.module;

import java.util.Map;
import java.util.function.Function;
import org.hibernate.exception.ConstraintViolationException;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Keycloak's single-use objects, which all nodes share, as the module needs them: an entry that is put where none was, or
 * removed, is so at once for everybody, also when the transaction of the request has ended. Keycloak's caches are like
 * that. With its feature {@code stateless} the entries are rows of the database: they would be seen only after the
 * commit, be gone after a rollback, and after both no call would be possible (JpaSingleUseObjectProvider). There, each
 * call has a transaction of its own. Some databases, H2 for one, look for the row first and then insert it: where another
 * request has put the entry between the two, the key of the table is broken.
 */
public final class SharedEntries implements SingleUseObjectProvider {

    private final KeycloakSession session;

    private SharedEntries(KeycloakSession session) {
        this.session = session;
    }

    /** The session's own, or with the feature those whose calls have transactions of their own. */
    public static SingleUseObjectProvider of(KeycloakSession session) {
        return Profile.isFeatureEnabled(Profile.Feature.STATELESS)
                ? new SharedEntries(session)
                : session.singleUseObjects();
    }

    @Override
    public void put(String key, long seconds, Map<String, String> notes) {
        try {
            overwrite(key, seconds, notes);
        } catch (ConstraintViolationException putMeanwhile) {
            overwrite(key, seconds, notes);
        }
    }

    private void overwrite(String key, long seconds, Map<String, String> notes) {
        atOnce(entries -> {
            entries.put(key, seconds, notes);
            return null;
        });
    }

    @Override
    public Map<String, String> get(String key) {
        return atOnce(entries -> entries.get(key));
    }

    @Override
    public Map<String, String> remove(String key) {
        return atOnce(entries -> entries.remove(key));
    }

    @Override
    public boolean replace(String key, Map<String, String> notes) {
        return atOnce(entries -> entries.replace(key, notes));
    }

    @Override
    public boolean putIfAbsent(String key, long seconds) {
        try {
            return atOnce(entries -> entries.putIfAbsent(key, seconds));
        } catch (ConstraintViolationException putMeanwhile) {
            return false;
        }
    }

    @Override
    public boolean contains(String key) {
        return atOnce(entries -> entries.contains(key));
    }

    @Override
    public void close() {
        // The session closes its own.
    }

    private <T> T atOnce(Function<SingleUseObjectProvider, T> call) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), other -> call.apply(other.singleUseObjects()));
    }
}
