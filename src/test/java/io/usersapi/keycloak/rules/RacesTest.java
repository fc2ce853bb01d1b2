package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Requests at the same instant: one wins, the others are told so, nothing is lost and nothing breaks. */
@KeycloakIntegrationTest(config = ApiServer.class)
class RacesTest extends ApiTest {

    @Test
    void oneOfFiftyCreatesWithOneAddressWins() {
        String email = newEmail();
        List<Answer> answers = Crowd.of(
                50,
                number -> admin.post(
                        "/users", newUser("email", number % 2 == 0 ? email : email.toUpperCase(Locale.ROOT))));

        assertEquals(
                1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer -> answer.expectInvalid("email", "taken"));
        assertEquals(1, realm.admin().users().searchByEmail(email, true).size());
    }

    @Test
    void fiftyCreatesWithFiftyAddressesAllWin() {
        Crowd.of(50, number -> admin.post("/users", newUser())).forEach(answer -> answer.expect(201));
    }

    @Test
    void oneOfTwentyUsersGetsTheAddressThatAllWant() {
        String email = newEmail();
        List<Answer> users = Crowd.of(20, number -> created());
        List<Answer> answers =
                Crowd.of(20, number -> admin.patch("/users/" + users.get(number).id(), Map.of("email", email)));

        assertEquals(
                1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream()
                .filter(answer -> answer.status() != 200)
                .forEach(answer -> answer.expectInvalid("email", "taken"));
    }

    @Test
    void oneOfFiftyUpdatesOfTheSameVersionWins() {
        Answer user = created(newUser("name", "Unchanged"));
        Api sameVersion = admin.with("If-Match", user.header("ETag"));
        List<Answer> answers =
                Crowd.of(50, number -> sameVersion.patch("/users/" + user.id(), Map.of("name", "Number " + number)));

        List<Answer> won =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertEquals(1, won.size());
        answers.stream()
                .filter(answer -> answer.status() != 200)
                .forEach(answer -> answer.expectProblem(412, "precondition_failed"));
        assertEquals(won.get(0).text("name"), admin.get("/users/" + user.id()).text("name"));
    }

    @Test
    void noUpdateIsLostByTwentyFiveClientsThatSendIfMatch() {
        Answer user = created(newUser("name", "Number 0"));
        Crowd.of(25, number -> countUp(user.id()));
        assertEquals("Number 25", admin.get("/users/" + user.id()).text("name"));
    }

    /** Adds one, and tries again for as long as others are quicker. */
    private Answer countUp(String id) {
        while (true) {
            Answer read = admin.get("/users/" + id).expect(200);
            int count = Integer.parseInt(read.text("name").split(" ")[1]);
            Answer written = admin.with("If-Match", read.header("ETag"))
                    .patch("/users/" + id, Map.of("name", "Number " + (count + 1)));
            if (written.status() == 200) {
                return written;
            }
            written.expectProblem(412, "precondition_failed");
        }
    }

    @Test
    void fiftyUpdatesWithoutIfMatchAllPass() {
        Answer user = created();
        List<Answer> answers =
                Crowd.of(50, number -> admin.patch("/users/" + user.id(), Map.of("name", "Number " + number)));

        answers.forEach(answer -> answer.expect(200));
        Set<String> names = answers.stream().map(answer -> answer.text("name")).collect(Collectors.toSet());
        assertEquals(50, names.size());
        assertTrue(names.contains(admin.get("/users/" + user.id()).text("name")));
    }

    @Test
    void updatesOfStatusAndPasswordAtOnceAllPass() {
        Answer user = created();
        List<Answer> answers = Crowd.of(
                50,
                number -> admin.patch(
                        "/users/" + user.id(),
                        switch (number % 3) {
                            case 0 -> Map.of("status", "inactive");
                            case 1 -> Map.of("status", "active");
                            default -> Map.of("password", PASSWORD + number);
                        }));

        answers.forEach(answer -> answer.expect(200));
        assertEquals(1, inKeycloak(user).credentials().size());
        assertEquals(
                inKeycloak(user).toRepresentation().isEnabled() ? "active" : "inactive",
                admin.get("/users/" + user.id()).text("status"));
    }

    @Test
    void anUpdateThatRacesADeletionRevivesNobody() {
        Answer user = created();
        List<Answer> answers = Crowd.of(
                20,
                number -> number == 10
                        ? admin.delete("/users/" + user.id())
                        : admin.patch("/users/" + user.id(), Map.of("status", "active", "email", newEmail())));

        answers.forEach(answer -> assertTrue(Set.of(200, 404).contains(answer.status()), answer::text));
        answers.get(10).expect(200);
        String name = inKeycloak(user).toRepresentation().getUsername();
        assertTrue(name.startsWith("deleted-"), name);
        assertEquals(false, inKeycloak(user).toRepresentation().isEnabled());
    }

    @Test
    void oneOfManyDeletionsWins() {
        Answer user = created();
        List<Answer> answers = Crowd.of(20, number -> admin.delete("/users/" + user.id()));
        assertEquals(
                1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream()
                .filter(answer -> answer.status() != 200)
                .forEach(answer -> answer.expectProblem(404, "user_not_found"));
    }
}
