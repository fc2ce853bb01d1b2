package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What {@code /realms/NAME/api/...} answers, {@code /api/...} answers, too. */
@KeycloakIntegrationTest(config = ApiServer.class)
class BothFormsTest extends ApiTest {

    /** Of the first test: a token lives for five minutes, and each sign-in costs a hash. */
    private static String adminToken;

    private static String userToken;

    private BothForms both;

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationAnswersTheSame(String method, String path) throws Exception {
        for (String token : List.of("", adminToken, userToken)) {
            both.expectSameOfOperation(method, path, token);
        }
    }

    static Stream<Arguments> operations() {
        return BothForms.operations();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/%25",
                "/%2525",
                "/%2F",
                "/%00",
                "/%zz",
                "/%",
                "/%e",
                "//users",
                "/users//me",
                "/../api/users",
                "/users/../roles",
                "/users/%2e%2e/roles",
                "/users;a=b",
                "/users/me;a=b",
                ";a=b/users",
                "%2Fusers",
                "/users%2Fme",
                "/users/%25",
                "/users/50%25@x.example",
                "/users/50%2525@x.example",
                "/users/a%2Fb@x.example",
                "/users/%00",
                "/users/%zz",
                "/users/%7Buser%7D",
                "/users/{user}",
                "/{}",
                "/users/a{b}c@x.example?x={y}",
                "/users/%C3%A4@x.example",
                "/users/ä@x.example",
                "/users/%FF",
                "/users/a+b@x.example",
                "/users/a%2Bb@x.example",
                "/users/a%20b@x.example",
                "/users/",
                "/roles/",
                "/users/me/",
                "/users/me//",
                "/users/a|b^c`@x.example",
                "/users/me?a=%25",
                "/users?search=50%25",
                "/users?search=%7Ba%7D",
                "/users?search={a}",
                "/users?search=a%26b%3Dc",
                "/users?search=a+b",
                "/users?search=%zz",
                "/users?search=%2525",
                "/users?per_page=1&per_page=2",
                "/users?",
                "/users?%00=1",
                "/openapi.json?a={b}",
                "/users/x/send-password-reset",
                "/%61uth/token",
                "/users/%6de",
                "/realms/acme/api/users",
                "?a=b"
            })
    void everyOddPathAnswersTheSame(String path) throws Exception {
        for (String token : List.of("", adminToken, userToken)) {
            both.expectSame("GET", path, token, "");
            both.expectSame("POST", path, token, "{}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/%25,404,not_found",
        "/users/50%25@x.example,401,invalid_token",
        "/users/%7B%7D,401,invalid_token",
        "/users/%2F,401,invalid_token"
    })
    void anEncodedSignIsALetter(String path, int status, String code) throws Exception {
        for (String form : both.forms()) {
            both.send("GET", form + path, "", "").expectProblem(status, code);
        }
    }

    @Test
    void anEncodedAddressNamesTheSameUserInBothForms() throws Exception {
        for (String address : List.of("50%", "a/b", "a+b", "{a}", "%2525")) {
            String email = address + newEmail();
            Answer user = created(newUser("email", email));
            for (String form : both.forms()) {
                Answer found = both.send("GET", form + "/users/" + Api.encoded(email), adminToken, "")
                        .expect(200);
                assertEquals(user.id(), found.id());
            }
        }
    }

    @Test
    void aClientCannotSayThatItCalledTheShortForm() {
        Answer page = admin.with("X-Users-Api-Called", "http://evil.example/api")
                .get("/users")
                .expect(200);
        assertTrue(page.body().path("links").path("first").asText().startsWith(anonymous.base()), page::text);
    }

    /** As docs/errors.md says: no filter of the extension hears of such a request. */
    @Test
    void aBodyOfElevenMebibytesIsCutOffByTheHttpLayerInBothForms() throws Exception {
        for (String form : both.forms()) {
            URI uri = both.server();
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                String head = "POST " + both.prefix() + form + "/users HTTP/1.1\r\nHost: " + uri.getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + 11 * 1024 * 1024
                        + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(60_000);
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
                assertTrue(answer.endsWith("\r\n\r\n"), answer);
            }
        }
    }

    @BeforeEach
    void takeToken() {
        String path = URI.create(anonymous.base()).getPath();
        String prefix = path.substring(0, path.indexOf("/realms/"));
        both = new BothForms(
                URI.create("http://" + URI.create(anonymous.base()).getAuthority()), prefix, realm.getName());
        if (adminToken == null) {
            adminToken = anonymous
                    .signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                    .text("access_token");
            userToken = anonymous.signIn(created().text("email"), PASSWORD).text("access_token");
        }
    }
}
