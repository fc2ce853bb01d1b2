package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.common.Profile;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** With Keycloak's feature {@code stateless}, what all nodes share is in rows of the database and in no cache. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = StatelessTest.StatelessServer.class)
class StatelessTest extends ApiTest {

    private static final int ATTEMPTS = 20;

    static class StatelessServer extends ApiServer {
        @Override
        public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
            return setting(
                    super.configure(config).features(Profile.Feature.STATELESS),
                    "token-attempts-per-address",
                    Integer.toString(ATTEMPTS));
        }
    }

    @Test
    void aUserIsCreatedAndMayHaveAnotherAddressAndTheFirstOneAgain() {
        Answer user = created();
        for (String email : List.of(newEmail(), user.text("email"))) {
            Answer changed = admin.patch("/users/" + user.id(), Map.of("email", email));
            assertEquals(email, changed.expect(200).text("email"));
        }
        admin.post("/users", newUser("email", user.text("email"))).expectInvalid("email", "taken");
    }

    @Test
    void aCreateThatIsSentAgainHasOneEffect() {
        Api retrying = withKey();
        Map<String, Object> user = newUser();
        Answer first = retrying.post("/users", user).expect(201);
        assertEquals(first.body(), retrying.post("/users", user).expect(201).body());
        retrying.post("/users", newUser()).expectProblem(422, "idempotency_key_reused");
    }

    @Test
    void aCreateThatWasRefusedMayBeSentAgain() {
        Api retrying = withKey();
        Map<String, Object> user = newUser("email", created().text("email"));
        retrying.post("/users", user).expectInvalid("email", "taken");
        user.put("email", newEmail());
        retrying.post("/users", user).expect(201);
    }

    @Test
    void ofManyCreatesAtOnceWithOneKeyOneIsDone() {
        Map<String, Object> user = newUser();
        Api retrying = withKey();
        List<Answer> answers = Crowd.of(8, number -> retrying.post("/users", user));
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer -> answer.expectProblem(409, "conflict"));
        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .map(Answer::id)
                        .distinct()
                        .count());
    }

    @Test
    void ofManyCreatesAtOnceWithOneAddressOneIsDone() {
        String email = newEmail();
        List<Answer> answers = Crowd.of(8, number -> admin.post("/users", newUser("email", email)));
        assertEquals(
                1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer -> answer.expectInvalid("email", "taken"));
    }

    @Test
    void aUserIsInvitedAndGetsThreeMailsInAll() {
        Answer user = created(Map.of("email", newEmail(), "invite", true));
        assertEquals("pending", user.text("invitation"));
        for (int mails = 1; mails < 3; mails++) {
            admin.post("/users/" + user.id() + "/send-invitation", Map.of()).expect(200);
        }
        admin.post("/users/" + user.id() + "/send-invitation", Map.of()).expectProblem(429, "too_many_requests");
    }

    @Test
    void attemptsAtPasswordsAreCounted() {
        Map<String, String> wrong = Map.of("email", newEmail(), "password", "wrong");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            anonymous.post("/auth/token", wrong);
        }
        anonymous.post("/auth/token", wrong).expectProblem(429, "too_many_requests");
    }

    private Api withKey() {
        return admin.with("Idempotency-Key", UUID.randomUUID().toString());
    }
}
