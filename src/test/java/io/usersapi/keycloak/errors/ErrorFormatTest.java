package io.usersapi.keycloak.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** One format for every error, on both forms of path. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ErrorFormatTest extends ApiTest {

    private static final String REALM_PATH = "/realms/" + ApiRealm.NAME + "/api";
    private static final String ROOT_PATH = "/api";

    @ParameterizedTest
    @CsvSource({
        REALM_PATH + ",''",
        REALM_PATH + ",/",
        REALM_PATH + ",/nothing",
        REALM_PATH + ",/users/a/b/c",
        REALM_PATH + ",/auth",
        REALM_PATH + ",/openapi",
        ROOT_PATH + ",''",
        ROOT_PATH + ",/nothing",
        ROOT_PATH + ",/users/a/b/c",
        ROOT_PATH + ",/realms/acme/api/users"
    })
    void tells404WhereThereIsNothing(String form, String path) {
        assertFormat(at(form).get(path), 404, "not_found", "Not Found");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /users, 'GET, HEAD, OPTIONS, POST'",
        "PUT, /users, 'GET, HEAD, OPTIONS, POST'",
        "POST, /users/me, 'GET, HEAD, OPTIONS'",
        "PUT, /users/me, 'GET, HEAD, OPTIONS'",
        "DELETE, /users/, 'GET, HEAD, OPTIONS, POST'",
        "POST, /users/someone, 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT'",
        "GET, /users/someone/send-password-reset, 'OPTIONS, POST'",
        "GET, /auth/token, 'OPTIONS, POST'",
        "DELETE, /auth/logout, 'OPTIONS, POST'",
        "POST, /roles, 'GET, HEAD, OPTIONS'",
        "PUT, /openapi.json, 'GET, HEAD, OPTIONS'",
    })
    void tells405WithTheMethodsThatThePathKnows(String method, String path, String allowed) {
        for (String form : new String[] {REALM_PATH, ROOT_PATH}) {
            Answer refused = signedIn(form).send(method, path, null);
            assertFormat(refused, 405, "method_not_allowed", "Method Not Allowed");
            assertEquals(allowed, refused.header("Allow"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {REALM_PATH, ROOT_PATH})
    void tells406WhereTheClientTakesNoJson(String form) {
        Api html = signedIn(form).with("Accept", "text/html");
        assertFormat(html.get("/users"), 406, "not_acceptable", "Not Acceptable");
        assertFormat(html.get("/openapi.yaml"), 406, "not_acceptable", "Not Acceptable");
        assertFormat(html.send("POST", "/auth/token", "{}"), 406, "not_acceptable", "Not Acceptable");
        signedIn(form).with("Accept", "text/html, */*;q=0.1").get("/users").expect(200);
    }

    /** A weight of 0 says no, and the narrowest range counts (RFC 9110, section 12.5.1). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;q=0",
                "application/json;q=0.000, text/html",
                "application/json; q=0, application/*, */*",
                "application/*;q=0, */*;q=0.1",
                "*/*;q=0"
            })
    void tells406WhereTheClientWantsAnythingButJson(String accept) {
        for (String form : new String[] {REALM_PATH, ROOT_PATH}) {
            Api choosy = signedIn(form).with("Accept", accept);
            assertFormat(choosy.get("/users"), 406, "not_acceptable", "Not Acceptable");
            choosy.get("/openapi.json").expectProblem(406, "not_acceptable");
            choosy.post("/auth/token", newUser()).expectProblem(406, "not_acceptable");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json, */*;q=0",
                "text/html;q=0, */*;q=0.1",
                "application/*;q=0.001, text/*;q=0",
                "application/json;q=",
                "application/json;q",
                "application/json;q=abc",
                "application/json;q=\"0.5\"",
                "Application/JSON;q=0.5;charset=utf-8, text/html"
            })
    void answersWhereTheClientTakesJsonAmongOthers(String accept) {
        admin.with("Accept", accept).get("/users").expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "x-mine", "identity, gzip"})
    void tells415WhereTheBodyIsCompressed(String coding) {
        String name = admin.get("/users/me").text("name");
        for (String form : new String[] {REALM_PATH, ROOT_PATH}) {
            Api coded = signedIn(form).with("Content-Encoding", coding);
            assertFormat(
                    coded.send("PATCH", "/users/" + ApiServer.ADMIN_EMAIL, "{\"name\": \"Coded Name\"}"),
                    415,
                    "unsupported_media_type",
                    "Unsupported Media Type");
            coded.post("/users", newUser()).expectProblem(415, "unsupported_media_type");
            coded.post("/auth/token", newUser()).expectProblem(415, "unsupported_media_type");
            coded.post("/users/bulk", Map.of()).expectProblem(415, "unsupported_media_type");
            coded.get("/users").expect(200);
        }
        assertEquals(name, admin.get("/users/me").text("name"));
        admin.with("Content-Encoding", "identity").post("/users", newUser()).expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {REALM_PATH, ROOT_PATH})
    void tells413WhereTheBodyIsLargerThanOneMebibyte(String form) {
        String large = "{\"email\": \"" + "a".repeat(2 * 1024 * 1024) + "\"}";
        assertFormat(signedIn(form).send("POST", "/users", large), 413, "body_too_large", "Content Too Large");
        assertFormat(at(form).send("POST", "/auth/token", large), 413, "body_too_large", "Content Too Large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"})
    void tells415WhereTheBodyIsNotJson(String type) {
        for (String form : new String[] {REALM_PATH, ROOT_PATH}) {
            Answer refused = signedIn(form).with("Content-Type", type).send("POST", "/users", "{}");
            assertFormat(refused, 415, "unsupported_media_type", "Unsupported Media Type");
        }
    }

    @Test
    void takesJsonWithACharset() {
        Api charset = admin.with("Content-Type", "application/json; charset=utf-8");
        charset.post("/users", newUser()).expect(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{'email': 'x'}", "{\"email\": }", "{} {}", "{\"email\": 1, \"email\": 2}", "hello"})
    void tells400WhereTheBodyIsBrokenJson(String body) {
        for (String form : new String[] {REALM_PATH, ROOT_PATH}) {
            assertFormat(signedIn(form).send("POST", "/users", body), 400, "malformed_json", "Bad Request");
            assertFormat(at(form).send("POST", "/auth/token", body), 400, "malformed_json", "Bad Request");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "\"text\""})
    void tells422WhereTheBodyIsNoObject(String body) {
        signedIn(REALM_PATH).send("POST", "/users", body).expectInvalid("body", "wrong_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {REALM_PATH, ROOT_PATH})
    void tells401WithAChallenge(String form) {
        Answer missing = at(form).get("/users");
        assertFormat(missing, 401, "invalid_token", "Unauthorized");
        assertEquals("Bearer", missing.header("WWW-Authenticate"));
        Answer bad = at(form).bearer("spent").get("/users");
        assertFormat(bad, 401, "invalid_token", "Unauthorized");
        assertEquals(
                "Bearer error=\"invalid_token\", error_description=\"The bearer token is not valid.\"",
                bad.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {REALM_PATH, ROOT_PATH})
    void tells403WithoutThePermission(String form) {
        Api user = at(form).signedIn(created().text("email"), PASSWORD);
        assertFormat(user.get("/users"), 403, "forbidden", "Forbidden");
        user.get("/users/me").expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {REALM_PATH, ROOT_PATH})
    void tells422WithAllBrokenFields(String form) {
        Answer refused = signedIn(form).send("POST", "/users", "{\"email\": \"x\", \"nickname\": \"y\"}");
        assertFormat(refused, 422, "validation", "Unprocessable Entity");
        assertEquals(3, refused.body().path("errors").size());
        refused.expectInvalid("email", "invalid_email");
        refused.expectInvalid("nickname", "unknown_field");
        refused.expectInvalid("password", "required");
    }

    @Test
    void showsNothingOfAStrangeFieldNameThatCouldDoHarm() {
        String name = "\\u0000" + "<script>".repeat(50);
        Answer refused = admin.send("POST", "/users", "{\"" + name + "\": 1}").expect(422);
        String shown = refused.body().path("errors").fieldNames().next();
        assertTrue(shown.length() <= 64 && !shown.contains("\u0000"), shown);
        assertEquals("nosniff", refused.header("X-Content-Type-Options"));
    }

    private Api at(String form) {
        return Api.at(urls.getBase() + form);
    }

    private Api signedIn(String form) {
        return at(form).signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    private static void assertFormat(Answer refused, int status, String code, String title) {
        refused.expectProblem(status, code);
        assertEquals("urn:problem:users-api:" + code, refused.text("type"));
        assertEquals(title, refused.text("title"));
        assertEquals(refused.text("detail"), refused.text("message"));
        assertEquals("no-store", refused.header("Cache-Control"));
        assertEquals("nosniff", refused.header("X-Content-Type-Options"));
    }
}
