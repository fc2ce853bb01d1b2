package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;

/** A hash that cannot be used, with the code that says why. The exception contains nothing of the hash. */
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
