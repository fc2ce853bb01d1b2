package io.usersapi.keycloak.access;

import io.usersapi.keycloak.input.Characters;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.jose.jws.crypto.HMACProvider;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.util.JsonSerialization;

/**
 * The optional request header {@code Idempotency-Key}: a write that is sent again with the same key and the same body
 * within 24 hours has one effect and gets the same answer. Keys belong to a caller and an operation; they are kept in
 * Keycloak's {@code SingleUseObjectProvider}, which all nodes share.
 */
public final class Idempotency {

    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;
    private static final long KEPT_SECONDS = Duration.ofHours(24).toSeconds();
    /** How long a request may take before another with its key is let in, should its node die. */
    private static final long BUSY_SECONDS = Duration.ofMinutes(1).toSeconds();

    private static final String BODY = "body";
    private static final String ANSWER = "answer";

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
        return new Idempotency(
                session, "users-api.idempotency." + HexFormat.of().formatHex(hash), body);
    }

    /**
     * Acts and commits, unless it was done before: then gives the answer of that time.
     *
     * @param act the write; its answer must survive a round trip through JSON
     * @throws ProblemException 409 while the first request is still under way, 422 for another body
     */
    public <T> T once(Supplier<T> act, Class<T> type) {
        if (key == null) {
            T answer = act.get();
            session.getTransactionManager().commit();
            return answer;
        }
        Map<String, String> done = store.get(key);
        if (done != null) {
            return replayed(done, type);
        }
        String busy = key + ".busy";
        if (!store.putIfAbsent(busy, BUSY_SECONDS)) {
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        try {
            done = store.get(key);
            return done != null ? replayed(done, type) : acted(act);
        } finally {
            store.remove(busy);
        }
    }

    private <T> T acted(Supplier<T> act) {
        T answer = act.get();
        // Becomes visible with the commit, and not at all without it.
        store.put(key, KEPT_SECONDS, Map.of(BODY, fingerprint(), ANSWER, json(answer)));
        session.getTransactionManager().commit();
        return answer;
    }

    private <T> T replayed(Map<String, String> done, Class<T> type) {
        if (!fingerprint().equals(done.get(BODY))) {
            throw ProblemException.of(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        }
        try {
            return JsonSerialization.readValue(done.get(ANSWER), type);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Keyed with the realm's secret, since a body carries a password and a plain hash of it could be guessed. */
    private String fingerprint() {
        RealmModel realm = session.getContext().getRealm();
        SecretKey secret =
                session.keys().getActiveKey(realm, KeyUse.SIG, Algorithm.HS512).getSecretKey();
        return HexFormat.of().formatHex(HMACProvider.sign(body, org.keycloak.jose.jws.Algorithm.HS512, secret));
    }

    private static String json(Object answer) {
        try {
            return JsonSerialization.writeValueAsString(answer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
