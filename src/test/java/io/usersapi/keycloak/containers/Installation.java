package io.usersapi.keycloak.containers;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.Map;
import java.util.UUID;

/**
 * A Keycloak with the extension that runs in containers.
 *
 * @param anonymous the API, called as nobody
 * @param email the address of the API's first admin
 * @param password the password of the API's first admin
 * @param mails where Keycloak's mails arrive
 */
record Installation(Api anonymous, String email, String password, MailDev mails) {

    static final String USER_PASSWORD = "a password of mine";

    Api admin() {
        return anonymous.signedIn(email, password);
    }

    /** Creates a user with {@link #USER_PASSWORD}. */
    Answer created() {
        String address = "user-" + UUID.randomUUID() + "@example.org";
        return admin().post("/users", Map.of("email", address, "password", USER_PASSWORD, "name", "Ada Lovelace"))
                .expect(201);
    }
}
