package io.usersapi.keycloak.http.problem;

import java.util.Locale;

/**
 * Why a request was refused, where one code has several reasons. A reason has a sentence of its own; the code stays the
 * same, and clients switch on that alone.
 */
public enum Reason {
    /** The request carries no token. */
    NO_TOKEN(ErrorCode.INVALID_TOKEN),
    /** It is no token, or nobody known has signed it: nothing that it says of itself is told. */
    NOT_VALID(ErrorCode.INVALID_TOKEN),
    EXPIRED(ErrorCode.INVALID_TOKEN),
    NOT_YET_VALID(ErrorCode.INVALID_TOKEN),
    /** {0} issued the token; here it must be {1}. */
    OTHER_ISSUER(ErrorCode.INVALID_TOKEN),
    /** The token is of the realm {0}; here it must be of {1}. */
    OTHER_REALM(ErrorCode.INVALID_TOKEN),
    NOT_AN_ACCESS_TOKEN(ErrorCode.INVALID_TOKEN),
    /** The token is bound to a key or a certificate, which the request does not prove to hold. */
    NOT_BOUND(ErrorCode.INVALID_TOKEN),
    /** The token lacks {0} in its audience. */
    NOT_FOR_THIS_API(ErrorCode.INVALID_TOKEN),
    /** The token was good once. It does not matter why it is not any more: nothing is told of accounts. */
    SESSION_ENDED(ErrorCode.INVALID_TOKEN),

    /** The caller does not hold the permission. */
    NO_ROLE(ErrorCode.FORBIDDEN),
    /** The caller holds the permission, and the client {0} of its token does not have it in scope. */
    NOT_IN_SCOPE(ErrorCode.FORBIDDEN);

    private final ErrorCode code;

    Reason(ErrorCode code) {
        this.code = code;
    }

    /** The code of the refusal. */
    public ErrorCode code() {
        return code;
    }

    /** The reason as it stands in events and in the log, for example {@code not_in_scope}. */
    public String reason() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The key of its sentence. */
    String key() {
        return code.code() + "." + reason();
    }
}
