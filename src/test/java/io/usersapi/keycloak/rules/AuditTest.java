package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.ServerLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Rule 11: who did what to whom, with what, from where; and no secret in it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class AuditTest extends EventsTest {

    @Test
    void aCreationLeavesOneEventThatShowsTheUserWithoutSecrets() {
        Map<String, Object> request = newUser("name", "Ada Lovelace");
        request.put("password_confirmation", PASSWORD);
        Answer user = admin.post("/users", request).expect(201);
        AdminEventRepresentation event = theOnlyWrite("CREATE", "users/" + user.id());
        assertEquals(user.body(), json(event.getRepresentation()));
        assertFalse(event.getRepresentation().contains(PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void anUpdateLeavesOneEventThatShowsTheUserWithoutSecrets(String method) {
        String id = created().id();
        forgetEvents();
        Map<String, Object> change =
                Map.of("type", "admin", "roles", List.of("reader"), "password", "another password of mine");
        Answer user = admin.send(method, "/users/" + id, Api.json(change)).expect(200);
        AdminEventRepresentation event = theOnlyWrite("UPDATE", "users/" + id);
        assertEquals(user.body(), json(event.getRepresentation()));
        assertFalse(event.getRepresentation().contains("password"));
    }

    @Test
    void aDeletionLeavesOneEvent() {
        String id = created().id();
        forgetEvents();
        admin.delete("/users/" + id).expect(200);
        assertNull(theOnlyWrite("DELETE", "users/" + id).getRepresentation());
    }

    @Test
    void aResetMailLeavesOneEvent() {
        String id = created().id();
        forgetEvents();
        admin.post("/users/" + id + "/send-password-reset", null).expect(200);
        assertNull(
                theOnlyWrite("ACTION", "users/" + id + "/send-password-reset").getRepresentation());
    }

    @Test
    void aVerificationMailLeavesOneEvent() {
        String id = created().id();
        forgetEvents();
        admin.post("/users/" + id + "/send-verification", null).expect(200);
        assertNull(theOnlyWrite("ACTION", "users/" + id + "/send-verification").getRepresentation());
    }

    @Test
    void endedSessionsLeaveOneEvent() {
        String id = created().id();
        forgetEvents();
        admin.delete("/users/" + id + "/sessions").expect(200);
        assertNull(theOnlyWrite("ACTION", "users/" + id + "/logout").getRepresentation());
    }

    @Test
    void aServiceAccountIsNamedWithItsClient() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        realm.cleanup().add(cleaned -> keycloak.client("robot").remove());
        String robot = keycloak.newServiceAccount("robot", keycloak.role("users-api", "manage-users"));
        Api api = anonymous.bearer(new Oidc(realm.getBaseUrl()).serviceAccount("robot", KeycloakSetup.SECRET));
        forgetEvents();
        api.post("/users", newUser()).expect(201);
        AdminEventRepresentation event = adminEvents().get(0);
        assertEquals(robot, event.getAuthDetails().getUserId());
        assertEquals(
                keycloak.client("robot").toRepresentation().getId(),
                event.getAuthDetails().getClientId());
    }

    @Test
    void whatIsReadOrRefusedLeavesNoAdminEvent() {
        Answer user = created();
        Answer inactive = created(newUser("status", "inactive"));
        Answer boss = created();
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(boss.id(), keycloak.role("realm-management", "realm-admin"));
        String path = "/users/" + user.id();
        forgetEvents();
        admin.get(path).expect(200);
        admin.get("/users").expect(200);
        admin.get("/roles").expect(200);
        anonymous.delete(path).expect(401);
        signedIn(user).delete(path).expect(403);
        admin.delete("/users/" + boss.id()).expect(403);
        admin.patch("/users/" + boss.id(), Map.of("name", "Mallory")).expect(403);
        admin.post("/users/" + boss.id() + "/send-password-reset", null).expect(403);
        admin.delete("/users/" + boss.id() + "/sessions").expect(403);
        admin.get(path + "/sessions").expect(200);
        admin.delete("/users/unknown").expect(404);
        admin.post("/users/" + inactive.id() + "/send-password-reset", null).expect(409);
        admin.with("If-Match", "\"other\"").patch(path, Map.of("name", "Ada")).expect(412);
        admin.post("/users", newUser("email", user.text("email"))).expect(422);
        admin.patch(path, Map.of("email", boss.text("email"))).expect(422);
        admin.patch(path, Map.of()).expect(422);
        assertEquals(List.of(), adminEvents());
    }

    @Test
    void aRepeatedRequestLeavesNoSecondEvent() {
        Map<String, Object> request = newUser();
        Api api = admin.with("Idempotency-Key", "audit");
        String id = api.post("/users", request).expect(201).id();
        assertEquals(id, api.post("/users", request).expect(201).id());
        theOnlyWrite("CREATE", "users/" + id);
    }

    @Test
    void theServerLogTellsNoEmailPasswordOrToken() {
        long start = ServerLog.lines().count();
        List<String> secrets = new ArrayList<>(List.of(PASSWORD, "a password of mallory"));
        Answer user = created();
        Answer token = anonymous.token(user.text("email"), PASSWORD).expect(200);
        String path = "/users/" + encoded(user.text("email"));
        secrets.addAll(List.of(user.text("email"), token.text("access_token"), token.text("refresh_token")));
        anonymous.bearer(token.text("access_token")).get(path).expect(403);
        anonymous.token(user.text("email"), "a password of mallory").expect(401);
        admin.post(path + "/send-password-reset", null).expect(200);
        breakingTheMail(() -> admin.post(path + "/send-password-reset", null)).expect(502);
        admin.post("/users", newUser("email", user.text("email"))).expect(422);
        admin.patch(path, Map.of("password", "a password of mallory", "type", "admin"))
                .expect(200);
        admin.delete(path).expect(200);
        ServerLog.lines()
                .skip(start)
                .filter(line -> line.contains("io.usersapi"))
                .forEach(line -> secrets.forEach(secret -> assertFalse(line.contains(secret), line)));
        assertEquals(
                1,
                ServerLog.lines()
                        .skip(start)
                        .filter(line -> line.contains(user.id() + " of realm"))
                        .count());
    }

    private Answer breakingTheMail(Supplier<Answer> request) {
        realm.updateWithCleanup(changed -> changed.smtp("localhost", 1, "nobody@example.org"));
        return request.get();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
