package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** {@code Idempotency-Key}: what is sent again has one effect and gets the same answer. */
@KeycloakIntegrationTest(config = ApiServer.class)
class IdempotencyTest extends ApiTest {

    private Api retrying;

    @BeforeEach
    void chooseKey() {
        retrying = withKey(admin, UUID.randomUUID().toString());
    }

    @Test
    void aCreateThatIsSentAgainGetsTheSameAnswer() {
        Map<String, Object> user = newUser("name", "Ada Lovelace");
        Answer first = retrying.post("/users", user).expect(201);
        expectSame(first, retrying.post("/users", user));
        expectOneUser(user);
    }

    @Test
    void aCreateThatIsSentAgainShowsTheUserAsItIsNow() {
        Map<String, Object> user = newUser("name", "Ada Lovelace");
        Answer first = retrying.post("/users", user).expect(201);
        Answer changed = admin.patch("/users/" + first.id(), Map.of("name", "Somebody Else"))
                .expect(200);
        Answer again = retrying.post("/users", user).expect(201);
        assertEquals(changed.body(), again.body());
        assertEquals(changed.header("ETag"), again.header("ETag"));
        assertEquals(first.header("Location"), again.header("Location"));
        expectOneUser(user);
    }

    @Test
    void aCreateThatIsSentAgainMakesNoNewUserForOneThatWasDeleted() {
        Map<String, Object> user = newUser();
        Answer first = retrying.post("/users", user).expect(201);
        admin.delete("/users/" + first.id()).expect(200);
        retrying.post("/users", user).expectProblem(404, "user_not_found");
        assertEquals(
                0,
                realm.admin()
                        .users()
                        .searchByEmail((String) user.get("email"), true)
                        .size());
    }

    @Test
    void twentyCreatesAtOnceHaveOneEffect() {
        Map<String, Object> user = newUser();
        List<Answer> answers = Crowd.of(20, number -> retrying.post("/users", user));

        Answer replayed = retrying.post("/users", user).expect(201);
        answers.forEach(answer -> expectSameOrBusy(replayed, answer));
        expectOneUser(user);
    }

    @Test
    void aResetMailThatIsAskedForAgainIsSentOnce() {
        String path = "/users/" + created().id() + "/send-password-reset";
        Answer first = retrying.post(path, null).expect(200);
        expectSame(first, retrying.post(path, null));
        assertEquals(1, mail.getReceivedMessages().length);

        admin.post(path, null).expect(200);
        assertEquals(2, mail.getReceivedMessages().length);
    }

    @Test
    void twentyResetMailsAtOnceAreSentOnce() {
        String path = "/users/" + created().id() + "/send-password-reset";
        List<Answer> answers = Crowd.of(20, number -> retrying.post(path, null));

        Answer replayed = retrying.post(path, null).expect(200);
        answers.forEach(answer -> expectSameOrBusy(replayed, answer));
        assertEquals(1, mail.getReceivedMessages().length);
    }

    @Test
    void anotherBodyWithTheSameKeyIsRefused() {
        Map<String, Object> user = newUser();
        retrying.post("/users", user).expect(201);
        retrying.post("/users", newUser()).expectProblem(422, "idempotency_key_reused");
        user.put("password", PASSWORD + "!");
        retrying.post("/users", user).expectProblem(422, "idempotency_key_reused");
    }

    @Test
    void anotherCallerMayUseTheSameKey() {
        Answer other = created(newUser("type", "admin"));
        String key = UUID.randomUUID().toString();
        Answer first = withKey(admin, key).post("/users", newUser()).expect(201);
        Answer second = withKey(signedIn(other), key).post("/users", newUser()).expect(201);
        assertNotEquals(first.id(), second.id());
    }

    @Test
    void whoHasLostTheRightGetsNoAnswerAgain() {
        Answer manager = created(newUser("type", "admin"));
        String key = UUID.randomUUID().toString();
        Map<String, Object> user = newUser();
        withKey(signedIn(manager), key).post("/users", user).expect(201);
        admin.patch("/users/" + manager.id(), Map.of("type", "user")).expect(200);
        withKey(signedIn(manager), key).post("/users", user).expectProblem(403, "forbidden");
    }

    @Test
    void anotherOperationMayUseTheSameKey() {
        Answer one = retrying.post("/users", newUser()).expect(201);
        Answer two = created();
        retrying.post("/users/" + one.id() + "/send-password-reset", null).expect(200);
        retrying.post("/users/" + two.id() + "/send-password-reset", null).expect(200);
        assertEquals(2, mail.getReceivedMessages().length);
    }

    @Test
    void aRefusedRequestDoesNotUseTheKeyUp() {
        retrying.post("/users", newUser("password", "short")).expectInvalid("password", "too_short");
        retrying.post("/users", newUser("email", created().text("email"))).expectInvalid("email", "taken");
        retrying.post("/users", newUser()).expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankKeyIsRefused(String key) {
        withKey(admin, key).post("/users", newUser()).expectInvalid("Idempotency-Key", "invalid_value");
    }

    @Test
    void aKeyOf256CharactersIsRefusedOneOf255IsTaken() {
        withKey(admin, "k".repeat(256)).post("/users", newUser()).expectInvalid("Idempotency-Key", "invalid_value");
        withKey(admin, "k".repeat(255)).post("/users", newUser()).expect(201);
    }

    private static Api withKey(Api api, String key) {
        return api.with("Idempotency-Key", key);
    }

    private static void expectSameOrBusy(Answer first, Answer answer) {
        if (answer.status() == 409) {
            answer.expectProblem(409, "conflict");
        } else {
            expectSame(first, answer);
        }
    }

    private static void expectSame(Answer first, Answer again) {
        assertEquals(first.status(), again.status(), again::text);
        assertEquals(first.text(), again.text());
        assertEquals(first.header("Location"), again.header("Location"));
        assertEquals(first.header("ETag"), again.header("ETag"));
    }

    private void expectOneUser(Map<String, Object> user) {
        assertEquals(
                1,
                realm.admin()
                        .users()
                        .searchByEmail((String) user.get("email"), true)
                        .size());
    }
}
