package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A realm that allowed several users to have one address, and does so no more: there Keycloak's look-up by such an address fails. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OnceSharedAddressTest extends ApiTest {

    private final String shared = newEmail();
    private final String own = newEmail();
    private String one;
    private String two;
    /** Who has another address, and the shared one as the username. */
    private String named;

    @BeforeEach
    void twoUsersOfOneAddress() {
        realm.updateWithCleanup(changed -> changed.update(settings -> {
            settings.setLoginWithEmailAllowed(false);
            settings.setDuplicateEmailsAllowed(true);
        }));
        one = addUser("one-" + shared, shared);
        two = addUser("two-" + shared, shared);
        named = addUser(shared, own);
        change(false);
    }

    /** The realm is put back after the test as it was before the first change. */
    private void change(boolean addressesAreUsernames) {
        RealmRepresentation changed = realm.admin().toRepresentation();
        changed.setDuplicateEmailsAllowed(false);
        changed.setLoginWithEmailAllowed(true);
        changed.setRegistrationEmailAsUsername(addressesAreUsernames);
        realm.admin().update(changed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theAddressIsTakenForOthers(boolean addressesAreUsernames) {
        change(addressesAreUsernames);
        admin.post("/users", newUser("email", shared)).expectInvalid("email", "taken");
        admin.patch("/users/" + created().id(), Map.of("email", shared)).expectInvalid("email", "taken");
        admin.patch("/users/" + named, Map.of("email", shared)).expectInvalid("email", "taken");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatElseChangesIsWritten(boolean addressesAreUsernames) {
        change(addressesAreUsernames);
        for (String user : List.of(one, two, named)) {
            String path = "/users/" + user;
            Answer changed = admin.patch(path, Map.of("name", "Ada", "status", "inactive"))
                    .expect(200);
            assertEquals("Ada", changed.text("name"));
            assertEquals("Ada", admin.get(path).expect(200).text("name"));
        }
    }

    @Test
    void theOwnAddressAgainIsNoChangeAndAnotherOneIsTaken() {
        Answer before = admin.get("/users/" + one).expect(200);
        Answer after = admin.patch("/users/" + one, Map.of("email", shared)).expect(200);
        assertEquals(before.header("ETag"), after.header("ETag"));
        String another = newEmail();
        assertEquals(
                another,
                admin.patch("/users/" + one, Map.of("email", another))
                        .expect(200)
                        .text("email"));
        assertEquals(two, admin.get("/users/" + shared).expect(200).id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?dry_run=true"})
    void inAnImportItIsTakenAndTheOtherRowsAreMade(String query) {
        Answer done = imported(query, newEmail(), shared, newEmail());
        List<String> lines = done.text().lines().toList();
        assertEquals("created", status(lines.get(0)));
        assertEquals("failed", status(lines.get(1)));
        assertEquals(true, lines.get(1).contains("\"errors\":{\"email\":[{\"code\":\"taken\""), done::text);
        assertEquals("created", status(lines.get(2)));
    }

    @Test
    void anUpsertByTheAddressNamesNobody() {
        Answer done = imported("?mode=upsert", shared);
        assertEquals(true, done.text().contains("\"errors\":{\"row\":[{\"code\":\"ambiguous_email\""), done::text);
    }

    private Answer imported(String query, String... emails) {
        String rows =
                Stream.of(emails).map(email -> Api.json(Map.of("email", email))).collect(Collectors.joining("\n"));
        return admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import" + query, rows)
                .expect(200);
    }

    private static String status(String line) {
        return line.replaceAll(".*\"status\":\"(\\w+)\".*", "$1");
    }

    @Test
    void theAddressNamesNobody() {
        String path = "/users/" + shared;
        for (Answer answer : List.of(
                admin.get(path),
                admin.patch(path, Map.of("name", "Ada")),
                admin.delete(path),
                admin.post(path + "/send-password-reset", null),
                admin.post(path + "/send-invitation", null),
                admin.post(path + "/send-verification", null),
                admin.get(path + "/sessions"))) {
            answer.expectProblem(409, "ambiguous_email");
        }
        Answer many = admin.post("/users/bulk", Map.of("users", List.of(shared), "delete", true))
                .expect(200);
        assertEquals("ambiguous_email", many.body().at("/data/0/error/code").asText());
    }

    @Test
    void theIdNamesTheUser() {
        String path = "/users/" + one;
        admin.post(path + "/send-password-reset", null).expect(200);
        admin.post(path + "/send-verification", null).expect(200);
        admin.patch(path, Map.of("password", PASSWORD + "2")).expect(200);
        admin.delete(path).expect(200);
        assertEquals(two, admin.get("/users/" + shared).expect(200).id());
    }

    /** Keycloak gives nobody a token whose username is such an address: it fails when it looks at the user's profile. */
    @Test
    void whoseNameTheAddressIsAndWhoHasItAreRefusedAsEverybodyElse() {
        Answer nobody = anonymous.token(newEmail(), PASSWORD).expectProblem(401, "invalid_credentials");
        realm.admin().clearEvents();
        for (String address : List.of(shared, own)) {
            assertEquals(
                    nobody.body(),
                    anonymous
                            .token(address, PASSWORD)
                            .expectProblem(401, "invalid_credentials")
                            .body());
        }
        List<EventRepresentation> events = realm.admin().getEvents();
        assertEquals(
                List.of("LOGIN_ERROR", "LOGIN_ERROR"),
                events.stream().map(EventRepresentation::getType).toList());
        // The right way out: an address and a name of one's own.
        RealmRepresentation renaming = realm.admin().toRepresentation();
        renaming.setEditUsernameAllowed(true);
        realm.admin().update(renaming);
        var freed = realm.admin().users().get(named).toRepresentation();
        freed.setUsername("named-" + shared);
        realm.admin().users().get(named).update(freed);
        anonymous.token(own, PASSWORD).expect(200);
    }
}
