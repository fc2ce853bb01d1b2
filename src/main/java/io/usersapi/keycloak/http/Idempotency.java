package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.problem.ProblemException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The optional request header {@code Idempotency-Key}: a write that is sent again with the same key and the same body
 * within 24 hours has one effect, and is answered anew. Keys belong to a caller and an operation.
 */
public final class Idempotency {

    private final KeycloakSession session;
    private final Optional<IdempotencyKey> key;

    private Idempotency(KeycloakSession session, Optional<IdempotencyKey> key) {
        this.session = session;
        this.key = key;
    }

    /**
     * The key of the request at hand, if it carries one.
     *
     * @param operation what the caller does, and to what
     * @param body the bytes of the request
     * @throws ProblemException 422 for a key that is empty, longer than 255 characters or has control characters
     */
    public static Idempotency of(KeycloakSession session, UserModel caller, String operation, byte[] body) {
        return new Idempotency(session, IdempotencyKey.of(session, caller, operation, body));
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
        Optional<String> before = key.flatMap(IdempotencyKey::take);
        if (before.isEmpty()) {
            session.getTransactionManager().commit();
        }
        return before;
    }

    /** Keeps what is needed to answer the request anew. */
    public void end(String kept) {
        key.ifPresent(own -> own.keepAtOnce(kept));
    }

    /** Lets others with the key in. */
    public void release() {
        key.ifPresent(IdempotencyKey::release);
    }

    /**
     * An id for what a part of the request makes: the same whenever the request is sent with its key, so that a part which
     * was done before its node died is known again. Another body has other ids: nothing of it was done.
     */
    public Optional<String> idOf(int part) {
        return key.map(own -> own.idOf(part));
    }

    /** Whether the request carries a key. */
    public boolean isAsked() {
        return key.isPresent();
    }

    /** To be called now and then while the parts of {@link #inParts} are under way: others with the key wait on. */
    public void stillBusy() {
        key.ifPresent(IdempotencyKey::renew);
    }
}
