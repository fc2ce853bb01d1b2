package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.GroupBuilder;
import org.keycloak.testframework.util.ApiUtil;

@KeycloakIntegrationTest(config = ApiServer.class)
class DeleteUserTest extends ApiTest {

    @Test
    void answersTheMessageOfDocumentB() {
        assertEquals(
                "{\"message\":\"User deleted successfully.\"}",
                delete(created().id()).text());
    }

    @Test
    void deletesByEmailWhateverTheCase() {
        Answer user = created(newUser("email", "a+b-" + newEmail()));
        delete(encoded(user.text("email").toUpperCase()));
        admin.get("/users/" + user.id()).expectProblem(404, "user_not_found");
    }

    @Test
    void leavesNobodyBehindByIdOrEmail() {
        Answer user = deleted();
        String name = inKeycloak(user).toRepresentation().getUsername();
        for (String key : List.of(user.id(), encoded(user.text("email")), name)) {
            String path = "/users/" + key;
            admin.get(path).expectProblem(404, "user_not_found");
            admin.put(path, Map.of("name", "Lazarus")).expectProblem(404, "user_not_found");
            admin.patch(path, Map.of("status", "active")).expectProblem(404, "user_not_found");
            admin.delete(path).expectProblem(404, "user_not_found");
            admin.post(path + "/send-password-reset", null).expectProblem(404, "user_not_found");
        }
    }

    @Test
    void freesTheEmailAtOnceAgainAndAgain() {
        Map<String, Object> request = newUser();
        Set<String> ids = new HashSet<>();
        for (int round = 1; round <= 5; round++) {
            Answer user = created(request);
            assertTrue(ids.add(user.id()), "an id was used again");
            signedIn(user).get("/users/me").expect(200);
            delete(user.id());
        }
        assertTrue(tombstones().containsAll(ids));
    }

    @Test
    void doesNotFindTheDeadByTheEmailThatSomebodyElseHasNow() {
        Answer dead = deleted();
        Answer heir = created(newUser("email", dead.text("email")));
        String path = "/users/" + encoded(dead.text("email"));
        assertEquals(heir.id(), admin.get(path).expect(200).id());
        admin.patch(path, Map.of("name", "Heir")).expect(200);
        delete(heir.id());
        admin.get(path).expectProblem(404, "user_not_found");
    }

    @Test
    void listsTheDeadOnlyWhereTheyAreAskedFor() {
        Answer living = created();
        Answer dead = deleted();
        for (String query : List.of("", "&status=active", "&status=inactive")) {
            assertFalse(listed(query).contains(dead.id()), query);
        }
        assertTrue(listed("&status=deleted").contains(dead.id()));
        assertFalse(listed("&status=deleted").contains(living.id()));
        assertTrue(listed("&status=all").containsAll(List.of(living.id(), dead.id())));
    }

    @Test
    void showsTheDeadWithoutEmailTypeOrRoles() {
        Map<String, Object> request = newUser("name", "Ada Lovelace");
        request.put("type", "admin");
        Answer user = created(request);
        delete(user.id());
        JsonNode dead = admin.get("/users?status=deleted&per_page=1&sort=-created_at")
                .expect(200)
                .body()
                .at("/data/0");
        assertEquals(user.id(), dead.get("id").asText());
        assertEquals("deleted", dead.get("status").asText());
        assertTrue(dead.get("email").isNull());
        assertEquals("user", dead.get("type").asText());
        assertEquals(0, dead.get("roles").size());
        assertEquals(user.text("created_at"), dead.get("created_at").asText());
    }

    @Test
    void makesTokensUselessAtOnce() {
        Answer user = created();
        Answer token = anonymous.token(user.text("email"), PASSWORD).expect(200);
        delete(user.id());
        anonymous.bearer(token.text("access_token")).get("/users/me").expectProblem(401, "invalid_token");
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expectProblem(401, "invalid_refresh_token");
        assertEquals(0, inKeycloak(user).getUserSessions().size());
    }

    @Test
    void letsTheDeadSignInByNoName() {
        Answer user = deleted();
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
        Api keycloak = Api.at(realm.getBaseUrl()).with("Content-Type", "application/x-www-form-urlencoded");
        String newName = inKeycloak(user).toRepresentation().getUsername();
        for (String name : List.of(user.text("email"), newName, user.id())) {
            String grant = "grant_type=password&client_id=users-api&username=" + encoded(name) + "&password=";
            Answer refused = keycloak.exchange("POST", "/protocol/openid-connect/token", grant + encoded(PASSWORD));
            assertEquals("invalid_grant", refused.text("error"));
        }
    }

    @Test
    void leavesKeycloakATombstone() {
        UserRepresentation dead = inKeycloak(deleted()).toRepresentation();
        assertFalse(dead.isEnabled());
        assertTrue(dead.getUsername().startsWith("deleted-"), dead.getUsername());
        assertFalse(dead.getUsername().contains(dead.getId()), "a name that can be foreseen");
        assertNull(dead.getEmail());
        assertFalse(dead.isEmailVerified());
        assertEquals(List.of(), dead.getRequiredActions());
    }

    @Test
    void takesCredentialsRolesAndGroups() {
        Answer user = created(newUser("roles", List.of("admin", "editor")));
        inKeycloak(user).joinGroup(group());
        delete(user.id());
        assertEquals(List.of(), inKeycloak(user).credentials());
        assertEquals(List.of(), inKeycloak(user).groups());
        assertEquals(List.of(), inKeycloak(user).roles().realmLevel().listAll());
        assertNull(inKeycloak(user).roles().getAll().getClientMappings());
    }

    @Test
    void writesDownWhenAndByWhom() {
        Answer user = deleted();
        Map<String, List<String>> facts = inKeycloak(user).toRepresentation().getAttributes();
        assertEquals(Set.of("active", "deleted_at", "deleted_by", "deleted_email"), facts.keySet());
        assertEquals(List.of("false"), facts.get("active"));
        assertEquals(List.of(admin.get("/users/me").expect(200).id()), facts.get("deleted_by"));
        assertEquals(List.of(user.text("email")), facts.get("deleted_email"));
        Duration age = Duration.between(Instant.parse(facts.get("deleted_at").get(0)), Instant.now());
        assertTrue(age.abs().compareTo(Duration.ofMinutes(1)) < 0, age::toString);
    }

    @Test
    void deletesAnInactiveUserToo() {
        Answer user = created(newUser("status", "inactive"));
        delete(user.id());
        assertTrue(tombstones().contains(user.id()));
    }

    @Test
    void letsAnAdminDeleteItself() {
        Answer user = created(newUser("type", "admin"));
        Api self = signedIn(user);
        self.delete("/users/" + user.id()).expect(200);
        self.get("/users").expectProblem(401, "invalid_token");
        assertEquals(
                List.of(user.id()),
                inKeycloak(user).toRepresentation().getAttributes().get("deleted_by"));
    }

    @Test
    void refusesToDeleteTheLastAdmin() {
        String last = admin.get("/users/me").expect(200).id();
        admin.delete("/users/" + last).expectProblem(409, "last_admin");
        assertEquals("active", admin.get("/users/me").expect(200).text("status"));
    }

    @Test
    void refusesWhoMayNotManageUsers() {
        Answer user = created();
        signedIn(user).delete("/users/" + user.id()).expectProblem(403, "forbidden");
        anonymous.delete("/users/" + user.id()).expectProblem(401, "invalid_token");
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
    }

    private Answer deleted() {
        Answer user = created();
        delete(user.id());
        return user;
    }

    private Answer delete(String key) {
        return admin.delete("/users/" + key).expect(200);
    }

    private List<String> tombstones() {
        return listed("&status=deleted");
    }

    /** The newest hundred. */
    private List<String> listed(String query) {
        JsonNode page = admin.get("/users?per_page=100&sort=-created_at" + query)
                .expect(200)
                .body();
        return page.get("data").findValuesAsText("id");
    }

    private String group() {
        GroupRepresentation group = GroupBuilder.create().name("mourners").build();
        String id = ApiUtil.getCreatedId(realm.admin().groups().add(group));
        realm.cleanup().add(cleaned -> cleaned.groups().group(id).remove());
        return id;
    }
}
