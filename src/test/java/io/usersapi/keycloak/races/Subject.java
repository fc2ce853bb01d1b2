package io.usersapi.keycloak.races;

import io.usersapi.keycloak.rules.Claims;
import io.usersapi.keycloak.support.Answer;

/** The user of one round, and what it got when it signed in before. */
record Subject(String id, String email, String password, SignIn before) {

    String path() {
        return "/users/" + id;
    }

    /** The tokens of one sign-in, and when they were there, as {@link System#nanoTime} tells. */
    record SignIn(String accessToken, String refreshToken, long answered) {

        static SignIn of(Answer tokens) {
            return new SignIn(tokens.text("access_token"), tokens.text("refresh_token"), System.nanoTime());
        }

        String sessionId() {
            return Claims.of(accessToken).path("sid").asText();
        }

        /** The client to which the tokens were issued. */
        String client() {
            return Claims.of(accessToken).path("azp").asText();
        }

        /** Whether the user was an admin when the token was issued. */
        boolean namesAdmin() {
            for (var role : Claims.of(accessToken).at("/realm_access/roles")) {
                if (role.asText().equals("admin")) {
                    return true;
                }
            }
            return false;
        }
    }
}
