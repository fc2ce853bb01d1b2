package io.usersapi.keycloak.access;

import io.usersapi.keycloak.input.Characters;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

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

    private static final String BUSY = ".busy";

    private static final int SIGNATURE_LENGTH = 22;

    private final KeycloakSession session;
    private final SingleUseObjectProvider store;
    private final String key;
    private final byte[] body;
    private long renewed;
    private String signature;

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
    public static Idempotency of(KeycloakSession session, UserModel caller, String operation, byte[] body) {
        String key = session.getContext().getRequestHeaders().getHeaderString(HEADER);
        if (key == null) {
            return new Idempotency(session, null, body);
        }
        if (key.isBlank() || Characters.count(key) > MAX_LENGTH || !Characters.areSound(key)) {
            throw Violations.of(HEADER, ErrorCode.INVALID_VALUE);
        }
        String scope = String.join("\n", session.getContext().getRealm().getId(), caller.getId(), operation, key);
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
        return once(act, id, again, answer -> {});
    }

    /** @param then what follows the commit; where it fails, the act counts as not done, and is to be taken back by it */
    public <T> T once(Supplier<T> act, Function<T, String> id, Function<String, T> again, Consumer<T> then) {
        if (key == null) {
            T answer = act.get();
            session.getTransactionManager().commit();
            then.accept(answer);
            return answer;
        }
        Map<String, String> done = store.get(key);
        if (done != null) {
            return replayed(done, again);
        }
        String busy = key + BUSY;
        if (!store.putIfAbsent(busy, BUSY_SECONDS)) {
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        try {
            done = store.get(key);
            return done != null ? replayed(done, again) : acted(act, id, then);
        } finally {
            store.remove(busy);
        }
    }

    private <T> T acted(Supplier<T> act, Function<T, String> id, Consumer<T> then) {
        T answer = act.get();
        // Becomes visible with the commit, and not at all without it.
        store.put(key, KEPT_SECONDS, Map.of(DONE, base64(new RealmSecret(session).sign(body)) + id.apply(answer)));
        session.getTransactionManager().commit();
        try {
            then.accept(answer);
        } catch (RuntimeException failed) {
            store.remove(key);
            throw failed;
        }
        return answer;
    }

    /**
     * The same for a write that has many parts, each in a transaction of its own. The request's own transaction ends before
     * the first part, so that it holds nothing while they are under way.
     *
     * @param kept what is to be kept of the answer: there is no one user whom an answer could be made of
     * @param again the answer of what was kept
     */
    public <T> T inParts(Supplier<T> act, Function<T, String> kept, Function<String, T> again) {
        Optional<String> before = begin();
        if (before.isPresent()) {
            return again.apply(before.get());
        }
        try {
            T answer = act.get();
            end(kept.apply(answer));
            return answer;
        } finally {
            release();
        }
    }

    /**
     * Begins a write that has many parts, unless it was done before; {@link #release} is to follow in any case.
     *
     * @return what was kept of the answer where the write was done before
     */
    public Optional<String> begin() {
        if (key == null) {
            session.getTransactionManager().commit();
            return Optional.empty();
        }
        Map<String, String> done = store.get(key);
        if (done == null && !store.putIfAbsent(key + BUSY, BUSY_SECONDS)) {
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        renewed = Time.currentTime();
        done = done == null ? store.get(key) : done;
        if (done != null) {
            release();
            return Optional.of(replayed(done, Function.identity()));
        }
        signature = base64(new RealmSecret(session).sign(body));
        session.getTransactionManager().commit();
        return Optional.empty();
    }

    /** Keeps what is needed to answer the request anew. */
    public void end(String kept) {
        if (key != null) {
            put(key, KEPT_SECONDS, Map.of(DONE, signature + kept));
        }
    }

    /** Lets others with the key in. */
    public void release() {
        if (key != null) {
            store.remove(key + BUSY);
        }
    }

    /**
     * An id for what a part of the request makes: the same whenever the request is sent with its key, so that a part which
     * was done before its node died is known again.
     */
    public Optional<String> idOf(int part) {
        return Optional.ofNullable(key).map(own -> {
            byte[] hash = HashUtils.hash(JavaAlgorithm.SHA256, (own + "\n" + part).getBytes(StandardCharsets.UTF_8));
            ByteBuffer bits = ByteBuffer.wrap(hash);
            // RFC 9562, version 8: the bits are of our own making.
            long high = bits.getLong() & 0xffffffffffff0fffL | 0x8000L;
            long low = bits.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
            return new UUID(high, low).toString();
        });
    }

    /** Whether the request carries a key. */
    public boolean isAsked() {
        return key != null;
    }

    /** To be called now and then while the parts of {@link #inParts} are under way: others with the key wait on. */
    public void stillBusy() {
        if (key != null && Time.currentTime() - renewed >= BUSY_SECONDS / 3) {
            put(key + BUSY, BUSY_SECONDS, Map.of());
            renewed = Time.currentTime();
        }
    }

    private void put(String name, long seconds, Map<String, String> notes) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> other.singleUseObjects()
                .put(name, seconds, notes));
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
