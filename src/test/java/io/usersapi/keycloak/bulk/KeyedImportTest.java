package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * A request that is sent again with its key although its answer was not kept, as after a break: here because the answer is
 * too long.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class KeyedImportTest extends ApiTest {

    private static final String BCRYPT = "$2b$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2";

    private final Random random = new Random(384);

    /** Rows that make nobody, and an answer of 580 KB, however it is packed: half as much again as is kept of an answer. */
    private List<Object> rowsOfALongAnswer() {
        return IntStream.range(0, 200)
                .mapToObj(row -> IntStream.range(0, 20)
                        .mapToObj(field -> "\"" + name() + "\":0")
                        .collect(Collectors.joining(",", "{", "}")))
                .collect(Collectors.toList());
    }

    /** As long as an answer shows a name, of the 20,902 Chinese signs that Unicode had first. */
    private String name() {
        return random.ints(64, 0x4E00, 0x9FA6).mapToObj(Character::toString).collect(Collectors.joining());
    }

    private ImportFile file(String... rows) {
        List<Object> all = new ArrayList<>(List.of(rows));
        all.addAll(rowsOfALongAnswer());
        return ImportFile.ndjson(all.toArray());
    }

    private Api keyed() {
        return admin.with("Idempotency-Key", UUID.randomUUID().toString());
    }

    @Test
    void aKeyOfADryRunIsNotTheImports() {
        Api keyed = keyed();
        ImportFile file = ImportFile.ndjson("{\"email\":\"" + newEmail() + "\"}");
        assertEquals(List.of("created"), file.done(keyed, "?dry_run=true").told());
        Result made = file.done(keyed);
        assertEquals(List.of("created"), made.told());
        admin.get("/users/" + made.id(0)).expect(200);
    }

    @Test
    void theSameBodyMakesTheSameUserOnce() {
        Api keyed = keyed();
        ImportFile file = file("{\"email\":\"" + newEmail() + "\"}");
        Result first = file.done(keyed);
        Result again = file.done(keyed);
        assertEquals("created", first.told().get(0));
        assertEquals("created", again.told().get(0));
        assertEquals(first.id(0), again.id(0));
    }

    /** As long as the old key is enabled. */
    @Test
    void whoWasMadeBeforeIsToldAlsoWhereTheRealmsKeyWasRotatedMeanwhile() {
        for (String mode : List.of("", "?mode=upsert")) {
            Api keyed = keyed();
            ImportFile file =
                    file("{\"email\":\"" + newEmail() + "\"}", "{\"email\":\"" + newEmail() + "\",\"name\":\"Ada\"}");
            Result first = file.done(keyed, mode);
            RealmKeys.rotate(realm);
            Result again = file.done(keyed, mode);
            assertEquals(List.of("created", "created"), again.told().subList(0, 2));
            assertEquals(List.of(first.id(0), first.id(1)), List.of(again.id(0), again.id(1)));
        }
    }

    /** The id alone does not tell who made the user: what the row wants is there. */
    @Test
    void whoHasTheIdOfItsRowIsMadeOnce() {
        Api keyed = keyed();
        String id = UUID.randomUUID().toString();
        Map<String, Object> ada = newUser("name", "Ada");
        ada.putAll(Map.of("id", id, "role", "reader", "status", "inactive"));
        ImportFile file =
                file(Api.json(ada), Api.json(Map.of("id", UUID.randomUUID(), "email", newEmail(), "invite", true)));
        assertEquals(List.of("created", "created"), file.done(keyed).told().subList(0, 2));
        Result again = file.done(keyed);
        assertEquals(List.of("created", "created"), again.told().subList(0, 2));
        assertEquals(id, again.id(0));
    }

    @Test
    void whoWasThereBeforeWithTheIdOfARowIsNotToldAsMade() {
        String id = UUID.randomUUID().toString();
        String email = newEmail();
        ImportFile.ndjson(Map.of("id", id, "email", email, "name", "Ada")).done(admin);
        for (String other : List.of(
                "\"name\":\"Grace\"",
                "\"role\":\"editor\"",
                "\"type\":\"admin\"",
                "\"password\":\"a password of Ada\"")) {
            Result done = ImportFile.ndjson("{\"id\":\"" + id + "\",\"email\":\"" + email + "\"," + other + "}")
                    .done(keyed());
            assertEquals(List.of("email:taken,id:taken"), done.told(), other);
        }
        assertEquals("Ada", admin.get("/users/" + id).expect(200).text("name"));
    }

    @Test
    void anUpsertMakesTheSameUserOnce() {
        Api keyed = keyed();
        ImportFile file = file("{\"email\":\"" + newEmail() + "\",\"name\":\"Ada\"}");
        Result first = file.done(keyed, "?mode=upsert");
        Result again = file.done(keyed, "?mode=upsert");
        assertEquals("created", first.told().get(0));
        assertEquals("created", again.told().get(0));
        assertEquals(first.id(0), again.id(0));
    }

    @Test
    void ofAnotherBodyNothingWasDone() {
        Api keyed = keyed();
        Result first = file("{\"email\":\"" + newEmail() + "\"}").done(keyed);
        String email = newEmail();
        Result other = file("{\"email\":\"" + email + "\"}").done(keyed);
        assertEquals("created", other.told().get(0));
        assertNotEquals(first.id(0), other.id(0));
        assertEquals(other.id(0), admin.get("/users/" + email).expect(200).id());
    }

    /** The second time a row is refused when all are written: then each is carried out by itself. */
    @Test
    void whoWasMadeBeforeIsToldAlsoWhereAnotherRowFails() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        Api keyed = keyed();
        ImportFile file = file(
                "{\"email\":\"" + newEmail() + "\"}", "{\"email\":\"" + newEmail() + "\",\"role\":\"comes-later\"}");
        Result first = file.done(keyed);
        assertEquals(List.of("created", "role:unknown_role"), first.told().subList(0, 2));
        keycloak.newRole("comes-later");
        String group = keycloak.newGroup("powerful-newcomers", keycloak.role("realm-management", "realm-admin"));
        realm.admin().addDefaultGroup(group);
        realm.cleanup().add(cleaned -> {
            cleaned.removeDefaultGroup(group);
            cleaned.groups().group(group).remove();
            cleaned.roles().deleteRole("comes-later");
        });
        Result again = file.done(keyed);
        assertEquals(List.of("created", "row:privileged"), again.told().subList(0, 2));
        assertEquals(first.id(0), again.id(0));
    }

    @Test
    void aPasswordThatCameAfterTheFirstAnswerStays() {
        for (String secret : List.of("\"password\":\"of the file\"", "\"password_hash\":\"" + BCRYPT + "\"")) {
            Answer ada = created();
            String email = ada.text("email");
            ImportFile file = file("{\"email\":\"" + email + "\"," + secret + "}");
            Api keyed = keyed();
            assertEquals("updated", file.done(keyed, "?mode=upsert").told().get(0));
            admin.patch("/users/" + email, Map.of("password", "a newer password"))
                    .expect(200);
            Result again = file.done(keyed, "?mode=upsert");
            assertEquals("updated", again.told().get(0));
            assertEquals(ada.id(), again.id(0));
            anonymous.signIn(email, "a newer password");
        }
    }

    @Test
    void anUpsertThatMadeAUserWithTheIdOfItsRowDoesNotChangeTheUserAgain() {
        String id = UUID.randomUUID().toString();
        ImportFile file = file("{\"id\":\"" + id + "\",\"email\":\"" + newEmail() + "\",\"name\":\"Ada\"}");
        Api keyed = keyed();
        assertEquals("created", file.done(keyed, "?mode=upsert").told().get(0));
        admin.patch("/users/" + id, Map.of("name", "Grace")).expect(200);
        Result again = file.done(keyed, "?mode=upsert");
        assertEquals("created", again.told().get(0));
        assertEquals(id, again.id(0));
        assertEquals("Grace", admin.get("/users/" + id).expect(200).text("name"));
    }

    @Test
    void aRowThatFailedIsCarriedOutWhereItsUpsertIsSentAgain() {
        String email = created(newUser("name", "Ada")).text("email");
        ImportFile file = file(
                "{\"email\":\"" + email + "\",\"name\":\"Ada\"}",
                "{\"email\":\"" + email + "\",\"role\":\"is-later\"}",
                "{\"email\":\"" + email + "\",\"name\":\"Grace\"}");
        Api keyed = keyed();
        List<String> first = List.of("unchanged", "role:unknown_role", "updated");
        assertEquals(first, file.done(keyed, "?mode=upsert").told().subList(0, 3));
        new KeycloakSetup(realm.admin()).newRole("is-later");
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("is-later"));
        Result again = file.done(keyed, "?mode=upsert");
        assertEquals(List.of("unchanged", "updated", "updated"), again.told().subList(0, 3));
        assertEquals("Grace", admin.get("/users/" + email).expect(200).text("name"));
    }

    @Test
    void anotherBodyWithTheKeyOfAnUpsertIsCarriedOut() {
        String email = created(newUser("name", "Ada")).text("email");
        Api keyed = keyed();
        for (String name : List.of("Grace", "Hedy")) {
            Result done = file("{\"email\":\"" + email + "\",\"name\":\"" + name + "\"}")
                    .done(keyed, "?mode=upsert");
            assertEquals("updated", done.told().get(0));
        }
        assertEquals("Hedy", admin.get("/users/" + email).expect(200).text("name"));
    }
}
