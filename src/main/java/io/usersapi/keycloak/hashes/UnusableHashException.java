package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;

/** A hash that is not taken; the reason says nothing of the hash itself. */
final class UnusableHashException extends RuntimeException {

    private final ErrorCode code;

    UnusableHashException(ErrorCode code) {
        super(code.code(), null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
