package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.MessageFile;
import io.usersapi.keycloak.support.ServerLog;
import io.usersapi.keycloak.support.WorkflowLog;
import jakarta.ws.rs.NotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Keycloak's workflows change users without an event; the rules hold for what their steps do. */
@KeycloakIntegrationTest(config = ApiServer.class)
class WorkflowsTest extends ApiTest {

    /** Why the guard refuses a step, in the default language of the realm. */
    static final String LAST_ADMIN = sentence("lastAdmin");

    private static final String DELETED = sentence("deleted");

    @InjectAdminClient
    Keycloak keycloak;

    private Api adminApi;
    private KeycloakSetup setup;

    /** The realm shows attributes that its user profile does not declare. */
    @BeforeEach
    void showAllAttributes() {
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).setUnmanagedAttributes(null));
        new KeycloakSetup(realm.admin()).setUnmanagedAttributes(UnmanagedAttributePolicy.ENABLED);
    }

    @BeforeEach
    void openAdminApi() {
        adminApi = Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(keycloak.tokenManager().getAccessTokenString());
        setup = new KeycloakSetup(realm.admin());
    }

    private void run(String step, Map<String, Object> with, Answer user) {
        run(adminApi, realm, step, with, user.id());
    }

    /** Runs a workflow of one step on the user. */
    static void run(Api adminApi, ManagedRealm realm, String step, Map<String, Object> with, String userId) {
        run(adminApi, realm, List.of(Map.of("uses", step, "with", with)), userId);
    }

    private static void run(Api adminApi, ManagedRealm realm, List<Map<String, Object>> steps, String userId) {
        String location = adminApi.exchange(
                        "POST", "/workflows", Api.json(Map.of("name", "" + UUID.randomUUID(), "steps", steps)))
                .expect(201)
                .header("Location");
        String id = location.substring(location.lastIndexOf('/') + 1);
        realm.cleanup().add(cleaned -> adminApi.exchange("DELETE", "/workflows/" + id, null));
        adminApi.exchange("POST", "/workflows/" + id + "/activate/USERS/" + userId, null)
                .expect(204);
    }

    private static String sentence(String refusal) {
        return MessageFile.ofTheme("admin", "en").raw("usersApi.refused." + refusal);
    }

    /** Waits for the guard's own sentence. A guard that fails where there is no request would say something else. */
    private void expectRefusal(String step, Map<String, Object> with, Answer user, String reason) {
        long before = ServerLog.size();
        run(step, with, user);
        WorkflowLog.awaitFailure(before, step, user.id(), reason);
    }

    private String status(Answer user) {
        return admin.get("/users/" + user.id()).expect(200).text("status");
    }

    @Test
    void whomAWorkflowDisablesIsInactiveAndSignedOut() {
        Answer user = created();
        Api itself = signedIn(user);
        run("disable-user", Map.of(), user);

        await().until(() -> status(user).equals("inactive"));
        assertEquals("false", inKeycloak(user).toRepresentation().firstAttribute("active"));
        itself.get("/users/me").expectProblem(401, "invalid_token");
        assertEquals(0, inKeycloak(user).getUserSessions().size());
    }

    /** Keycloak makes the addresses of the request, and a step has none. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theClientsOfWhomAWorkflowDisablesAreTold(boolean namesNoServer) throws IOException {
        try (ClientApp app = ClientApp.start()) {
            Shop shop = Shop.register(realm, app.url());
            if (namesNoServer) {
                ClientResource client = realm.admin().clients().get(shop.uuid());
                ClientRepresentation relative = client.toRepresentation();
                relative.setRootUrl(app.url());
                relative.getAttributes().put("backchannel.logout.url", "/logout");
                client.update(relative);
            }
            Answer user = created();
            Answer tokens = shop.signedIn(user.text("email"), PASSWORD, "openid");
            run("disable-user", Map.of(), user);

            String ended = Claims.of(tokens.text("access_token")).path("sid").asText();
            await().until(() -> app.endedSessions().contains(ended));
        }
    }

    @Test
    void whomAWorkflowRemovesIsGone() {
        Answer user = created();
        Api itself = signedIn(user);
        run("delete-user", Map.of(), user);

        await().until(() -> admin.get("/users/" + user.id()).status() == 404);
        itself.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void fromWhomAWorkflowTakesTheAdminRoleIsSignedOut() {
        Answer user = created(newUser("type", "admin"));
        Api itself = signedIn(user);
        run("revoke-role", Map.of("role", "admin"), user);

        await().until(() -> admin.get("/users/" + user.id()).text("type").equals("user"));
        await().until(() -> itself.get("/users/me").status() == 401);
    }

    @Test
    void whomAWorkflowTakesOutOfTheAdminsIsSignedOut() {
        String chiefs = newGroupOfAdmins("chiefs");
        realm.cleanup().add(cleaned -> cleaned.groups().group(chiefs).remove());
        Answer user = created();
        setup.join(user.id(), chiefs);
        Api itself = signedIn(user);
        assertEquals("admin", itself.get("/users/me").expect(200).text("type"));
        run("leave-group", Map.of("group", "chiefs"), user);

        await().until(() -> admin.get("/users/" + user.id()).text("type").equals("user"));
        await().until(() -> itself.get("/users/me").status() == 401);
        await().until(() -> inKeycloak(user).getUserSessions().isEmpty());
    }

    private String newGroupOfAdmins(String name) {
        return setup.newGroup(name, setup.role("admin"));
    }

    /** A step has no request, and nobody calls. */
    @Test
    void aWorkflowMakesAnAdmin() {
        Answer user = created();
        run("grant-role", Map.of("role", "admin"), user);

        await().until(() -> admin.get("/users/" + user.id()).text("type").equals("admin"));
        // Other tests are about the last admin.
        admin.delete("/users/" + user.id()).expect(200);
    }

    @Test
    void theLastAdminIsKeptAndTheStepIsLogged() {
        Answer last = admin.get("/users/me").expect(200);
        expectRefusal("disable-user", Map.of(), last, LAST_ADMIN);

        assertEquals("active", status(last));
    }

    @Test
    void theLastAdminStaysInTheGroupOfTheAdminsAndTheStepIsLogged() {
        Answer last = admin.get("/users/me").expect(200);
        String chiefs = newGroupOfAdmins("last-chiefs");
        realm.cleanup().add(cleaned -> {
            setup.grant(last.id(), setup.role("admin"));
            cleaned.groups().group(chiefs).remove();
        });
        setup.join(last.id(), chiefs);
        setup.revoke(last.id(), setup.role("admin"));
        expectRefusal("leave-group", Map.of("group", "last-chiefs"), last, LAST_ADMIN);

        assertEquals("admin", admin.get("/users/me").expect(200).text("type"));
        assertEquals("last-chiefs", inKeycloak(last).groups().get(0).getName());
    }

    @Test
    void aTombstoneGetsNothing() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        String dead = setup.state(user.id());
        String group = setup.newGroup("workers");
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        for (Map.Entry<String, Map<String, Object>> step : Map.<String, Map<String, Object>>of(
                        "grant-role", Map.of("role", "editor"),
                        // To MariaDB such a name is that of the mark.
                        "set-user-attribute", Map.of("Deleted_At", "never"),
                        "join-group", Map.of("group", "workers"))
                .entrySet()) {
            expectRefusal(step.getKey(), step.getValue(), user, DELETED);
        }
        assertEquals(dead, setup.state(user.id()));
    }

    /** It is disabled as it is. The second step is refused, and the log tells of that when the first is over. */
    @Test
    void aTombstoneThatAWorkflowDisablesIsAsBefore() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        String dead = setup.state(user.id());
        long before = ServerLog.size();
        List<Map<String, Object>> steps = List.of(
                Map.of("uses", "disable-user", "with", Map.of()),
                Map.of("uses", "grant-role", "with", Map.of("role", "editor")));
        run(adminApi, realm, steps, user.id());

        WorkflowLog.awaitFailure(before, "grant-role", user.id(), DELETED);
        assertEquals(dead, setup.state(user.id()));
    }

    /** To delete it for good stays possible. */
    @Test
    void aTombstoneThatAWorkflowRemovesIsGoneForGood() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        String name = inKeycloak(user).toRepresentation().getUsername();
        run("delete-user", Map.of(), user);

        await().until(() -> realm.admin().users().searchByUsername(name, true).isEmpty());
        assertThrows(NotFoundException.class, () -> inKeycloak(user).toRepresentation());
    }

    /** As whoever is deleted in the console. */
    @Test
    void whoIsDeletedTakesNoStepThatWasStillToCome() {
        Answer user = created();
        List<Map<String, Object>> steps = List.of(
                Map.of("uses", "set-user-attribute", "with", Map.of("team", "blue")),
                Map.of("uses", "delete-user", "after", "P30D"));
        run(adminApi, realm, steps, user.id());
        String toCome = "/workflows/scheduled/" + user.id();
        await().until(() ->
                adminApi.exchange("GET", toCome, null).expect(200).text().contains("delete-user"));

        admin.delete("/users/" + user.id()).expect(200);
        assertEquals("[]", adminApi.exchange("GET", toCome, null).expect(200).text());
    }

    /** Keycloak removes an attribute by a statement, which no row tells. */
    @Test
    void aTombstoneLosesNoMark() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        String dead = setup.state(user.id());
        for (String mark : List.of("deleted_at", "deleted_by", "deleted_email", "active")) {
            expectRefusal("remove-user-attribute", Map.of("attribute", List.of(mark)), user, DELETED);
            assertEquals(dead, setup.state(user.id()));
        }
    }

    private String attribute(Answer user, String name) {
        return inKeycloak(user).toRepresentation().firstAttribute(name);
    }

    @Test
    void theLivingKeepTheModulesAttribute() {
        Answer user = created();
        run("set-user-attribute", Map.of("team", "blue"), user);
        await().until(() -> "blue".equals(attribute(user, "team")));
        run("remove-user-attribute", Map.of("attribute", List.of("active", "team")), user);

        await().until(() -> attribute(user, "team") == null);
        assertEquals("true", attribute(user, "active"));
    }

    @Test
    void theModulesAttributesCannotBeWritten() {
        Answer user = created();
        run("set-user-attribute", Map.of("active", "false", "team", "blue"), user);

        await().until(() -> "true".equals(inKeycloak(user).toRepresentation().firstAttribute("active")));
        assertEquals("active", status(user));
    }
}
