package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The optional request header {@code Idempotency-Key}. A write that is sent again with the same key and the same body
 * within 24 hours has one effect, and gets an answer again. A key belongs to one caller and one operation. Without the
 * header, the methods simply do the write.
 */
public final class Idempotency {

    private final KeycloakSession session;
    private final Optional<IdempotencyKey> key;

    private Idempotency(KeycloakSession session, Optional<IdempotencyKey> key) {
        this.session = session;
        this.key = key;
    }

    /**
     * The key of this request, if it has one.
     *
     * @param operation what the caller does, and to what
     * @param body the body of the request
     * @throws ProblemException 422 for a key that is empty, longer than 255 characters or has control characters
     */
    public static Idempotency of(KeycloakSession session, UserModel caller, String operation, byte[] body) {
        return new Idempotency(session, IdempotencyKey.of(session, caller, operation, body));
    }

    /**
     * Does a write and commits, unless the same request has done it before; then the answer is made again. The answer
     * itself is not kept: with a million creates a day, a million answers would stand in memory.
     *
     * @param act the write
     * @param id the id of what an answer is about
     * @param again the answer about the id, as things are now
     * @throws ProblemException 409 while the first request is under way; 422 where the body differs; what {@code again}
     *     throws where nothing has the id any more
     */
    public <T> T once(Supplier<T> act, Function<T, String> id, Function<String, T> again) {
        return once(act, id, again, answer -> {});
    }

    /**
     * Does a write and commits, as {@link #once(Supplier, Function, Function)}, and then what must follow the commit.
     *
     * @param then follows the commit; where it throws, it has undone the write itself, and the write counts as not done
     */
    public <T> T once(Supplier<T> act, Function<T, String> id, Function<String, T> again, Consumer<T> then) {
        Optional<String> before = key.flatMap(IdempotencyKey::take);
        if (before.isPresent()) {
            return again.apply(before.get());
        }
        try {
            T answer = act.get();
            key.ifPresent(own -> own.keep(id.apply(answer)));
            session.getTransactionManager().commit();
            follow(then, answer);
            return answer;
        } finally {
            release();
        }
    }

    private <T> void follow(Consumer<T> then, T answer) {
        try {
            then.accept(answer);
        } catch (RuntimeException failed) {
            key.ifPresent(IdempotencyKey::forget);
            throw failed;
        }
    }

    /**
     * Does a write of many parts, each in a transaction of its own, unless the same request has done it before. The
     * transaction of the request ends before the first part, so that it holds nothing meanwhile.
     *
     * @param kept the text that is kept of the answer, since no single user tells the answer
     * @param again the answer by the text that was kept
     * @throws ProblemException 409 while the first request is under way; 422 where the body differs
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
     * Begins a write of many parts, unless the same request has done it before. {@link #release} must follow in any
     * case.
     *
     * @return what was kept of the answer, where the write was done before
     * @throws ProblemException 409 while the first request is under way; 422 where the body differs
     */
    public Optional<String> begin() {
        Optional<String> before = key.flatMap(IdempotencyKey::take);
        if (before.isEmpty()) {
            try {
                session.getTransactionManager().commit();
            } catch (RuntimeException failed) {
                release();
                throw failed;
            }
        }
        return before;
    }

    /** Keeps what is needed to answer the request again. */
    public void end(String kept) {
        key.ifPresent(own -> own.keepAtOnce(kept));
    }

    /** Lets other requests with the key in. */
    public void release() {
        key.ifPresent(IdempotencyKey::release);
    }

    /**
     * An id for what a part of the request makes: one of {@link #idsOf}, so that a part which was done before its node died
     * is known again. Another body has other ids: nothing of it was done.
     */
    public Optional<String> idOf(int part) {
        return idsOf(part).stream().findFirst();
    }

    /**
     * The ids that what a part of the request made can have, whenever the request is sent with its key: one for each secret
     * of the realm, for the realm may have got another one since. None where the request has no key.
     */
    public List<String> idsOf(int part) {
        return key.map(own -> own.idsOf(part)).orElse(List.of());
    }

    /**
     * Keeps what became of a part of the request, as long as the key itself is kept: so that a request that is sent again
     * can go on where the first one broke off.
     */
    public void keepPart(int part, String text) {
        key.ifPresent(own -> own.keepPart(part, text));
    }

    /** What was kept of a part when the same request was sent before. */
    public Optional<String> part(int part) {
        return key.flatMap(own -> own.part(part));
    }

    /** Whether the request has a key. */
    public boolean isAsked() {
        return key.isPresent();
    }

    /**
     * Must be called at least every 40 seconds while the parts are under way: other requests with the key then stay
     * out.
     */
    public void stillBusy() {
        key.ifPresent(IdempotencyKey::renew);
    }
}
