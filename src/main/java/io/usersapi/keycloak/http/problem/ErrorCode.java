package io.usersapi.keycloak.http.problem;

import java.util.Locale;

/**
 * Every way in which a request can be refused: the single vocabulary of the API.
 *
 * <p>A code for the whole request stands in {@code code} of the problem body (RFC 9457) and, after
 * {@code urn:problem:users-api:}, in {@code type}. A code of status 422 other than {@link #VALIDATION} and
 * {@link #IDEMPOTENCY_KEY_REUSED} stands beside a field in {@code errors}. Codes are stable: clients may switch on
 * them.
 */
public enum ErrorCode {
    // Problems: the whole request is refused.
    BAD_REQUEST(400),
    MALFORMED_JSON(400),
    INVALID_TOKEN(401),
    INVALID_CREDENTIALS(401),
    INVALID_REFRESH_TOKEN(401),
    FORBIDDEN(403),
    PRIVILEGED(403),
    HTTPS_REQUIRED(403),
    ORIGIN_NOT_ALLOWED(403),
    ACCOUNT_NOT_SET_UP(403),
    NOT_FOUND(404),
    USER_NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    REQUEST_TIMEOUT(408),
    CONFLICT(409),
    LAST_ADMIN(409),
    READ_ONLY(409),
    FEDERATED(409),
    INHERITED_ROLE(409),
    NO_ADMIN_ROLE(409),
    AMBIGUOUS_EMAIL(409),
    NO_EMAIL(409),
    INACTIVE(409),
    ALREADY_VERIFIED(409),
    NOT_INVITED(409),
    PRECONDITION_FAILED(412),
    BODY_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    VALIDATION(422),
    IDEMPOTENCY_KEY_REUSED(422),
    TOO_MANY_REQUESTS(429),
    INTERNAL_ERROR(500),
    MAIL_NOT_SENT(502),
    MAIL_NOT_CONFIGURED(502),

    // Field errors: beside a field in "errors" of a validation problem.
    REQUIRED(422),
    UNKNOWN_FIELD(422),
    UNKNOWN_PARAMETER(422),
    DUPLICATE_FIELD(422),
    WRONG_TYPE(422),
    EMPTY(422),
    EMPTY_UPDATE(422),
    TOO_SHORT(422),
    TOO_LONG(422),
    COLUMN_COUNT(422),
    MALFORMED_CSV(422),
    NOT_UTF8(422),
    INVALID_TIME(422),
    INVALID_EMAIL(422),
    INVALID_CHARACTERS(422),
    UNSTORABLE(422),
    INVALID_VALUE(422),
    INVALID_CHOICE(422),
    OUT_OF_RANGE(422),
    INVALID_CURSOR(422),
    NOT_COMBINABLE(422),
    MISMATCH(422),
    HASH_UNKNOWN(422),
    HASH_MALFORMED(422),
    HASH_TOO_WEAK(422),
    HASH_TOO_COSTLY(422),
    HASH_UNAVAILABLE(422),
    TAKEN(422),
    UNKNOWN_ROLE(422),
    PASSWORD_POLICY(422),
    NOT_EDITABLE(422),
    USER_PROFILE(422);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status of an answer that carries this code. */
    public int status() {
        return status;
    }

    /** The code as it stands in answers, for example {@code invalid_email}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the code stands beside a field, rather than for the whole request. */
    public boolean isFieldError() {
        return compareTo(REQUIRED) >= 0;
    }
}
