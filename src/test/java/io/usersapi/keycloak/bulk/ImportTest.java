package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** {@code POST /users/import}: each row by the rules of a single create, in whole or not at all, and a line for each. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ImportTest extends ApiTest {

    private static final String BCRYPT_OF_CORRECT_HORSE =
            "$2b$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2";

    private static Map<String, Object> row(String field, Object value) {
        Map<String, Object> row = new HashMap<>();
        row.put("email", newEmail());
        row.put(field, value);
        return row;
    }

    private Answer now(String user) {
        return admin.get("/users/" + Api.encoded(user)).expect(200);
    }

    @Test
    void eachRowIsAUserAndIsTold() {
        Map<String, Object> ada = row("name", "Ada King Lovelace");
        ada.put("roles", List.of("editor", "reader"));
        ada.put("status", "inactive");
        ada.put("email_verified", true);
        Map<String, Object> bob = row("password", PASSWORD);
        Result done = ImportFile.ndjson(ada, bob, Map.of("email", newEmail())).done(admin);
        assertEquals(List.of("created", "created", "created"), done.told());
        assertEquals(
                List.of(1, 2, 3),
                done.rows().stream().map(line -> line.path("line").asInt()).toList());
        Answer asNow = now((String) ada.get("email"));
        assertEquals(done.id(0), asNow.id());
        assertEquals("Ada King Lovelace", asNow.text("name"));
        assertEquals("inactive", asNow.text("status"));
        assertEquals(List.of("editor", "reader"), asNow.body().path("roles").findValuesAsText("name"));
        assertTrue(asNow.body().path("email_verified").asBoolean());
        anonymous.signedIn((String) bob.get("email"), PASSWORD).get("/users/me").expect(200);
    }

    @Test
    void aBadRowStopsNoOther() {
        Answer taken = created();
        String again = newEmail();
        Result done = ImportFile.ndjson(
                        Map.of("email", again),
                        Map.of("email", taken.text("email").toUpperCase()),
                        Map.of("email", "nobody", "phone", "1", "status", "gone"),
                        "{\"email\":",
                        "[]",
                        "",
                        Map.of("name", "Without address"),
                        row("password", "short"),
                        row("role", "writer"),
                        Map.of("email", again),
                        row("email_verified", "yes"),
                        row("name", "The last"))
                .done(admin);
        assertEquals(
                List.of(
                        "created",
                        "email:taken",
                        "phone:unknown_field,email:invalid_email,status:invalid_choice",
                        "row:malformed_json",
                        "row:wrong_type",
                        "email:required",
                        "password:too_short",
                        "role:unknown_role",
                        "email:taken",
                        "email_verified:wrong_type",
                        "created"),
                done.told());
        assertEquals(7, done.rows().get(5).path("line").asInt());
        assertEquals(9, done.counts().path("failed").asInt());
    }

    @Test
    void aRowTellsEveryRuleThatItsPasswordBreaks() {
        Answer known = created();
        realm.updateWithCleanup(updated -> updated.passwordPolicy("length(12) and digits(1) and upperCase(1)"));
        String all = "password:too_short,password:password_policy,password:password_policy";
        ImportFile file =
                ImportFile.ndjson(row("password", "abc"), Map.of("id", known.id(), "password", "abc", "name", "Ada"));
        for (String query : List.of("?mode=upsert", "?mode=upsert&dry_run=true")) {
            assertEquals(List.of(all, all), file.done(admin, query).told());
        }
    }

    @Test
    void anIdIsKeptAndIsNobodysOtherwise() {
        String id = UUID.randomUUID().toString();
        Answer living = created();
        Answer dead = created();
        admin.delete("/users/" + dead.id()).expect(200);
        Result done = ImportFile.ndjson(
                        row("id", id),
                        row("id", id),
                        row("id", living.id().toUpperCase()),
                        row("id", dead.id()),
                        row("id", "42"),
                        row("id", 42))
                .done(admin);
        assertEquals(
                List.of("created", "id:taken", "id:taken", "id:taken", "id:invalid_value", "id:wrong_type"),
                done.told());
        assertEquals(id, now(id).id());
        admin.get("/users/" + dead.id()).expectProblem(404, "user_not_found");
    }

    @Test
    void theTimeOfCreationIsKeptAndNotInTheFuture() {
        Result done = ImportFile.ndjson(
                        row("created_at", "2020-02-29T12:00:00+02:00"),
                        row("created_at", "2999-01-01T00:00:00Z"),
                        row("created_at", "2020-02-29"),
                        row("created_at", "yesterday"),
                        row("created_at", "1969-12-31T00:00:00Z"))
                .done(admin);
        assertEquals("created", done.told().get(0));
        assertEquals(
                List.of("created_at:invalid_time"),
                done.told().subList(1, 5).stream().distinct().toList());
        assertEquals("2020-02-29T10:00:00Z", now(done.id(0)).text("created_at"));
    }

    @Test
    void aHashSignsInAndBecomesTheRealmsOwnKind() {
        Map<String, Object> ada = row("password_hash", BCRYPT_OF_CORRECT_HORSE);
        Map<String, Object> both = row("password_hash", BCRYPT_OF_CORRECT_HORSE);
        both.put("password", PASSWORD);
        Result done = ImportFile.ndjson(ada, row("password_hash", "md5$x$y"), both, row("password_hash", 1))
                .done(admin);
        assertEquals(
                List.of(
                        "created",
                        "password_hash:hash_unknown",
                        "password_hash:not_combinable",
                        "password_hash:wrong_type"),
                done.told());
        String before = inKeycloakCredential(done.id(0));
        assertTrue(before.contains("bcrypt"), before);
        anonymous.token((String) ada.get("email"), "correct horse").expectProblem(401, "invalid_credentials");
        anonymous.signIn((String) ada.get("email"), "correct horse battery");
        String after = inKeycloakCredential(done.id(0));
        assertFalse(after.contains("bcrypt"), after);
    }

    @Test
    void aConfirmationWithoutAPasswordIsRefused() {
        Answer user = created();
        Result done = ImportFile.ndjson(
                        row("password_confirmation", PASSWORD),
                        Map.of("email", user.text("email"), "password_confirmation", PASSWORD))
                .done(admin, "?mode=upsert");
        assertEquals(List.of("password:required", "password:required"), done.told());
    }

    private String inKeycloakCredential(String id) {
        return realm.admin().users().get(id).credentials().get(0).getCredentialData();
    }

    @Test
    void aDryRunTellsTheSameAndWritesNothing() {
        String email = newEmail();
        Answer user = created();
        ImportFile file = ImportFile.ndjson(
                Map.of("email", email),
                Map.of("email", email),
                Map.of("email", user.text("email")),
                row("type", "boss"));
        realm.admin().clearAdminEvents();
        Result dry = file.done(admin, "?dry_run=true");
        assertEquals(List.of("created", "email:taken", "email:taken", "type:invalid_choice"), dry.told());
        assertTrue(dry.counts().path("dry_run").asBoolean());
        admin.get("/users/" + email).expectProblem(404, "user_not_found");
        assertEquals(List.of(), realm.admin().getAdminEvents());
        assertEquals(dry.told(), file.done(admin).told());
    }

    @Test
    void aDryRunTakesAnIdInOtherLettersForTheSame() {
        String id = UUID.randomUUID().toString();
        for (String query : List.of("?dry_run=true", "?mode=upsert&dry_run=true")) {
            Map<String, Object> row = row("id", id);
            Map<String, Object> twice = new HashMap<>(row);
            twice.put("id", id.toUpperCase());
            assertEquals(
                    List.of("created", "id:taken", "email:taken,id:taken"),
                    ImportFile.ndjson(row, row("id", id.toUpperCase()), twice)
                            .done(admin, query)
                            .told());
        }
    }

    @Test
    void aDryRunOfAnUpsertKnowsWhichAddressesTheRowsBeforeWouldGive() {
        String email = newEmail();
        Answer ada = created();
        Answer bob = created();
        ImportFile file = ImportFile.ndjson(
                Map.of("id", ada.id(), "email", email),
                Map.of("id", bob.id(), "email", email.toUpperCase()),
                Map.of("id", UUID.randomUUID().toString(), "email", email),
                Map.of("email", email, "role", "reader"),
                Map.of("id", ada.id(), "name", "Ada"));
        Result dry = file.done(admin, "?mode=upsert&dry_run=true");
        Result done = file.done(admin, "?mode=upsert");
        assertEquals(List.of("updated", "email:taken", "email:taken", "updated", "updated"), done.told());
        assertEquals(done.told(), dry.told());
    }

    @Test
    void aDryRunOfAnUpsertKnowsWhomTheRowsBeforeWouldMake() {
        String email = newEmail();
        String id = UUID.randomUUID().toString();
        ImportFile file = ImportFile.ndjson(
                Map.of("email", email, "role", "reader"),
                Map.of("email", email.toUpperCase(), "role", "editor"),
                Map.of("email", email),
                Map.of("email", email, "invite", true),
                Map.of("email", email, "id", id),
                Map.of("email", newEmail(), "id", id, "name", "Ada"),
                Map.of("email", newEmail(), "id", id),
                Map.of("email", email, "id", id));
        Result dry = file.done(admin, "?mode=upsert&dry_run=true");
        assertEquals(
                List.of(
                        "created",
                        "updated",
                        "unchanged",
                        "invite:unknown_field",
                        "email:taken",
                        "created",
                        "updated",
                        "email:taken"),
                dry.told());
        assertEquals(dry.told(), file.done(admin, "?mode=upsert").told());
    }

    @Test
    void anUpsertChangesWhoIsThereAndCreatesTheOthers() {
        Answer ada = created(newUser("name", "Ada"));
        Answer bob = created(newUser("name", "Bob"));
        String email = newEmail();
        ImportFile file = ImportFile.ndjson(
                Map.of("id", ada.id(), "email", email, "roles", List.of("reader")),
                Map.of("email", bob.text("email"), "name", "Robert"),
                Map.of("email", bob.text("email"), "created_at", "2020-01-01T00:00:00Z"),
                Map.of("id", UUID.randomUUID().toString(), "email", bob.text("email")),
                row("name", "New"),
                Map.of("id", UUID.randomUUID().toString()));
        Result dry = file.done(admin, "?mode=upsert&dry_run=true");
        Result done = file.done(admin, "?mode=upsert");
        assertEquals(
                List.of("updated", "updated", "unchanged", "email:taken", "created", "email:required"), done.told());
        assertEquals(done.told(), dry.told());
        assertEquals(ada.id(), done.id(0));
        assertEquals(email, now(ada.id()).text("email"));
        assertEquals("Ada", now(ada.id()).text("name"));
        assertEquals("Robert", now(bob.id()).text("name"));
        assertEquals(bob.text("created_at"), now(bob.id()).text("created_at"));
        assertEquals(
                List.of("unchanged", "unchanged"),
                ImportFile.ndjson(
                                Map.of("id", ada.id(), "email", email),
                                Map.of("email", bob.text("email"), "name", "Robert"))
                        .done(admin, "?mode=upsert")
                        .told());
    }

    @Test
    void anUpsertRevivesNobody() {
        Answer dead = created();
        admin.delete("/users/" + dead.id()).expect(200);
        Map<String, Object> row = row("id", dead.id());
        row.put("status", "active");
        assertEquals(
                List.of("id:taken"),
                ImportFile.ndjson(row).done(admin, "?mode=upsert").told());
        Result again = ImportFile.ndjson(Map.of("email", dead.text("email"))).done(admin, "?mode=upsert");
        assertEquals(List.of("created"), again.told());
        assertNotEquals(dead.id(), again.id(0));
    }

    @Test
    void oneAdminEventIsLeftForAllRows() {
        realm.admin().clearAdminEvents();
        ImportFile.ndjson(row("name", "Ada"), row("name", "Bob"), Map.of("email", "x"))
                .done(admin);
        List<AdminEventRepresentation> events = realm.admin().getAdminEvents();
        assertEquals(1, events.size());
        assertEquals("users/import", events.get(0).getResourcePath());
        assertEquals(
                "{\"created\":2,\"updated\":0,\"unchanged\":0,\"failed\":1,\"dry_run\":false}",
                events.get(0).getRepresentation());
    }

    @Test
    void moreRowsThanOneTransactionTakesAreAllThere() {
        String mark = UUID.randomUUID().toString();
        Object[] rows = IntStream.range(0, 630)
                .mapToObj(number -> Map.of("email", (number == 77 ? "no address" : mark + number + "@example.org")))
                .toArray();
        Result done = ImportFile.ndjson(rows).done(admin);
        assertEquals("email:invalid_email", done.told().get(77));
        assertEquals(629, done.counts().path("created").asInt());
        assertEquals(
                629,
                admin.get("/users?total=exact&search=" + mark)
                        .expect(200)
                        .body()
                        .at("/meta/total")
                        .asInt());
    }

    @Test
    void whatWasExportedGoesInAgain() {
        Map<String, Object> user = newUser("name", "-Ada, Countess Lovelace");
        user.put("roles", List.of("editor", "reader"));
        Answer ada = created(user);
        String query = "?email=" + Api.encoded(ada.text("email"));
        String ndjson = admin.get("/users/export" + query).expect(200).text();
        String csv =
                admin.get("/users/export" + query + "&format=csv").expect(200).text();
        assertEquals(
                List.of("unchanged"),
                ImportFile.ndjson(ndjson.strip()).done(admin, "?mode=upsert").told());
        assertEquals(
                List.of("unchanged"),
                ImportFile.csv(csv.split("\r\n")).done(admin, "?mode=upsert").told());
        realm.admin().users().delete(ada.id()).close();
        assertEquals(
                List.of("created"),
                ImportFile.csv(csv.split("\r\n")).done(admin).told());
        assertEquals(ndjson, admin.get("/users/export" + query).expect(200).text());
    }

    @Test
    void aRequestThatIsSentAgainMakesNobodyTwice() {
        Api retrying = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        ImportFile file = ImportFile.ndjson(row("name", "Ada"), Map.of("email", "x"), row("id", UUID.randomUUID()));
        Result first = file.done(retrying);
        assertEquals(List.of("created", "email:invalid_email", "created"), first.told());
        assertEquals(first.text(), file.done(retrying).text());
        ImportFile.ndjson(row("name", "Bob")).by(retrying, "").expectProblem(422, "idempotency_key_reused");
    }

    @Test
    void nobodyClimbsByARow() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.newRole("import-boss", keycloak.role("realm-management", "realm-admin"));
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("import-boss"));
        Answer boss = created();
        keycloak.grant(boss.id(), keycloak.role("realm-management", "realm-admin"));
        String before = keycloak.state(boss.id());
        Result done = ImportFile.ndjson(
                        row("role", "import-boss"),
                        row("roles", List.of("reader", "import-boss")),
                        Map.of("id", boss.id(), "password", "a password of mallory"),
                        Map.of("email", boss.text("email"), "status", "inactive"),
                        Map.of("email", boss.text("email"), "password_hash", BCRYPT_OF_CORRECT_HORSE))
                .done(admin, "?mode=upsert");
        assertEquals(List.of("row:privileged"), done.told().stream().distinct().toList());
        assertEquals(before, keycloak.state(boss.id()));
        assertEquals(
                List.of("created"),
                ImportFile.ndjson(row("type", "admin")).done(admin).told());
    }

    @Test
    void aMailGoesToWhomARowInvites() {
        Answer user = created();
        Map<String, Object> both = row("invite", true);
        both.put("password_hash", BCRYPT_OF_CORRECT_HORSE);
        int mails = mail.getReceivedMessages().length;
        Result done = ImportFile.ndjson(
                        row("invite", true),
                        row("invite", false),
                        both,
                        Map.of("email", user.text("email"), "invite", true))
                .done(admin, "?mode=upsert");
        assertEquals(List.of("created", "created", "invite:not_combinable", "invite:unknown_field"), done.told());
        assertEquals(mails + 1, mail.getReceivedMessages().length);
        assertEquals("pending", admin.get("/users/" + done.id(0)).expect(200).text("invitation"));
        assertEquals(
                List.of("created"),
                ImportFile.ndjson(row("invite", true))
                        .done(admin, "?dry_run=true")
                        .told());
        assertEquals(mails + 1, mail.getReceivedMessages().length);
    }

    @Test
    void aDryRunTellsThatNoMailCanGo() {
        realm.updateWithCleanup(changed -> changed.update(settings -> settings.setSmtpServer(Map.of())));
        assertEquals(
                List.of("row:mail_not_configured"),
                ImportFile.ndjson(row("invite", true))
                        .done(admin, "?dry_run=true")
                        .told());
    }

    @Test
    void whoMayNotManageUsersMayNotImport() {
        ImportFile file = ImportFile.ndjson(row("name", "Ada"));
        file.by(anonymous, "").expectProblem(401, "invalid_token");
        file.by(signedIn(created()), "").expectProblem(403, "forbidden");
    }

    @Test
    void bothFormsOfThePathAreServed() {
        assertEquals(
                List.of("created"),
                ImportFile.ndjson(row("name", "Ada"))
                        .done(admin.on(urls.getBase() + "/api"))
                        .told());
    }
}
