package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.RealmSecret;
import io.usersapi.keycloak.module.SharedEntries;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The key of a request, and what is kept under it in Keycloak's {@code SingleUseObjectProvider}, which all nodes share.
 * While the request is under way, this is a mark. Afterwards it is the signature of the body and what the answer is
 * made of.
 */
final class IdempotencyKey {

    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;
    private static final long KEPT_SECONDS = Duration.ofHours(24).toSeconds();
    /** How long the mark stays where its node dies; then another request with the key is let in. */
    private static final long BUSY_SECONDS = Duration.ofMinutes(1).toSeconds();

    private static final String DONE = "done";
    private static final String BUSY = ".busy";
    private static final int SIGNATURE_LENGTH = 22;

    private final KeycloakSession session;
    private final SingleUseObjectProvider store;
    private final String name;
    private final byte[] body;
    /** Of the body, by each secret of the realm that is good. */
    private List<String> signatures;
    /** The first of these. */
    private String signature;

    private long renewed;

    private IdempotencyKey(KeycloakSession session, String name, byte[] body) {
        this.session = session;
        this.store = SharedEntries.of(session);
        this.name = name;
        this.body = body;
    }

    /**
     * The key that this request has. It belongs to the realm, the caller and the operation.
     *
     * @throws ProblemException 422 for a key that is empty, longer than 255 characters or has control characters
     */
    static Optional<IdempotencyKey> of(KeycloakSession session, UserModel caller, String operation, byte[] body) {
        String sent = session.getContext().getRequestHeaders().getHeaderString(HEADER);
        if (sent == null) {
            return Optional.empty();
        }
        if (sent.isBlank() || Characters.count(sent) > MAX_LENGTH || !Characters.areSound(sent)) {
            throw Violations.of(HEADER, ErrorCode.INVALID_VALUE);
        }
        String scope = String.join("\n", session.getContext().getRealm().getId(), caller.getId(), operation, sent);
        return Optional.of(new IdempotencyKey(session, "users-api.once." + base64(hash(scope)), body));
    }

    /**
     * Takes the key for this request, unless the same request was done before.
     *
     * @return what was kept of the answer, where the request was done before; then nothing is taken
     * @throws ProblemException 409 while the first request is under way; 422 where the body differs
     */
    Optional<String> take() {
        Map<String, String> done = store.get(name);
        // What follows the commit of the request that has the mark may still undo it.
        if (done == null || store.contains(name + BUSY)) {
            // The body may have a password, which could be guessed from a plain hash of the body.
            signatures = new RealmSecret(session)
                    .signatures(body)
                    .map(IdempotencyKey::base64)
                    .toList();
            signature = signatures.get(0);
            if (!store.putIfAbsent(name + BUSY, BUSY_SECONDS)) {
                throw ProblemException.of(ErrorCode.CONFLICT);
            }
            renewed = Time.currentTime();
            // The request that had the key until now may have kept an answer meanwhile.
            done = store.get(name);
            if (done != null) {
                release();
            }
        }
        return Optional.ofNullable(done).map(this::read);
    }

    private String read(Map<String, String> kept) {
        String done = kept.get(DONE);
        if (!isOfThisBody(done)) {
            throw ProblemException.of(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        }
        return done.substring(SIGNATURE_LENGTH);
    }

    /** The signature can be of a key that the realm has had before. */
    private boolean isOfThisBody(String done) {
        byte[] signed = Base64.getUrlDecoder().decode(done.substring(0, SIGNATURE_LENGTH));
        return new RealmSecret(session).hasSigned(body, signed);
    }

    /** Lets other requests with the key in. */
    void release() {
        store.remove(name + BUSY);
    }

    /** Renews the mark, if a third of its time is over: other requests with the key stay out. */
    void renew() {
        if (Time.currentTime() - renewed >= BUSY_SECONDS / 3) {
            putAtOnce(name + BUSY, BUSY_SECONDS, Map.of());
            renewed = Time.currentTime();
        }
    }

    /**
     * Keeps what the answer is made of. It becomes visible with the commit of the session; without a commit nothing is
     * kept.
     */
    void keep(String answer) {
        session.singleUseObjects().put(name, KEPT_SECONDS, Map.of(DONE, signature + answer));
    }

    /** Keeps what the answer is made of, in a transaction of its own. */
    void keepAtOnce(String answer) {
        putAtOnce(name, KEPT_SECONDS, Map.of(DONE, signature + answer));
    }

    /** Keeps, in a transaction of its own, what became of a part of the request. */
    void keepPart(int part, String text) {
        putAtOnce(nameOf(part), KEPT_SECONDS, Map.of(DONE, signature + text));
    }

    /** What was kept of a part when the same body was sent with the key. */
    Optional<String> part(int part) {
        Map<String, String> kept = KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                other -> other.singleUseObjects().get(nameOf(part)));
        return Optional.ofNullable(kept)
                .map(notes -> notes.get(DONE))
                .filter(done -> done.startsWith(signature) || isOfThisBody(done))
                .map(done -> done.substring(SIGNATURE_LENGTH));
    }

    private String nameOf(int part) {
        return name + "." + part;
    }

    /** Removes what was kept: the request counts as not done. */
    void forget() {
        store.remove(name);
    }

    /**
     * Ids that are the same for a part of the request whenever the same body is sent with the key: the first is that of the
     * realm's secret, the others are of the secrets before it.
     */
    List<String> idsOf(int part) {
        return signatures.stream().map(signed -> idOf(part, signed)).toList();
    }

    private String idOf(int part, String signed) {
        ByteBuffer bits = ByteBuffer.wrap(hash(String.join("\n", name, signed, String.valueOf(part))));
        // RFC 9562, version 8: the bits are of our own making.
        long high = bits.getLong() & 0xffffffffffff0fffL | 0x8000L;
        long low = bits.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    private void putAtOnce(String entry, long seconds, Map<String, String> notes) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> other.singleUseObjects()
                .put(entry, seconds, notes));
    }

    private static byte[] hash(String text) {
        return HashUtils.hash(JavaAlgorithm.SHA256, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
