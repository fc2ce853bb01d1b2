package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other spellings of the API's path, on a server that lets them in: {@code http-accept-non-normalized-paths}. */
@Tag("lifecycle")
class NonNormalizedPathsTest {

    private static MasterServer server;
    private static BothForms forms;
    private static String token;

    @BeforeAll
    static void startServer() {
        server = MasterServer.start("non-normalized-paths", "--http-accept-non-normalized-paths=true", "");
        forms = server.forms();
        token = server.token();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/realms/master/%61pi",
                "/re%61lms/m%61ster/api",
                "/realms/x/%2e%2e/master/api",
                "/realms/./master/x/../api",
                "//realms//master/api",
                "/%61pi",
                "/%2E%2E/api",
                "/x/../api",
                "//api"
            })
    void theApiAnswersAsByItsOwnPath(String api) throws Exception {
        forms.send("GET", api + "/users/me", token, "").expect(200);
        forms.send("GET", api + "/users/me", "", "").expectProblem(401, "invalid_token");
        forms.send("GET", api + "/nothing", token, "").expectProblem(404, "not_found");
        forms.send("GET", api + "/users/50%25@x.example", token, "").expectProblem(404, "user_not_found");
    }

    @Test
    void thePageIsServed() throws Exception {
        String page = forms.send("GET", "/users-%61dmin/", "", "").expect(200).text();
        assertTrue(page.contains("users-admin"), page);
    }
}
