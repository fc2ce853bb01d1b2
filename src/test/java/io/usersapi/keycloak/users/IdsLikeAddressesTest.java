package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Keycloak's own import takes any id, also one that is the address of somebody else. */
@KeycloakIntegrationTest(config = ApiServer.class)
class IdsLikeAddressesTest extends ApiTest {

    private Answer bystander;
    private String address;

    /** Somebody whose id is the bystander's address. */
    @BeforeEach
    void importUser() {
        // An id has 36 characters at most.
        String email = UUID.randomUUID().toString().substring(0, 13) + "@example.org";
        Map<String, Object> user = newUser("name", "By Stander");
        user.put("email", email);
        bystander = created(user);
        address = imported(bystander.text("email"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void aChangeIsOfTheUserWhoseAddressWasSent(String method) {
        Answer changed =
                admin.send(method, "/users/" + address, Api.json(Map.of("name", "Some One", "password", PASSWORD)));
        assertEquals(address, changed.expect(200).text("email"));
        assertEquals("Some One", admin.get("/users/" + address).expect(200).text("name"));
        anonymous.signIn(address, PASSWORD);
        assertBystanderIsAsBefore();
    }

    @Test
    void aDeletionIsOfTheUserWhoseAddressWasSent() {
        admin.delete("/users/" + address).expect(200);
        admin.get("/users/" + address).expectProblem(404, "user_not_found");
        assertBystanderIsAsBefore();
        assertTrue(admin.get("/users?status=deleted&sort=-updated_at")
                .text()
                .contains("\"id\":\"" + bystander.text("email") + "\""));
        created(Map.of("email", address, "password", PASSWORD));
    }

    @Test
    void theSessionsOfTheOtherGoOn() {
        Api other = signedIn(bystander);
        admin.delete("/users/" + address + "/sessions").expect(200);
        other.get("/users/me").expect(200);
    }

    @Test
    void changesOfManyAreOfTheUsersWhoseAddressesWereSent() {
        for (List<String> users :
                List.of(List.of(address), List.of(address, created().id()))) {
            String name = "Of Many " + users.size();
            admin.post("/users/bulk", Map.of("users", users, "change", Map.of("name", name)))
                    .expect(200);
            assertEquals(name, admin.get("/users/" + address).expect(200).text("name"));
        }
        assertBystanderIsAsBefore();
    }

    @Test
    void aRowOfAnImportIsOfTheUserWithItsAddress() {
        admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import?mode=upsert", Api.json(Map.of("email", address, "name", "Of A Row")))
                .expect(200);
        assertEquals("Of A Row", admin.get("/users/" + address).expect(200).text("name"));
        assertBystanderIsAsBefore();
    }

    @Test
    void anAddressThatIsAnIdAsWellNamesTheUserWithTheAddress() {
        assertEquals(
                bystander.id(),
                admin.get("/users/" + bystander.text("email")).expect(200).id());
    }

    @Test
    void anIdWithAnAtSignNamesItsUser() {
        String id = "EMP@" + UUID.randomUUID().toString().substring(0, 8);
        String email = imported(id);
        assertEquals(email, admin.get("/users/" + id).expect(200).text("email"));
        admin.patch("/users/" + id, Map.of("name", "Some One")).expect(200);
        admin.get("/users/" + id.toLowerCase()).expectProblem(404, "user_not_found");
        admin.delete("/users/" + id).expect(200);
        admin.get("/users/" + id).expectProblem(404, "user_not_found");
        created(Map.of("email", email, "password", PASSWORD));
    }

    private void assertBystanderIsAsBefore() {
        assertEquals(
                bystander.body(),
                admin.get("/users/" + bystander.id()).expect(200).body());
        signedIn(bystander);
    }

    /** A user with the id, whose address is answered. */
    private String imported(String id) {
        UserRepresentation user = new UserRepresentation();
        user.setId(id);
        user.setUsername(newEmail());
        user.setEmail(user.getUsername());
        user.setEnabled(true);
        PartialImportRepresentation users = new PartialImportRepresentation();
        users.setIfResourceExists("FAIL");
        users.setUsers(List.of(user));
        try (Response answer = realm.admin().partialImport(users)) {
            assertEquals(200, answer.getStatus());
        }
        return user.getEmail();
    }
}
