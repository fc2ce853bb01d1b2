package io.usersapi.keycloak.users;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.OpenApi;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** {@code HEAD}, and preconditions as RFC 9110, section 13.2, orders them. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PreconditionsTest extends ApiTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/users",
                "/users?per_page=2&sort=-email",
                "/users?page=x",
                "/users/me",
                "/users/first-admin@example.org",
                "/users/nobody@example.org",
                "/roles",
                "/openapi.json",
                "/openapi.yaml",
                "/auth/token",
                "/nothing",
                ""
            })
    void headAnswersAsGetWithoutABody(String path) {
        for (Api caller : List.of(admin, anonymous)) {
            Answer get = caller.get(path);
            Answer head = caller.exchange("HEAD", path, null);
            assertEquals(get.status(), head.status(), path);
            assertEquals("", head.text());
            for (String header : List.of("Content-Type", "ETag", "Cache-Control", "Allow", "WWW-Authenticate")) {
                assertEquals(get.header(header), head.header(header), header + " of " + path);
            }
        }
    }

    /** Each path of the document that has {@code GET}. */
    static Stream<String> pathsToRead() {
        return OpenApi.document().path("paths").properties().stream()
                .filter(path -> path.getValue().has("get"))
                .map(path -> path.getKey().replace("{user}", ApiServer.ADMIN_EMAIL));
    }

    @ParameterizedTest
    @MethodSource("pathsToRead")
    void headWorksAndIsAllowedWhereGetIs(String path) {
        admin.get(path).expect(200);
        assertEquals("", admin.send("HEAD", path, null).expect(200).text());
        String other = Stream.of("POST", "PUT")
                .filter(method -> !OpenApi.knows(method, path))
                .findFirst()
                .orElseThrow();
        assertEquals(
                Stream.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
                        .filter(method -> method.equals("OPTIONS") || OpenApi.knows(method, path))
                        .collect(joining(", ")),
                admin.send(other, path, null)
                        .expectProblem(405, "method_not_allowed")
                        .header("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "*", "\"other\", %s", "\"other\" ,W/%s"})
    void aUserThatTheClientHasIsNotSentAgain(String ifNoneMatch) {
        Answer user = created();
        Api cached = admin.with("If-None-Match", ifNoneMatch.formatted(user.header("ETag")));
        for (String method : List.of("GET", "HEAD")) {
            Answer same = cached.send(method, "/users/" + user.id(), null).expect(304);
            assertEquals("", same.text());
            assertEquals(user.header("ETag"), same.header("ETag"));
        }
        Api self = signedIn(user);
        Answer me = self.get("/users/me").expect(200);
        self.with("If-None-Match", ifNoneMatch.formatted(me.header("ETag")))
                .get("/users/me")
                .expect(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"other\"",
                "%s-",
                "\"*\"",
                "nonsense",
                "\"a,b\"",
                "\"a,*,b\"",
                "W/*",
                "%2$s",
                "W/%2$s",
                "\"a,%2$s,b\""
            })
    void aUserThatTheClientLacksIsSent(String ifNoneMatch) {
        Answer user = created();
        String tag = user.header("ETag");
        admin.with("If-None-Match", ifNoneMatch.formatted(tag, tag.replace("\"", "")))
                .get("/users/" + user.id())
                .expect(200);
    }

    @Test
    void ifMatchIsAskedOfReadsToo() {
        Answer user = created();
        admin.with("If-Match", user.header("ETag")).get("/users/" + user.id()).expect(200);
        admin.with("If-Match", "\"other\"").get("/users/" + user.id()).expectProblem(412, "precondition_failed");
        admin.with("If-Match", "\"other\"").get("/users/me").expectProblem(412, "precondition_failed");
    }

    @Test
    void ifMatchGoesBeforeIfNoneMatch() {
        Answer user = created();
        admin.with("If-Match", "\"other\"")
                .with("If-None-Match", user.header("ETag"))
                .get("/users/" + user.id())
                .expectProblem(412, "precondition_failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "*", "W/%s"})
    void aWriteThatIfNoneMatchForbidsIsRefused(String ifNoneMatch) {
        Answer user = created();
        Api careful = admin.with("If-None-Match", ifNoneMatch.formatted(user.header("ETag")));
        careful.patch("/users/" + user.id(), Map.of("name", "Grace")).expectProblem(412, "precondition_failed");
        careful.delete("/users/" + user.id()).expectProblem(412, "precondition_failed");
        assertEquals(user.body(), admin.get("/users/" + user.id()).body());
        admin.with("If-None-Match", "\"other\"")
                .patch("/users/" + user.id(), Map.of("name", "Grace"))
                .expect(200);
    }

    @Test
    void whatIsRefusedWithoutAPreconditionIsRefusedTheSameWithOne() {
        Answer user = created();
        Answer other = created();
        Api nobody = anonymous.with("If-Match", "\"other\"");
        Api unfit = signedIn(other).with("If-Match", "\"other\"");
        Api careful = admin.with("If-Match", "\"other\"").with("If-None-Match", "*");
        nobody.patch("/users/" + user.id(), Map.of("name", "x")).expectProblem(401, "invalid_token");
        nobody.get("/users/" + user.id()).expectProblem(401, "invalid_token");
        unfit.patch("/users/" + user.id(), Map.of("name", "x")).expectProblem(403, "forbidden");
        careful.patch("/users/" + newEmail(), Map.of("name", "x")).expectProblem(404, "user_not_found");
        careful.get("/users/" + newEmail()).expectProblem(404, "user_not_found");
        careful.delete("/users/" + newEmail()).expectProblem(404, "user_not_found");
        careful.with("Content-Type", "text/plain")
                .send("PATCH", "/users/" + user.id(), "{}")
                .expectProblem(415, "unsupported_media_type");
    }

    @Test
    void thePreconditionGoesBeforeTheContent() {
        Answer user = created();
        Api careful = admin.with("If-Match", "\"other\"");
        careful.patch("/users/" + user.id(), Map.of("nickname", "x")).expectProblem(412, "precondition_failed");
        careful.send("PUT", "/users/" + user.id(), "{").expectProblem(412, "precondition_failed");
        admin.with("If-Match", user.header("ETag"))
                .patch("/users/" + user.id(), Map.of("nickname", "x"))
                .expectInvalid("nickname", "unknown_field");
    }
}
