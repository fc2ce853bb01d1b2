package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** {@code /users/bulk}: each user by the rules of one, in whole or not at all, and a result for each in order. */
@KeycloakIntegrationTest(config = ApiServer.class)
class BulkTest extends ApiTest {

    private Answer change(List<String> users, Map<String, Object> change) {
        return admin.post("/users/bulk", Map.of("users", users, "change", change))
                .expect(200);
    }

    private Answer delete(List<String> users) {
        return admin.post("/users/bulk", Map.of("users", users, "delete", true)).expect(200);
    }

    /** Of each result its status, or the code of its error. */
    private static List<String> told(Answer answer) {
        List<String> told = new ArrayList<>();
        for (JsonNode result : answer.body().path("data")) {
            JsonNode error = result.path("error");
            String status = result.path("status").asText();
            assertEquals(status.equals("failed"), error.isObject(), result::toString);
            told.add(error.isObject() ? error.path("code").asText() : status);
        }
        return told;
    }

    private static String at(Answer answer, int number, String field) {
        return answer.body().path("data").path(number).path(field).asText();
    }

    @Test
    void eachUserIsChangedByItsIdOrAddressAndToldInOrder() {
        Answer ada = created();
        Answer bob = created();
        String shouting = ada.text("email").toUpperCase();
        Answer done = change(List.of(shouting, bob.id()), Map.of("status", "inactive", "roles", List.of("reader")));
        assertEquals(List.of("changed", "changed"), told(done));
        assertEquals(shouting, at(done, 0, "user"));
        assertEquals(ada.id(), at(done, 0, "id"));
        assertEquals(bob.id(), at(done, 1, "id"));
        for (Answer user : List.of(ada, bob)) {
            Answer now = admin.get("/users/" + user.id()).expect(200);
            assertEquals("inactive", now.text("status"));
            assertEquals("reader", now.body().at("/roles/0/name").asText());
        }
    }

    @Test
    void whatIsAlreadySoIsNoChange() {
        Answer user = created();
        assertEquals(List.of("unchanged"), told(change(List.of(user.id()), Map.of("status", "active"))));
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
    }

    @Test
    void whoCannotBeChangedStopsNobodyElse() {
        Answer ada = created();
        Answer boss = created();
        Answer bob = created();
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(boss.id(), keycloak.role("realm-management", "realm-admin"));
        Answer dead = created();
        admin.delete("/users/" + dead.id()).expect(200);
        String before = keycloak.state(boss.id());
        List<String> users = List.of(ada.id(), boss.id(), "nobody", dead.id(), "no\u0000body", bob.id());
        Answer done = change(users, Map.of("status", "inactive"));
        assertEquals(
                List.of("changed", "privileged", "user_not_found", "user_not_found", "user_not_found", "changed"),
                told(done));
        assertEquals(boss.id(), at(done, 1, "id"));
        assertTrue(done.body().at("/data/2/id").isNull());
        assertEquals(before, keycloak.state(boss.id()));
    }

    @Test
    void aRuleThatOneUserBreaksIsToldOfThatUser() {
        Answer ada = created();
        Answer bob = created();
        String address = newEmail();
        Answer done = change(List.of(ada.id(), bob.id()), Map.of("email", address));
        assertEquals(List.of("changed", "validation"), told(done));
        assertEquals(
                "taken", done.body().at("/data/1/error/errors/email/0/code").asText());
        assertEquals(
                bob.text("email"), admin.get("/users/" + bob.id()).expect(200).text("email"));
    }

    @Test
    void whoIsNamedTwiceIsChangedOnce() {
        Answer user = created();
        List<String> twice = List.of(user.id(), user.text("email"));
        assertEquals(List.of("changed", "unchanged"), told(change(twice, Map.of("name", "Ada"))));
        assertEquals(List.of("deleted", "user_not_found"), told(delete(twice)));
    }

    @Test
    void theDeletedAreTombstonesAndTheirAddressesFree() {
        Answer ada = created();
        Answer bob = created();
        Api asAda = signedIn(ada);
        assertEquals(List.of("deleted", "deleted"), told(delete(List.of(ada.id(), bob.text("email")))));
        asAda.get("/users/me").expectProblem(401, "invalid_token");
        admin.get("/users/" + ada.id()).expectProblem(404, "user_not_found");
        created(newUser("email", ada.text("email")));
    }

    @Test
    void sessionsEndAtOnce() {
        Answer ada = created();
        Answer bob = created();
        Api asAda = signedIn(ada);
        String refresh = anonymous.signIn(bob.text("email"), PASSWORD).text("refresh_token");
        change(List.of(ada.id(), bob.id()), Map.of("status", "inactive"));
        asAda.get("/users/me").expectProblem(401, "invalid_token");
        anonymous.post("/auth/token", Map.of("refresh_token", refresh)).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void eachChangeLeavesAnAdminEventOfItsOwn() {
        Answer ada = created();
        Answer bob = created();
        realm.admin().clearAdminEvents();
        change(List.of(ada.id(), bob.id(), "nobody", ada.id()), Map.of("name", "Ada Lovelace"));
        List<String> events = realm.admin().getAdminEvents().stream()
                .map(AdminEventRepresentation::getResourcePath)
                .sorted()
                .toList();
        assertEquals(
                List.of("users/" + ada.id(), "users/" + bob.id()).stream()
                        .sorted()
                        .toList(),
                events);
    }

    @Test
    void whoDemotesItselfOnTheWayChangesNobodyElse() {
        Answer ada = created();
        Answer other = created(newUser("type", "admin"));
        Answer bob = created();
        Answer done = signedIn(other)
                .post(
                        "/users/bulk",
                        Map.of("users", List.of(ada.id(), other.id(), bob.id()), "change", Map.of("type", "user")))
                .expect(200);
        assertEquals(List.of("unchanged", "changed", "invalid_token"), told(done));
        Answer last = signedInService()
                .post(
                        "/users/bulk",
                        Map.of("users", List.of(ada.id(), bob.id()), "change", Map.of("status", "inactive")))
                .expect(200);
        assertEquals(List.of("changed", "changed"), told(last));
    }

    private Api signedInService() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        realm.cleanup().add(cleaned -> keycloak.client("bulk-robot").remove());
        keycloak.newServiceAccount("bulk-robot", keycloak.role("users-api", "manage-users"));
        return anonymous.bearer(new Oidc(realm.getBaseUrl()).serviceAccount("bulk-robot", KeycloakSetup.SECRET));
    }

    @Test
    void nobodyGivesByManyWhatItCannotGiveToOne() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.newRole("bulk-boss", keycloak.role("realm-management", "realm-admin"));
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("bulk-boss"));
        Answer ada = created();
        String before = keycloak.state(ada.id());
        assertEquals(List.of("privileged"), told(change(List.of(ada.id()), Map.of("role", "bulk-boss"))));
        assertEquals(before, keycloak.state(ada.id()));
    }

    @Test
    void aRequestThatIsSentAgainGetsTheSameResults() {
        Answer ada = created();
        Answer bob = created();
        Api retrying = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        Map<String, Object> request = Map.of("users", List.of(ada.text("email"), "nobody", bob.id()), "delete", true);
        Answer first = retrying.post("/users/bulk", request).expect(200);
        assertEquals(List.of("deleted", "user_not_found", "deleted"), told(first));
        assertEquals(
                first.text(), retrying.post("/users/bulk", request).expect(200).text());
        retrying.post("/users/bulk", Map.of("users", List.of("x"), "delete", true))
                .expectProblem(422, "idempotency_key_reused");
    }

    @Test
    void bothFormsOfThePathAreServed() {
        Answer ada = created();
        Answer done = admin.on(urls.getBase() + "/api")
                .post("/users/bulk", Map.of("users", List.of(ada.id()), "change", Map.of("name", "Ada")))
                .expect(200);
        assertEquals(List.of("changed"), told(done));
    }
}
