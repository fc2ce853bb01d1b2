package io.usersapi.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.rules.Crowd;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Idempotency keys and limits: what one node has noted, the other knows. */
class SharedMemoryTest extends ClusterTest {

    private static final int ROUNDS = 30;
    private static final int MAILS = 3;

    @Test
    void aCreateThatIsSentAgainToTheOtherNodeHasOneEffectAndTheSameAnswer() {
        String key = UUID.randomUUID().toString();
        Map<String, Object> user = newUser();
        Answer first = withKey(adminAtA, key).post("/users", user).expect(201);
        Answer again = withKey(adminAtB, key).post("/users", user).expect(201);

        assertEquals(first.text(), again.text());
        assertEquals(first.header("ETag"), again.header("ETag"));
        withKey(adminAtB, key).post("/users", newUser()).expectProblem(422, "idempotency_key_reused");
    }

    @Test
    void createsWithOneKeyAtBothNodesAtOnceHaveOneEffect() {
        for (int round = 0; round < ROUNDS; round++) {
            String key = UUID.randomUUID().toString();
            Map<String, Object> user = newUser();
            List<Answer> answers =
                    Crowd.of(4, number -> withKey(admin(number), key).post("/users", user));

            String effect =
                    withKey(adminAtB, key).post("/users", user).expect(201).text();
            for (Answer answer : answers) {
                if (answer.status() == 409) {
                    answer.expectProblem(409, "conflict");
                } else {
                    assertEquals(effect, answer.expect(201).text(), "round " + round);
                }
            }
        }
    }

    @Test
    void aResetMailThatIsAskedForAgainAtTheOtherNodeIsSentOnce() {
        String key = UUID.randomUUID().toString();
        int before = cluster.mailsReceived();
        String path = resetOf(adminAtA.post("/users", newUser()).expect(201));
        withKey(adminAtA, key).post(path, null).expect(200);
        withKey(adminAtB, key).post(path, null).expect(200);
        assertEquals(1, cluster.mailsReceived() - before);
    }

    @Test
    void aUserGetsThreeResetMailsWhicheverNodeIsAsked() {
        String path = resetOf(adminAtA.post("/users", newUser()).expect(201));
        for (int mail = 0; mail < MAILS; mail++) {
            admin(mail).post(path, null).expect(200);
        }
        expectTooMany(adminAtA.post(path, null));
        expectTooMany(adminAtB.post(path, null));
    }

    @Test
    void twelveResetMailsAtOnceAtBothNodesAreThree() {
        int before = cluster.mailsReceived();
        String path = resetOf(adminAtA.post("/users", newUser()).expect(201));
        List<Answer> answers = Crowd.of(12, number -> admin(number).post(path, null));

        assertEquals(
                MAILS, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(SharedMemoryTest::expectTooMany);
        assertEquals(MAILS, cluster.mailsReceived() - before);
    }

    @Test
    void anAddressHasItsTokenAttemptsWhicheverNodeItAsks() {
        Answer user = adminAtA.post("/users", newUser()).expect(201);
        Api flooderAtA = a.apiFor("172.16.0.7");
        Api flooderAtB = b.apiFor("172.16.0.7");
        for (int attempt = 0; attempt < Cluster.TOKEN_ATTEMPTS; attempt++) {
            (attempt % 2 == 0 ? flooderAtA : flooderAtB)
                    .token(newEmail(), PASSWORD)
                    .expectProblem(401, "invalid_credentials");
        }

        expectTooMany(flooderAtA.token(user.text("email"), PASSWORD));
        expectTooMany(flooderAtB.token(user.text("email"), PASSWORD));
        b.apiFor("172.16.0.8").token(user.text("email"), PASSWORD).expect(200);
    }

    private static void expectTooMany(Answer answer) {
        answer.expectProblem(429, "too_many_requests");
        assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
    }

    private Api admin(int number) {
        return number % 2 == 0 ? adminAtA : adminAtB;
    }

    private static Api withKey(Api api, String key) {
        return api.with("Idempotency-Key", key);
    }

    private static String resetOf(Answer user) {
        return "/users/" + user.id() + "/send-password-reset";
    }
}
