package io.usersapi.keycloak.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The path by which a request is told, whatever the client encoded that needs no encoding. */
class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "/realms/acme/%61pi/users, /realms/acme/api/users",
        "/%41%5a%30%39%2d%2E%5f%7e, /AZ09-._~",
        "/x/%2e%2E/realms/acme/api, /realms/acme/api",
        "/realms/%2e/acme/api, /realms/acme/api",
        "/%2e%2e/api, /api",
        "/../../api, /api",
        "//%61pi, //api"
    })
    void lettersAreDecodedAndDotsAreFollowed(String sent, String path) {
        assertEquals(path, RequestPath.normal(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/realms/a%2Fb/api",
                "/api/users/50%25@x.example",
                "/api/%00%7B",
                "/api/users/%c3%a4"
            })
    void otherEscapesStay(String sent) {
        assertEquals(sent, RequestPath.normal(sent));
    }
}
