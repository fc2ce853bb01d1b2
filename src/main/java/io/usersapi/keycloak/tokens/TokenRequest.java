package io.usersapi.keycloak.tokens;

import io.usersapi.keycloak.account.Passwords;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code /auth/token} takes: {@code {"email": "…", "password": "…", "totp": "…"}} or
 * {@code {"refresh_token": "…"}}.
 */
record TokenRequest(
        Optional<EmailAddress> email, Optional<String> password, Optional<String> totp, Optional<String> refreshToken) {

    private static final String EMAIL = "email";
    private static final String PASSWORD = "password";
    private static final String TOTP = "totp";
    private static final String REFRESH_TOKEN = "refresh_token";

    private static final int MAX_TOTP = 255;
    /** The limit in characters, far above Keycloak's own limit of a token parameter (OIDCProviderConfig). */
    private static final int MAX_TOKEN = 100_000;

    /**
     * Reads the body of {@code POST /auth/token}.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 that names each bad field
     */
    static TokenRequest of(InputStream stream) {
        JsonBody body = JsonBody.read(stream, Set.of(EMAIL, PASSWORD, TOTP, REFRESH_TOKEN));
        if (body.has(REFRESH_TOKEN)) {
            for (String other : Set.of(EMAIL, PASSWORD, TOTP)) {
                if (body.has(other)) {
                    body.violations().add(other, ErrorCode.NOT_COMBINABLE, REFRESH_TOKEN);
                }
            }
        } else {
            body.require(EMAIL, PASSWORD);
        }
        TokenRequest request = new TokenRequest(
                body.text(EMAIL).flatMap(text -> EmailAddress.parse(text, body.violations(), EMAIL)),
                text(body, PASSWORD, Passwords.MAX_LENGTH),
                text(body, TOTP, MAX_TOTP),
                text(body, REFRESH_TOKEN, MAX_TOKEN));
        body.violations().refuseIfAny();
        return request;
    }

    /** The refresh token that {@code /auth/logout} takes: {@code {"refresh_token": "…"}}. */
    static String refreshTokenOf(InputStream stream) {
        JsonBody body = JsonBody.read(stream, Set.of(REFRESH_TOKEN)).require(REFRESH_TOKEN);
        Optional<String> token = text(body, REFRESH_TOKEN, MAX_TOKEN);
        body.violations().refuseIfAny();
        return token.orElseThrow();
    }

    /**
     * The text of a field. Its shape is checked here, before anybody is looked up: an empty or a huge secret costs no
     * hash.
     */
    private static Optional<String> text(JsonBody body, String field, int max) {
        Optional<String> text = body.text(field);
        text.ifPresent(value -> {
            if (value.isEmpty()) {
                body.violations().add(field, ErrorCode.EMPTY);
            } else if (Characters.count(value) > max) {
                body.violations().add(field, ErrorCode.TOO_LONG, max);
            } else if (!Characters.areSound(value)) {
                body.violations().add(field, ErrorCode.INVALID_CHARACTERS);
            }
        });
        return text;
    }

    @Override
    public String toString() {
        return "TokenRequest[hidden]";
    }
}
