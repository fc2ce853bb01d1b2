package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A name that the console gave in two parts is longer than this API gives names. What is already so is no change. */
@KeycloakIntegrationTest(config = ApiServer.class)
class LongNameTest extends ApiTest {

    private static final String LONG = "A".repeat(200) + " " + "B".repeat(200);

    private Answer user;

    @BeforeEach
    void aUserWithALongName() {
        user = created();
        UserRepresentation edited = inKeycloak(user).toRepresentation();
        edited.setFirstName("A".repeat(200));
        edited.setLastName("B".repeat(200));
        inKeycloak(user).update(edited);
        user = admin.get("/users/" + user.id()).expect(200);
        assertEquals(LONG, user.text("name"));
    }

    @Test
    void itIsPutBackAsItWasRead() {
        Answer same = admin.put("/users/" + user.id(), Map.of("name", LONG)).expect(200);
        assertEquals(user.header("ETag"), same.header("ETag"));
        Answer more = admin.put("/users/" + user.id(), Map.of("name", LONG, "role", "editor"))
                .expect(200);
        assertEquals(LONG, more.text("name"));
    }

    @Test
    void anUpsertTakesItAndOneOfTheLengthForAnotherUserIsTooLong() {
        Answer other = created();
        String rows = Api.json(Map.of("email", user.text("email"), "name", LONG))
                + "\n"
                + Api.json(Map.of("email", other.text("email"), "name", LONG));
        List<String> lines = admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import?mode=upsert", rows)
                .expect(200)
                .text()
                .lines()
                .toList();
        assertTrue(lines.get(0).contains("\"unchanged\""), lines.get(0));
        assertTrue(lines.get(1).contains("\"errors\":{\"name\":[{\"code\":\"too_long\""), lines.get(1));
    }

    @Test
    void anotherNameOfTheLengthIsTooLong() {
        String path = "/users/" + user.id();
        for (String name : List.of(LONG + "B", LONG.toLowerCase(), "C".repeat(256), "C".repeat(600))) {
            admin.patch(path, Map.of("name", name)).expectInvalid("name", "too_long");
            admin.post("/users", newUser("name", name)).expectInvalid("name", "too_long");
        }
        assertEquals(LONG, admin.get(path).expect(200).text("name"));
    }

    @Test
    void ofManyUsersItIsNoChangeForTheOneWhoHasIt() {
        Answer other = created();
        Answer done = admin.post(
                        "/users/bulk", Map.of("users", List.of(user.id(), other.id()), "change", Map.of("name", LONG)))
                .expect(200);
        assertEquals("unchanged", done.body().at("/data/0/status").asText());
        assertEquals(
                "too_long", done.body().at("/data/1/error/errors/name/0/code").asText());
    }
}
