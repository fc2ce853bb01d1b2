package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The usernames of soft-deleted users cannot be foreseen, and a username makes nobody a soft-deleted user. */
@KeycloakIntegrationTest(config = ApiServer.class)
class TombstoneNamesTest extends ApiTest {

    @Test
    void whoTakesTheNameOfAnIdKeepsNobodyFromBeingDeleted() {
        Answer victim = created();
        Answer other = created(newUser());
        rename(other, "deleted-" + victim.id());
        admin.delete("/users/" + victim.id()).expect(200);
        assertTrue(listed("status=deleted").contains(victim.id()));
        signedIn(other).get("/users/me").expect(200);
    }

    @Test
    void aUserWithTheNameOfItsOwnIdLives() {
        Answer user = created();
        rename(user, "deleted-" + user.id());
        assertEquals("active", admin.get("/users/" + user.id()).expect(200).text("status"));
        signedIn(user).get("/users/me").expect(200);
        for (String query :
                List.of("status=active", "status=all", "sort=-created_at", "search=" + user.text("email"))) {
            assertTrue(listed(query).contains(user.id()), query);
        }
        assertFalse(listed("status=deleted").contains(user.id()));
        assertEquals(
                "active",
                admin.get("/users?status=all&email=" + user.text("email"))
                        .body()
                        .at("/data/0/status")
                        .asText());
        admin.delete("/users/" + user.id()).expect(200);
        assertNotEquals(
                "deleted-" + user.id(), inKeycloak(user).toRepresentation().getUsername());
        assertTrue(listed("status=deleted").contains(user.id()));
    }

    @Test
    void anIdInCapitalsIsDeletedLikeAllOthers() {
        String id = "EMP-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase();
        UserRepresentation imported = new UserRepresentation();
        imported.setId(id);
        imported.setUsername(newEmail());
        imported.setEmail(imported.getUsername());
        imported.setEnabled(true);
        partialImport(imported);
        admin.delete("/users/" + id).expect(200);
        assertTrue(listed("status=deleted").contains(id));
        for (String query : List.of("sort=-created_at", "status=inactive", "status=active")) {
            assertFalse(listed(query).contains(id), query);
        }
        admin.get("/users/" + id).expectProblem(404, "user_not_found");
    }

    private void partialImport(UserRepresentation user) {
        var file = new org.keycloak.representations.idm.PartialImportRepresentation();
        file.setUsers(List.of(user));
        try (var answer = realm.admin().partialImport(file)) {
            assertEquals(200, answer.getStatus());
        }
    }

    private void rename(Answer user, String username) {
        realm.updateWithCleanup(settings -> settings.editUsernameAllowed(true));
        UserRepresentation renamed = inKeycloak(user).toRepresentation();
        renamed.setUsername(username);
        inKeycloak(user).update(renamed);
        assertEquals(username, inKeycloak(user).toRepresentation().getUsername());
    }

    private List<String> listed(String query) {
        return admin.get("/users?per_page=100&" + (query.startsWith("sort") ? "" : "sort=-created_at&") + query)
                .expect(200)
                .body()
                .get("data")
                .findValuesAsText("id");
    }
}
