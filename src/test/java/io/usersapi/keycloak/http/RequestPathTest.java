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

    /** What comes before the path is Keycloak's own path, or what a client says that a proxy took away. */
    @ParameterizedTest
    @CsvSource({
        "/realms/acme/api, /realms/acme/api, /realms/acme/api",
        "/auth/realms/acme/api/users, /realms/acme/api/users, /realms/acme/api/users",
        "/sso/auth/api/users/50%25, /api/users/50%, /api/users/50%25",
        "/A/realms/acme/clients-registrations/default, /realms/acme/clients-registrations/default,"
                + " /realms/acme/clients-registrations/default",
        "/realms/realms/acme/api, /realms/acme/api, /realms/acme/api",
        "/b/admin/realms/acme/users/f%3Ax%2Fy/role-mappings/realm, /admin/realms/acme/users/f:x/y/role-mappings/realm,"
                + " /admin/realms/acme/users/f%3Ax%2Fy/role-mappings/realm",
        "/auth/realms/acme/api/users/a%252Fb, /realms/acme/api/users/a/b, /realms/acme/api/users/a%2Fb",
        "/realms/acme/api/users/50%2525, /realms/acme/api/users/50%25, /realms/acme/api/users/50%2525",
        "x, /realms/a b/api, /realms/a%20b/api"
    })
    void thePathThatIsServedEndsWhatWasSent(String sent, String served, String path) {
        assertEquals(path, RequestPath.below(sent, served));
    }
}
