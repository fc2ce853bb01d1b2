package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both forms of path below Keycloak's {@code http-relative-path}; the test framework's server knows none. */
@Tag("lifecycle")
class BelowAPathTest {

    private static MasterServer server;
    private static BothForms both;
    private static String token;

    @BeforeAll
    static void startServer() {
        server = MasterServer.start("below-a-path", "--http-relative-path=/auth", "/auth");
        both = server.forms();
        token = server.token();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    static Stream<Arguments> operations() {
        return BothForms.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationAnswersTheSame(String method, String path) throws Exception {
        for (String bearer : List.of("", token)) {
            both.expectSameOfOperation(method, path, bearer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/%25", "/users/50%25@x.example", "/users?search=%7Ba%7D", "/users/%7B%7D", "/users/"})
    void everyOddPathAnswersTheSame(String path) throws Exception {
        for (String bearer : List.of("", token)) {
            both.expectSame("GET", path, bearer, "");
        }
    }

    @Test
    void thePageLoadsAllThatItNames() throws Exception {
        String shell = both.send("GET", "/users-admin/", "", "").expect(200).text();
        assertTrue(shell.contains("&quot;api&quot;:&quot;" + server.api() + "&quot;"), shell);
        Matcher links = Pattern.compile("(?:href|src)=\"([^\"]+)\"").matcher(shell);
        while (links.find()) {
            String link = links.group(1);
            String path = link.startsWith("/") ? link.substring("/auth".length()) : "/users-admin/" + link;
            both.send("GET", path, "", "").expect(200);
        }
    }

    /** A proxy that takes a part of the path away tells so. */
    @Test
    void bothFormsAreServedBehindAProxyThatTookAPrefixAway() throws Exception {
        Map<String, String> prefix = Map.of("X-Forwarded-Prefix", "/sso");
        String signIn = Api.json(Map.of("email", MasterServer.EMAIL, "password", MasterServer.PASSWORD));
        for (String form : both.forms()) {
            // Its issuer has the prefix, too.
            String bearer = both.send("POST", form + "/auth/token", "", signIn, prefix)
                    .expect(200)
                    .text("access_token");
            Answer users = both.send("GET", form + "/users", bearer, "", prefix).expect(200);
            String first = users.body().path("links").path("first").asText();
            assertTrue(first.contains("/sso/auth" + form + "/users?"), first);
            both.send("GET", form + "/users", "", "", prefix).expectProblem(401, "invalid_token");
        }
        both.send("GET", "/users-admin/", "", "", prefix).expect(200);
    }

    /** Whatever a client says, if no proxy takes the header away. */
    @ParameterizedTest
    @ValueSource(strings = {"/%41", "//x", "/a/../b", "/a//b", "/x?", "/x#", "/realms", "/auth", "x"})
    void oddPrefixesChangeNothing(String prefix) throws Exception {
        for (String form : both.forms()) {
            both.send("GET", form + "/users", "", "", Map.of("X-Forwarded-Prefix", prefix))
                    .expectProblem(401, "invalid_token");
        }
    }

    @Test
    void linksKeepTheFormAndThePath() throws Exception {
        Api api = Api.at(server.api()).bearer(token);
        String email = "50%-" + MasterServer.EMAIL;
        Answer user = api.post("/users", Map.of("email", email, "password", MasterServer.PASSWORD))
                .expect(201);
        assertTrue(user.header("Location").startsWith(api.base() + "/users/"), user.header("Location"));
        api.get("/users/" + Api.encoded(email)).expect(200);
        String first = api.get("/users").body().path("links").path("first").asText();
        assertTrue(first.startsWith(api.base() + "/users?"), first);
        both.send("GET", "/api/users/me", token, "").expect(200);
        both.send("GET", "/api/%25", "", "").expectProblem(404, "not_found");
    }
}
