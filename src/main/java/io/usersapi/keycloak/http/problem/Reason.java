package io.usersapi.keycloak.http.problem;

import java.util.Locale;

/**
 * Why a request was refused, where a code has several reasons. Each reason has a sentence of its own. The code stays
 * the same, and clients switch on the code only.
 */
public enum Reason {
    /** The request has no token. */
    NO_TOKEN(ErrorCode.INVALID_TOKEN),
    /** What was sent is no token, or its signature is not known. Nothing that it claims is told. */
    NOT_VALID(ErrorCode.INVALID_TOKEN),
    EXPIRED(ErrorCode.INVALID_TOKEN),
    NOT_YET_VALID(ErrorCode.INVALID_TOKEN),
    /** The token was issued by {0}, and must be by {1}. */
    OTHER_ISSUER(ErrorCode.INVALID_TOKEN),
    /** The token is of the realm {0}, and must be of {1}. */
    OTHER_REALM(ErrorCode.INVALID_TOKEN),
    NOT_AN_ACCESS_TOKEN(ErrorCode.INVALID_TOKEN),
    /** The token is bound to a key or a certificate, and the request does not prove that its sender has it. */
    NOT_BOUND(ErrorCode.INVALID_TOKEN),
    /** The token lacks {0} in its audience. */
    NOT_FOR_THIS_API(ErrorCode.INVALID_TOKEN),
    /** The token was valid once. Why it no longer is does not matter: nothing is told of accounts. */
    SESSION_ENDED(ErrorCode.INVALID_TOKEN),

    /** The caller does not hold the permission. */
    NO_ROLE(ErrorCode.FORBIDDEN),
    /** The caller holds the permission, but the client {0} of the token does not have it in its scope. */
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

    /** The key of the sentence. */
    String key() {
        return code.code() + "." + reason();
    }
}
