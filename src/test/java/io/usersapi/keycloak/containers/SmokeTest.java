package io.usersapi.keycloak.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.OpenApi;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls every operation of the OpenAPI document once; an operation for which there is no call here fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SmokeTest {

    static final Map<String, Consumer<Installation>> CALLS = Map.ofEntries(
            Map.entry("issueToken", SmokeTest::issueToken),
            Map.entry("logout", SmokeTest::logout),
            Map.entry("listUsers", SmokeTest::listUsers),
            Map.entry("createUser", SmokeTest::createUser),
            Map.entry("getCurrentUser", SmokeTest::getCurrentUser),
            Map.entry("getUser", SmokeTest::getUser),
            Map.entry("putUser", SmokeTest::putUser),
            Map.entry("patchUser", SmokeTest::patchUser),
            Map.entry("deleteUser", SmokeTest::deleteUser),
            Map.entry("changeUsers", SmokeTest::changeUsers),
            Map.entry("exportUsers", SmokeTest::exportUsers),
            Map.entry("importUsers", SmokeTest::importUsers),
            Map.entry("listSessions", SmokeTest::listSessions),
            Map.entry("endSessions", SmokeTest::endSessions),
            Map.entry("sendPasswordReset", SmokeTest::sendPasswordReset),
            Map.entry("sendInvitation", SmokeTest::sendInvitation),
            Map.entry("sendVerification", SmokeTest::sendVerification),
            Map.entry("listRoles", SmokeTest::listRoles),
            Map.entry("getProfile", SmokeTest::getProfile),
            Map.entry("getDocumentAsJson", SmokeTest::getDocumentAsJson),
            Map.entry("getDocumentAsYaml", SmokeTest::getDocumentAsYaml));

    /** What the calls go to. */
    abstract Installation installation();

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void answersAsTheDocumentSays(String operation) {
        Consumer<Installation> call = CALLS.get(operation);
        assertNotNull(call, () -> "there is no smoke test of " + operation);
        call.accept(installation());
    }

    @Test
    void writesMailsByTheMountedThemeAndNotByThatOfTheJar() {
        Installation at = installation();
        Answer user = at.created();
        at.admin().post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        assertEquals(
                MountedFiles.MAIL_SUBJECT,
                at.mails().awaitMailTo(user.text("email")).path("subject").asText());
    }

    @Test
    void showsPagesByTheMountedThemeAndNotByThatOfTheJar() {
        String realm = installation().anonymous().base().replaceAll("/api$", "/realms/acme");
        String page = new Oidc(realm)
                .get(
                        "/auth",
                        Map.of(
                                "client_id", "account",
                                "response_type", "code",
                                "redirect_uri", realm + "/account/"))
                .expect(200)
                .text();
        assertTrue(page.contains(MountedFiles.PAGE_HEADING), page);
        assertTrue(page.contains("css/users-api.css"), page);
    }

    static Stream<String> operations() {
        return StreamSupport.stream(OpenApi.document().path("paths").spliterator(), false)
                .flatMap(path -> StreamSupport.stream(path.spliterator(), false))
                .filter(operation -> operation.has("operationId"))
                .map(operation -> operation.path("operationId").asText());
    }

    private static void issueToken(Installation at) {
        String refreshToken = at.anonymous().signIn(at.email(), at.password()).text("refresh_token");
        at.anonymous()
                .post("/auth/token", Map.of("refresh_token", refreshToken))
                .expect(200);
        at.anonymous().token(at.email(), "a wrong password").expect(401);
    }

    private static void logout(Installation at) {
        Map<String, String> token = Map.of(
                "refresh_token",
                at.anonymous().signIn(at.email(), at.password()).text("refresh_token"));
        at.anonymous().post("/auth/logout", token).expect(204);
        at.anonymous().post("/auth/token", token).expect(401);
    }

    private static void listUsers(Installation at) {
        JsonNode page = at.admin().get("/users?per_page=1").expect(200).body();
        assertEquals(1, page.path("data").size());
        assertTrue(page.at("/meta/total").asInt() >= 1);
        at.anonymous().get("/users").expect(401);
    }

    private static void createUser(Installation at) {
        Answer user = at.created();
        assertTrue(user.header("Location").endsWith("/users/" + user.id()), user::text);
        at.admin()
                .post("/users", Map.of("email", user.text("email"), "password", Installation.USER_PASSWORD))
                .expectInvalid("email", "taken");
    }

    private static void getCurrentUser(Installation at) {
        assertEquals(at.email(), at.admin().get("/users/me").expect(200).text("email"));
    }

    private static void getUser(Installation at) {
        Answer user = at.created();
        assertEquals(
                user.body(),
                at.admin().get("/users/" + user.text("email")).expect(200).body());
    }

    private static void putUser(Installation at) {
        Answer user = at.created();
        assertEquals(
                "Grace Hopper",
                at.admin()
                        .put("/users/" + user.id(), Map.of("name", "Grace Hopper"))
                        .expect(200)
                        .text("name"));
    }

    private static void patchUser(Installation at) {
        Answer user = at.created();
        at.admin().patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        at.anonymous().token(user.text("email"), Installation.USER_PASSWORD).expect(401);
    }

    private static void deleteUser(Installation at) {
        Api admin = at.admin();
        Answer user = at.created();
        admin.delete("/users/" + user.id()).expect(200);
        admin.get("/users/" + user.id()).expect(404);
    }

    private static void changeUsers(Installation at) {
        Answer user = at.created();
        Answer changed = at.admin()
                .post("/users/bulk", Map.of("users", List.of(user.id()), "change", Map.of("status", "inactive")))
                .expect(200);
        assertEquals("changed", changed.body().at("/data/0/status").asText());
        at.anonymous().token(user.text("email"), Installation.USER_PASSWORD).expect(401);
    }

    private static void exportUsers(Installation at) {
        Answer user = at.created();
        Answer file = at.admin()
                .get("/users/export?email=" + Api.encoded(user.text("email")))
                .expect(200);
        assertTrue(file.text().contains(user.id()), file::text);
    }

    private static void importUsers(Installation at) {
        String email = "imported-" + UUID.randomUUID() + "@example.org";
        at.admin()
                .with("Content-Type", "application/x-ndjson")
                .exchange("POST", "/users/import", Api.json(Map.of("email", email)))
                .expect(200);
        at.admin().get("/users/" + email).expect(200);
    }

    private static void listSessions(Installation at) {
        Answer user = at.created();
        at.anonymous().signIn(user.text("email"), Installation.USER_PASSWORD);
        Answer sessions = at.admin().get("/users/" + user.id() + "/sessions").expect(200);
        assertEquals(1, sessions.body().path("data").size(), sessions::text);
    }

    private static void endSessions(Installation at) {
        Answer user = at.created();
        Api itself = at.anonymous().signedIn(user.text("email"), Installation.USER_PASSWORD);
        at.admin().delete("/users/" + user.id() + "/sessions").expect(200);
        itself.get("/users/me").expect(401);
    }

    private static void sendPasswordReset(Installation at) {
        Answer user = at.created();
        at.admin().post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        expectLinkTo(user, at);
    }

    private static void sendInvitation(Installation at) {
        String email = "invited-" + UUID.randomUUID() + "@example.org";
        Answer user = at.admin()
                .post("/users", Map.of("email", email, "invite", true))
                .expect(201);
        expectLinkTo(user, at);
        at.admin().post("/users/" + user.id() + "/send-invitation", null).expect(200);
    }

    private static void sendVerification(Installation at) {
        Answer user = at.created();
        at.admin().post("/users/" + user.id() + "/send-verification", null).expect(200);
        expectLinkTo(user, at);
    }

    private static void expectLinkTo(Answer user, Installation at) {
        String text = at.mails().awaitMailTo(user.text("email")).path("text").asText();
        assertTrue(text.contains("/login-actions/action-token?key="), text);
    }

    private static void listRoles(Installation at) {
        assertTrue(at.admin().get("/roles").expect(200).body().path("data").isArray());
    }

    private static void getProfile(Installation at) {
        Answer profile = at.admin().get("/profile").expect(200);
        assertTrue(profile.body().path("attributes").isArray(), profile::text);
    }

    private static void getDocumentAsJson(Installation at) {
        Answer document = at.anonymous().get("/openapi.json").expect(200);
        assertEquals(at.anonymous().base(), document.body().at("/servers/0/url").asText());
    }

    private static void getDocumentAsYaml(Installation at) {
        assertEquals(
                at.anonymous().get("/openapi.json").expect(200).body(),
                yaml(at.anonymous().get("/openapi.yaml").expect(200).text()));
    }

    private static JsonNode yaml(String text) {
        try {
            return new YAMLMapper().readTree(text);
        } catch (JsonProcessingException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
