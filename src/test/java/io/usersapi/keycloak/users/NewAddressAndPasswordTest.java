package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.rules.Crowd;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

/** A password policy that looks at the user looks at the user as the request makes it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class NewAddressAndPasswordTest extends ApiTest {

    private void policy(String policy) {
        realm.updateWithCleanup(updated -> updated.passwordPolicy("length(10) and " + policy));
    }

    private Answer patch(Answer user, String email, String password) {
        return admin.patch("/users/" + user.id(), Map.of("email", email, "password", password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"notEmail(undefined)", "notUsername(undefined)", "notContainsUsername(undefined)"})
    void aPasswordThatIsTheNewAddressIsRefusedInWords(String policy) {
        Answer user = created();
        policy(policy);
        String email = newEmail();
        Answer refused = patch(user, email, email).expectInvalid("password", "password_policy");
        String sentence = refused.body().at("/errors/password/0/message").asText();
        assertTrue(sentence.startsWith("Invalid password: "), sentence);
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"notEmail(undefined)", "notUsername(undefined)", "notContainsUsername(undefined)"})
    void aPasswordThatIsTheAddressThatGoesIsTaken(String policy) {
        Answer user = created();
        policy(policy);
        String old = user.text("email");
        admin.patch("/users/" + user.id(), Map.of("password", old)).expectInvalid("password", "password_policy");
        String email = newEmail();
        patch(user, email, old).expect(200);
        anonymous.signIn(email, old).expect(200);
    }

    @Test
    void aUsernameThatDoesNotFollowTheAddressIsLookedAtAsItStays() {
        policy("notUsername(undefined)");
        realm.addUser(UserBuilder.create("grace-brewster").email(newEmail()).enabled(true));
        String id = realm.admin()
                .users()
                .searchByUsername("grace-brewster", true)
                .get(0)
                .getId();
        String email = newEmail();
        admin.patch("/users/" + id, Map.of("email", email, "password", "grace-brewster"))
                .expectInvalid("password", "password_policy");
        admin.patch("/users/" + id, Map.of("email", email, "password", email)).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&dry_run=true"})
    void aRowOfAnUpsertIsRefusedInTheSameWay(String dryRun) {
        Answer user = created();
        policy("notEmail(undefined)");
        String email = newEmail();
        String row = Api.json(Map.of("id", user.id(), "email", email, "password", email)) + "\n";
        Answer imported = admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import?mode=upsert" + dryRun, row)
                .expect(200);
        assertTrue(imported.text().contains("\"errors\":{\"password\":[{\"code\":\"password_policy\""), imported::text);
    }

    /** The second one is checked before the first one has written, and finds the first one's password when it writes. */
    @Test
    void ofTwoThatSetTheSamePasswordAtOnceTheSecondIsRefusedInWords() {
        policy("passwordHistory(3)");
        for (int round = 0; round < 10; round++) {
            Answer user = created();
            String password = "another password " + round;
            List<Answer> answers =
                    Crowd.of(3, caller -> admin.patch("/users/" + user.id(), Map.of("password", password)));
            for (Answer answer : answers) {
                if (answer.status() == 422) {
                    String sentence = answer.expectInvalid("password", "password_policy")
                            .body()
                            .at("/errors/password/0/message")
                            .asText();
                    assertTrue(sentence.startsWith("Invalid password: "), sentence);
                } else if (answer.status() != 200) {
                    answer.expectProblem(409, "conflict");
                }
            }
            assertTrue(answers.stream().anyMatch(answer -> answer.status() == 200));
        }
    }
}
