package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.KeycloakProcess;
import io.usersapi.keycloak.support.ServerProcess;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other spellings of the API's path, on a server that lets them in: {@code http-accept-non-normalized-paths}. */
@Tag("lifecycle")
class NonNormalizedPathsTest {

    private static final String EMAIL = "first-admin@example.org";
    private static final String PASSWORD = "correct horse battery";

    private static ServerProcess server;
    private static BothForms forms;
    private static String token;

    @BeforeAll
    static void startServer() {
        Distribution distribution = Distribution.unpacked("non-normalized-paths");
        distribution.install();
        String setting = "--spi-realm-restapi-extension--api--";
        server = ServerProcess.start(
                distribution,
                "server",
                ServerProcess.freePort(),
                "start-dev",
                "--http-accept-non-normalized-paths=true",
                setting + "realms=master",
                setting + "root-realm=master",
                setting + "admin-role=users-admin",
                setting + "default-admin-email=" + EMAIL,
                setting + "default-admin-password=" + PASSWORD);
        await().atMost(Duration.ofMinutes(15))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> KeycloakProcess.answers(URI.create(server.base() + "/realms/master")));
        forms = new BothForms(URI.create(server.base()), "", "master");
        token = Api.at(server.base() + "/api").signIn(EMAIL, PASSWORD).text("access_token");
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
