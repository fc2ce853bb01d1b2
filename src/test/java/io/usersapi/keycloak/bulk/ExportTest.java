package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.util.JsonSerialization;

/** {@code GET /users/export}: users as a file, by the filters of the list, in the form that an import takes. */
@KeycloakIntegrationTest(config = ApiServer.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExportTest extends ApiTest {

    private static List<JsonNode> rows(Answer export) {
        assertTrue(
                export.header("Content-Type").startsWith("application/x-ndjson"), () -> export.header("Content-Type"));
        return export.text().lines().map(ExportTest::json).toList();
    }

    private static JsonNode json(String text) {
        try {
            return JsonSerialization.readValue(text, JsonNode.class);
        } catch (java.io.IOException broken) {
            throw new IllegalStateException(text, broken);
        }
    }

    @Test
    void aRowHasTheFieldsOfACreateAndNoSecrets() {
        Map<String, Object> user = newUser("name", "Ada King Lovelace");
        user.put("roles", List.of("reader", "editor"));
        user.put("status", "inactive");
        Answer ada = created(user);
        Answer export = admin.get("/users/export?email=" + Api.encoded(ada.text("email")))
                .expect(200);
        JsonNode row = rows(export).get(0);
        assertEquals(ada.id(), row.path("id").asText());
        assertEquals(ada.text("email"), row.path("email").asText());
        assertEquals("Ada King Lovelace", row.path("name").asText());
        assertEquals("user", row.path("type").asText());
        assertEquals("inactive", row.path("status").asText());
        assertEquals("[\"editor\",\"reader\"]", row.path("roles").toString());
        assertEquals(
                ada.text("created_at").replace("Z", ""),
                row.path("created_at").asText().substring(0, "2026-11-22T09:30:00".length()));
        assertFalse(row.has("updated_at") || row.has("password") || row.has("password_hash"), row::toString);
        assertEquals("attachment; filename=\"users.ndjson\"", export.header("Content-Disposition"));
    }

    @Test
    void csvHasAHeaderRowAndQuotesByRfc4180() {
        Answer ada = created(newUser("name", "@Ada, Countess Lovelace"));
        created(newUser("name", "山田太郎"));
        Answer export = admin.get("/users/export?format=csv&search=" + Api.encoded("@ada, c"))
                .expect(200);
        assertTrue(export.header("Content-Type").startsWith("text/csv"), () -> export.header("Content-Type"));
        assertEquals("attachment; filename=\"users.csv\"", export.header("Content-Disposition"));
        String[] lines = export.text().split("\r\n");
        assertTrue(lines[0].startsWith("id,email,name,type,status,roles,created_at,email_verified"), lines[0]);
        assertTrue(
                lines[1].startsWith(ada.id() + "," + ada.text("email") + ",\"'@Ada, Countess Lovelace\",user,active,,"),
                lines[1]);
        assertEquals(2, lines.length);
    }

    /** More than two steps of a walk, and the users of one millisecond at its ends. Last, for each search reads them all. */
    @Test
    @Order(Integer.MAX_VALUE)
    void everyUserIsThereOnceHoweverManyThereAre() {
        String mark = UUID.randomUUID().toString();
        Object[] users = IntStream.range(0, 1001)
                .mapToObj(number -> Map.of(
                        "email", mark + number + "@example.org", "status", number % 2 == 0 ? "active" : "inactive"))
                .toArray();
        assertEquals(
                1001,
                ImportFile.ndjson(users).done(admin).counts().path("created").asInt());
        List<JsonNode> rows = rows(admin.get("/users/export?search=" + mark).expect(200));
        assertEquals(1001, rows.size());
        assertEquals(
                1001,
                rows.stream().map(row -> row.path("id").asText()).distinct().count());
        assertEquals(
                501,
                rows(admin.get("/users/export?status=active&search=" + mark).expect(200))
                        .size());
        assertEquals(
                1002,
                admin.get("/users/export?format=csv&search=" + mark)
                        .expect(200)
                        .text()
                        .lines()
                        .count());
    }

    /** Users of one second are in order by their milliseconds, and not by their ids, which are in the other order here. */
    @Test
    void whoeverIsMadeAgainIsInTheSameOrder() {
        String mark = UUID.randomUUID().toString();
        Object[] users = IntStream.range(0, 9)
                .mapToObj(number -> Map.of(
                        "id",
                        (9 - number) + mark.substring(1),
                        "email",
                        mark + number + "@example.org",
                        "created_at",
                        "2020-02-29T12:00:00." + number + "1Z"))
                .toArray();
        Result made = ImportFile.ndjson(users).done(admin);
        String first = admin.get("/users/export?search=" + mark).expect(200).text();
        assertEquals(9, first.lines().count());
        made.rows()
                .forEach(row ->
                        realm.admin().users().delete(row.path("id").asText()).close());
        assertEquals(
                9,
                ImportFile.ndjson(first.strip())
                        .done(admin)
                        .counts()
                        .path("created")
                        .asInt());
        assertEquals(
                first, admin.get("/users/export?search=" + mark).expect(200).text());
        assertEquals(
                "2020-02-29T12:00:00Z",
                admin.get("/users/" + made.id(0)).expect(200).text("created_at"));
    }

    @Test
    void whereNobodyMatchesAFileIsEmptyButForItsHeader() {
        assertEquals(
                "",
                admin.get("/users/export?search=nobody-of-this-name")
                        .expect(200)
                        .text());
        Answer csv =
                admin.get("/users/export?search=nobody-of-this-name&format=csv").expect(200);
        assertEquals(1, csv.text().lines().count());
    }

    @Test
    void theDeletedAreLeftOutUnlessAskedFor() {
        Answer gone = created(newUser("name", "Gone " + UUID.randomUUID()));
        admin.delete("/users/" + gone.id()).expect(200);
        String search = "search=" + Api.encoded(gone.text("name"));
        assertEquals(0, rows(admin.get("/users/export?" + search).expect(200)).size());
        assertEquals(
                "deleted",
                rows(admin.get("/users/export?status=all&" + search).expect(200))
                        .get(0)
                        .path("status")
                        .asText());
    }

    @ParameterizedTest
    @CsvSource({
        "format=xml,format,invalid_choice",
        "format=,format,invalid_choice",
        "status=gone,status,invalid_choice",
        "role=writer,role,unknown_role",
        "page=1,page,unknown_parameter",
        "per_page=10,per_page,unknown_parameter",
        "sort=name,sort,unknown_parameter",
        "phone=1,phone,unknown_parameter",
        "type=user&type=admin,type,duplicate_field"
    })
    void aBadParameterIsTold(String query, String field, String code) {
        admin.get("/users/export?" + query).expectInvalid(field, code);
    }

    /** Who finds users by a value knows the value. */
    @ParameterizedTest
    @ValueSource(strings = {"shoe_size", "username", "active", "deleted_by", "deleted_email", "LDAP_ID"})
    void nobodyFindsUsersByAnAttributeThatMayNotBeSeen(String name) {
        for (String form : List.of("ndjson", "csv")) {
            String path = "/users/export?status=all&format=" + form + "&attribute=" + name + ":x";
            admin.get(path).expectInvalid("attribute", "invalid_choice");
            admin.send("HEAD", path, null).expect(422);
        }
    }

    @Test
    void whoMayNotManageUsersGetsNoFile() {
        anonymous.get("/users/export").expectProblem(401, "invalid_token");
        signedIn(created()).get("/users/export").expectProblem(403, "forbidden");
    }

    @Test
    void aFormThatTheCallerDoesNotAcceptIsRefused() {
        admin.with("Accept", "application/json").get("/users/export").expectProblem(406, "not_acceptable");
        admin.with("Accept", "text/csv").get("/users/export").expectProblem(406, "not_acceptable");
        admin.with("Accept", "text/csv").get("/users/export?format=csv").expect(200);
        admin.send("POST", "/users/export", "{}").expectProblem(405, "method_not_allowed");
    }
}
