package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.rules.Crowd;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A realm that allows several users to have one address. */
@KeycloakIntegrationTest(config = ApiServer.class)
class SharedAddressTest extends ApiTest {

    private final String shared = newEmail();
    private String one;

    @BeforeEach
    void twoUsersOfOneAddress() {
        realm.updateWithCleanup(changed -> changed.update(settings -> {
            settings.setLoginWithEmailAllowed(false);
            settings.setDuplicateEmailsAllowed(true);
            settings.setPasswordPolicy("passwordHistory(3)");
        }));
        one = addUser("sharing-one", shared);
        addUser("sharing-two", shared);
    }

    @Test
    void theAddressNamesNobody() {
        String path = "/users/" + shared;
        for (Answer answer : new Answer[] {
            admin.get(path),
            admin.patch(path, Map.of("name", "Ada")),
            admin.delete(path),
            admin.post(path + "/send-password-reset", null)
        }) {
            answer.expectProblem(409, "ambiguous_email");
        }
    }

    @Test
    void whoMayNotManageUsersIsToldNothing() {
        Api user = signedIn(created());
        user.get("/users/" + shared).expectProblem(403, "forbidden");
        assertEquals(
                user.get("/users/" + newEmail()).text(),
                user.get("/users/" + shared).text());
    }

    @Test
    void theAddressIsTakenForOthers() {
        admin.post("/users", newUser("email", shared)).expectInvalid("email", "taken");
        admin.patch("/users/" + created().id(), Map.of("email", shared)).expectInvalid("email", "taken");
    }

    @Test
    void theOwnAddressAgainIsNoChange() {
        Answer before = admin.get("/users/" + one).expect(200);
        Answer after = admin.patch("/users/" + one, Map.of("email", shared)).expect(200);
        assertEquals(before.header("ETag"), after.header("ETag"));
        admin.patch("/users/" + one, Map.of("name", "One")).expect(200);
    }

    /** Their usernames differ, and to compare a password with older ones takes its time behind the question who has the address. */
    @Test
    void oneOfManyWhoAskAtOneInstantGetsAnAddress() {
        List<String> users = IntStream.range(0, 20)
                .mapToObj(number -> addUser("sharing-u" + number, newEmail()))
                .toList();
        for (int round = 0; round < 5; round++) {
            String wanted = newEmail();
            Map<String, String> change = Map.of("email", wanted, "password", PASSWORD + round);
            List<Answer> answers = Crowd.of(
                    20,
                    number -> number == 0
                            ? admin.post("/users", change)
                            : admin.patch("/users/" + users.get(number), change));
            List<Answer> refused =
                    answers.stream().filter(answer -> answer.status() >= 300).toList();
            refused.forEach(answer -> answer.expectInvalid("email", "taken"));
            assertEquals(19, refused.size());
            assertEquals(1, realm.admin().users().searchByEmail(wanted, true).size());
        }
    }

    /** An import looks up its addresses before it writes its rows, and the passwords of these take their time. */
    @Test
    void anAddressThatAnotherGetsDuringAnImportIsNoMoreFree() {
        for (int round = 0; round < 4; round++) {
            String wanted = newEmail();
            String user = addUser("sharing-other" + round, newEmail());
            String rows = Stream.concat(
                            Stream.generate(() -> Map.of("email", newEmail(), "password", PASSWORD))
                                    .limit(30),
                            Stream.of(Map.of("email", wanted)))
                    .map(Api::json)
                    .collect(Collectors.joining("\n"));
            Crowd.of(
                    2,
                    number -> number == 0
                            ? admin.with("Content-Type", "application/x-ndjson").send("POST", "/users/import", rows)
                            : admin.patch("/users/" + user, Map.of("email", wanted)));
            assertEquals(1, realm.admin().users().searchByEmail(wanted, true).size());
        }
    }
}
