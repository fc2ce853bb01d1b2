package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.ServerLog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.util.JsonSerialization;

/** Users whose rows an import sends to the database together are what each of them would be by itself. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ImportedTogetherTest extends ApiTest {

    private static final String BCRYPT = "$2b$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2";

    private KeycloakSetup keycloak() {
        return new KeycloakSetup(realm.admin());
    }

    /** All that Keycloak tells of a user, but for what is of this user alone, and how and since when it signs in. */
    private List<JsonNode> likeness(String id) throws IOException {
        JsonNode state = JsonSerialization.readValue(keycloak().state(id), JsonNode.class);
        ((ObjectNode) state.get(0)).remove(List.of("id", "username", "email", "createdTimestamp", "notBefore"));
        return List.of(state.get(0), state.get(1), state.get(2), state.get(3));
    }

    @Test
    void eachHasWhatTheRealmGivesToEveryNewUser() throws IOException {
        String group = keycloak().newGroup("newcomers", keycloak().role("reader"));
        realm.admin().addDefaultGroup(group);
        realm.cleanup().add(cleaned -> {
            cleaned.removeDefaultGroup(group);
            cleaned.groups().group(group).remove();
        });
        RequiredActionProviderRepresentation terms = realm.admin().flows().getRequiredAction("CONFIGURE_TOTP");
        terms.setDefaultAction(true);
        realm.admin().flows().updateRequiredAction(terms.getAlias(), terms);
        realm.cleanup().add(cleaned -> {
            terms.setDefaultAction(false);
            cleaned.flows().updateRequiredAction(terms.getAlias(), terms);
        });
        Map<String, Object> alone = newUser("role", "editor");
        alone.put("name", "Ada King Lovelace");
        Answer single = created(alone);
        Result done = ImportFile.ndjson(
                        Map.of("email", newEmail(), "name", "Ada King Lovelace", "role", "editor"),
                        Map.of(
                                "email",
                                newEmail(),
                                "name",
                                "Ada King Lovelace",
                                "role",
                                "editor",
                                "id",
                                UUID.randomUUID()))
                .done(admin);
        assertEquals(List.of("created", "created"), done.told());
        assertEquals(likeness(single.id()), likeness(done.id(0)));
        assertEquals(likeness(single.id()), likeness(done.id(1)));
        UserRepresentation user = realm.admin().users().get(done.id(0)).toRepresentation();
        assertEquals(List.of("true"), user.getAttributes().get("active"));
        assertEquals(List.of("CONFIGURE_TOTP"), user.getRequiredActions());
        assertEquals(0, user.getNotBefore());
        // Whoever had the id before may have left sessions.
        UserRepresentation given = realm.admin().users().get(done.id(1)).toRepresentation();
        assertEquals(given.getCreatedTimestamp() / 1000, given.getNotBefore().longValue(), 1);
    }

    /** Of every kind of row that a user can have: where the database refuses one, all are written one by one, and that is logged. */
    @Test
    void theDatabaseTakesTheRowsTogether() {
        String group = keycloak().newGroup("newcomers");
        realm.admin().addDefaultGroup(group);
        realm.cleanup().add(cleaned -> {
            cleaned.removeDefaultGroup(group);
            cleaned.groups().group(group).remove();
        });
        long before = ServerLog.size();
        Object[] rows = IntStream.range(0, 70)
                .mapToObj(row -> Map.of(
                        "email",
                        newEmail(),
                        "name",
                        "Ada Lovelace",
                        "role",
                        row % 2 == 0 ? "editor" : "reader",
                        row % 3 == 0 ? "password" : "password_hash",
                        row % 3 == 0 ? "a password of row " + row : BCRYPT))
                .toArray();
        Result done = ImportFile.ndjson(rows).done(admin);
        assertEquals(70, done.counts().path("created").asInt());
        assertEquals(
                List.of(),
                ServerLog.linesAfter(before)
                        .filter(line -> line.contains("one by one"))
                        .toList());
    }

    @Test
    void aHashIsTheOneCredential() {
        Result done = ImportFile.ndjson(
                        Map.of("email", newEmail(), "password_hash", BCRYPT),
                        Map.of("email", newEmail(), "password_hash", BCRYPT, "status", "inactive"))
                .done(admin);
        for (int row = 0; row < 2; row++) {
            List<CredentialRepresentation> credentials =
                    realm.admin().users().get(done.id(row)).credentials();
            assertEquals(1, credentials.size());
            assertEquals("password", credentials.get(0).getType());
            assertNotNull(credentials.get(0).getCreatedDate());
        }
        assertEquals("inactive", admin.get("/users/" + done.id(1)).expect(200).text("status"));
        assertEquals(
                List.of("false"),
                realm.admin()
                        .users()
                        .get(done.id(1))
                        .toRepresentation()
                        .getAttributes()
                        .get("active"));
    }

    @Test
    void anAdminIsMadeOnceHoweverOftenARowAsks() {
        keycloak().newRole("chief", keycloak().role("admin"));
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("chief"));
        Result done = ImportFile.ndjson(
                        Map.of("email", newEmail(), "type", "admin", "roles", List.of("admin")),
                        Map.of("email", newEmail(), "type", "admin", "roles", List.of("chief")),
                        Map.of("email", newEmail(), "type", "admin"))
                .done(admin);
        assertEquals(List.of("created", "created", "created"), done.told());
        assertEquals(List.of("admin"), roles(done.id(0)));
        assertEquals(List.of("chief"), roles(done.id(1)));
        assertEquals(List.of("admin"), roles(done.id(2)));
    }

    private List<String> roles(String id) {
        return admin.get("/users/" + id).expect(200).body().path("roles").findValuesAsText("name");
    }

    @Test
    void anAddressThatARowBeforeHasTakenIsToldWithAllOtherErrors() {
        String email = newEmail();
        String id = UUID.randomUUID().toString();
        Result done = ImportFile.ndjson(
                        Map.of("email", email, "id", id),
                        Map.of("email", email.toUpperCase(), "role", "unheard", "id", id.toUpperCase()),
                        Map.of("email", newEmail()))
                .done(admin);
        assertEquals(List.of("created", "role:unknown_role,email:taken,id:taken", "created"), done.told());
    }

    @Test
    void aRowThatStandsTwiceInAFileIsOneUserHoweverOftenItIsSent() {
        Map<String, Object> row = Map.of("email", newEmail(), "id", UUID.randomUUID());
        Api retrying = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        ImportFile file = ImportFile.ndjson(row, row);
        assertEquals(
                List.of("created", "email:taken,id:taken"), file.done(retrying).told());
        assertEquals(
                List.of("created", "email:taken,id:taken"), file.done(retrying).told());
    }

    @Test
    void whoeverHasOneOfManyAddressesIsFound() {
        Answer living = created();
        UserRepresentation other = new UserRepresentation();
        other.setUsername(newEmail());
        other.setEmail(newEmail());
        realm.admin().users().create(other).close();
        Result done = ImportFile.ndjson(
                        Map.of("email", living.text("email")),
                        Map.of("email", newEmail()),
                        Map.of("email", other.getUsername()),
                        Map.of("email", other.getEmail()))
                .done(admin);
        assertEquals(List.of("email:taken", "created", "email:taken", "email:taken"), done.told());
    }

    @Test
    void aRowThatTheDatabaseRefusesStopsNoOther() {
        Api retrying = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        String emoji = "Ada \uD83E\uDD16";
        Answer alone = admin.post("/users", newUser("name", emoji));
        Result done = ImportFile.ndjson(
                        Map.of("email", newEmail()),
                        Map.of("email", newEmail(), "name", emoji),
                        Map.of("email", newEmail()))
                .done(retrying);
        assertEquals(List.of("created", alone.status() == 201 ? "created" : "name:unstorable", "created"), done.told());
    }

    /** Whether or not the database can hold it, or compare it with what it holds. */
    @Test
    void anAddressOfAnyLettersStopsNoOther() {
        Answer alone = admin.post("/users", newUser("email", "\uD83E\uDD16" + newEmail()));
        Result done = ImportFile.ndjson(
                        Map.of("email", newEmail()),
                        Map.of("email", "\uD83E\uDD16" + newEmail()),
                        Map.of("email", newEmail()))
                .done(admin);
        assertEquals(
                alone.status() == 201
                        ? "created"
                        : "email:" + alone.body().at("/errors/email/0/code").asText(),
                done.told().get(1),
                alone::text);
        assertEquals(
                List.of("created", "created"),
                List.of(done.told().get(0), done.told().get(2)));
    }
}
