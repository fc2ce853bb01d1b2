package io.usersapi.keycloak.access;

import io.usersapi.keycloak.input.Characters;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;

/**
 * The optional request header {@code Idempotency-Key}: a write that is sent again with the same key and the same body
 * within 24 hours has one effect, and is answered anew. Keys belong to a caller and an operation; they are kept in
 * Keycloak's {@code SingleUseObjectProvider}, which all nodes share.
 */
public final class Idempotency {

    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;
    private static final long KEPT_SECONDS = Duration.ofHours(24).toSeconds();
    /** How long a request may take before another with its key is let in, should its node die. */
    private static final long BUSY_SECONDS = Duration.ofMinutes(1).toSeconds();

    /** What is kept of a request: the signature of its body, and the id of what it made; the same few bytes for each. */
    private static final String DONE = "done";

    private static final int SIGNATURE_LENGTH = 22;

    private final KeycloakSession session;
    private final SingleUseObjectProvider store;
    private final String key;
    private final byte[] body;

    private Idempotency(KeycloakSession session, String key, byte[] body) {
        this.session = session;
        this.store = session.singleUseObjects();
        this.key = key;
        this.body = body;
    }

    /**
     * The key of the request at hand, if it carries one.
     *
     * @param operation what the caller does, and to what
     * @param body the bytes of the request
     * @throws ProblemException 422 for a key that is empty, longer than 255 characters or has control characters
     */
    public static Idempotency of(KeycloakSession session, Caller caller, String operation, byte[] body) {
        String key = session.getContext().getRequestHeaders().getHeaderString(HEADER);
        if (key == null) {
            return new Idempotency(session, null, body);
        }
        if (key.isBlank() || Characters.count(key) > MAX_LENGTH || !Characters.areSound(key)) {
            throw Violations.of(HEADER, ErrorCode.INVALID_VALUE);
        }
        String scope = String.join(
                "\n", session.getContext().getRealm().getId(), caller.user().getId(), operation, key);
        byte[] hash = HashUtils.hash(JavaAlgorithm.SHA256, scope.getBytes(StandardCharsets.UTF_8));
        return new Idempotency(session, "users-api.once." + base64(hash), body);
    }

    /**
     * Acts and commits, unless it was done before: then answers anew. The answer itself is not kept, since a million
     * creates a day would be a million answers in memory.
     *
     * @param act the write
     * @param id the id of what an answer is about
     * @param again the answer about the id, as things are now
     * @throws ProblemException 409 while the first request is still under way, 422 for another body, and what
     *     {@code again} throws where the id is not there any more
     */
    public <T> T once(Supplier<T> act, Function<T, String> id, Function<String, T> again) {
        if (key == null) {
            T answer = act.get();
            session.getTransactionManager().commit();
            return answer;
        }
        Map<String, String> done = store.get(key);
        if (done != null) {
            return replayed(done, again);
        }
        String busy = key + ".busy";
        if (!store.putIfAbsent(busy, BUSY_SECONDS)) {
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        try {
            done = store.get(key);
            return done != null ? replayed(done, again) : acted(act, id);
        } finally {
            store.remove(busy);
        }
    }

    private <T> T acted(Supplier<T> act, Function<T, String> id) {
        T answer = act.get();
        // Becomes visible with the commit, and not at all without it.
        store.put(key, KEPT_SECONDS, Map.of(DONE, base64(new RealmSecret(session).sign(body)) + id.apply(answer)));
        session.getTransactionManager().commit();
        return answer;
    }

    /** The body is signed with the realm's secret: it carries a password, and a plain hash of it could be guessed. */
    private <T> T replayed(Map<String, String> kept, Function<String, T> again) {
        String done = kept.get(DONE);
        byte[] signature = Base64.getUrlDecoder().decode(done.substring(0, SIGNATURE_LENGTH));
        if (!new RealmSecret(session).hasSigned(body, signature)) {
            throw ProblemException.of(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        }
        return again.apply(done.substring(SIGNATURE_LENGTH));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
