package io.usersapi.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.rules.Crowd;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.testframework.realm.RealmBuilder;

/** Requests at the same instant at both nodes. */
class RacesAcrossNodesTest extends ClusterTest {

    private static final int ROUNDS = 50;
    private static final String REALM = "of-two-admins";

    private RealmResource ofTwoAdmins;

    @AfterEach
    void removeRealm() {
        if (ofTwoAdmins != null) {
            ofTwoAdmins.remove();
        }
    }

    @Test
    void oneAddressBecomesOneUser() {
        for (int round = 0; round < ROUNDS; round++) {
            String email = newEmail();
            List<Answer> answers = Crowd.of(6, number -> admin(number).post("/users", newUser("email", email)));

            assertEquals(1, won(answers, 201), "round " + round);
            answers.stream()
                    .filter(answer -> answer.status() != 201)
                    .forEach(answer -> answer.expectInvalid("email", "taken"));
            assertEquals(1, total(adminAtA, "email=" + email));
            assertEquals(1, total(adminAtB, "email=" + email));
        }
    }

    @Test
    void oneOfTheUsersWhoWantAnAddressGetsIt() {
        for (int round = 0; round < ROUNDS; round++) {
            String email = newEmail();
            List<Answer> users = Crowd.of(
                    4, number -> admin(number).post("/users", newUser()).expect(201));
            List<Answer> answers = Crowd.of(4, number -> admin(number)
                    .patch("/users/" + users.get(number).id(), Map.of("email", email)));

            assertEquals(1, won(answers, 200), "round " + round);
            answers.stream()
                    .filter(answer -> answer.status() != 200)
                    .forEach(answer -> answer.expectInvalid("email", "taken"));
        }
    }

    @Test
    void oneOfTheUpdatesOfOneVersionWins() {
        for (int round = 0; round < ROUNDS; round++) {
            Answer user = adminAtA.post("/users", newUser()).expect(201);
            List<Answer> answers = Crowd.of(4, number -> admin(number)
                    .with("If-Match", user.header("ETag"))
                    .patch("/users/" + user.id(), Map.of("name", "Number " + number)));

            assertEquals(1, won(answers, 200), "round " + round);
            answers.stream()
                    .filter(answer -> answer.status() != 200)
                    .forEach(answer -> answer.expectProblem(412, "precondition_failed"));
            assertEquals(
                    adminAtA.get("/users/" + user.id()).text(),
                    adminAtB.get("/users/" + user.id()).text());
        }
    }

    /** Each of the last two admins sends the other away, or somebody who is none sends both. */
    @ParameterizedTest(name = "by themselves: {0}")
    @CsvSource({"true", "false"})
    void ofTheLastTwoAdminsOneStays(boolean byThemselves) {
        Api manager = managerOfARealmOfTwoAdmins();
        Api managerAtB = manager.on(b.api(REALM).base());
        for (int round = 0; round < ROUNDS; round++) {
            Answer ada = manager.post("/users", newUser("type", "admin")).expect(201);
            Answer bob = manager.post("/users", newUser("type", "admin")).expect(201);
            Api atA = byThemselves ? a.api(REALM).signedIn(ada.text("email"), PASSWORD) : manager;
            Api atB = byThemselves ? b.api(REALM).signedIn(bob.text("email"), PASSWORD) : managerAtB;
            List<Answer> answers = Crowd.of(
                    2,
                    number -> number == 0
                            ? atA.patch("/users/" + bob.id(), Map.of("type", "user"))
                            : atB.delete("/users/" + ada.id()));

            List<Integer> statuses =
                    answers.stream().map(Answer::status).sorted().toList();
            assertEquals(200, statuses.get(0), statuses::toString);
            assertTrue(List.of(401, 403, 409).contains(statuses.get(1)), statuses::toString);
            assertEquals(1, total(manager, "type=admin&status=active"), "round " + round);
            assertEquals(1, total(managerAtB, "type=admin&status=active"), "round " + round);
            // Keycloak's own API, too, keeps the one who is left.
            new KeycloakSetup(ofTwoAdmins).removeUsers();
        }
    }

    /** A caller that may manage users and is no admin itself. */
    private Api managerOfARealmOfTwoAdmins() {
        a.keycloak()
                .realms()
                .create(RealmBuilder.create()
                        .name(REALM)
                        .enabled(true)
                        .attribute("usersApi.enabled", "true")
                        .passwordPolicy(Cluster.CHEAP_PASSWORDS)
                        .accessTokenLifespan(3600)
                        .build());
        a.keycloak().tokenManager().invalidate(a.keycloak().tokenManager().getAccessTokenString());
        ofTwoAdmins = a.keycloak().realm(REALM);
        KeycloakSetup keycloak = new KeycloakSetup(ofTwoAdmins);
        // The default admin would be a third.
        keycloak.removeUsers();
        keycloak.newServiceAccount("manager", keycloak.role("users-api", "manage-users"));
        Api atA = a.api(REALM);
        return atA.bearer(new Oidc(atA.base().replaceAll("/api$", "")).serviceAccount("manager", KeycloakSetup.SECRET));
    }

    private Api admin(int number) {
        return number % 2 == 0 ? adminAtA : adminAtB;
    }

    private static long won(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    private static int total(Api api, String filter) {
        return api.get("/users?" + filter).expect(200).body().at("/meta/total").asInt();
    }
}
