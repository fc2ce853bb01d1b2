package io.usersapi.keycloak.tokens;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class BruteForceTest extends ApiTest {

    private static final int FAILURES = 3;

    private Answer user;

    @BeforeEach
    void realmThatLocksAfterThreeFailures() {
        realm.updateWithCleanup(changed ->
                changed.failureFactor(FAILURES).update(settings -> settings.setQuickLoginCheckMilliSeconds(0L)));
        realm.cleanup().add(cleaned -> cleaned.attackDetection().clearAllBruteForce());
        user = created();
    }

    @Test
    void letsInWithTheRightPasswordBeforeTheLimit() {
        fail(FAILURES - 1);
        anonymous.signIn(user.text("email"), PASSWORD);
    }

    @Test
    void refusesTheRightPasswordOfALockedUserWithTheSameAnswer() {
        Answer wrong = fail(FAILURES);
        Answer locked = anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
        assertEquals(true, status().get("disabled"));
        assertEquals(wrong.text(), locked.text());
    }

    @Test
    void letsTheUserInAgainWhenTheLockIsLifted() {
        fail(FAILURES);
        realm.admin().attackDetection().clearBruteForceForUser(user.id());
        anonymous.signIn(user.text("email"), PASSWORD);
    }

    @Test
    void leavesOtherUsersAlone() {
        fail(FAILURES);
        anonymous.signIn(created().text("email"), PASSWORD);
    }

    @Test
    void countsWrongOneTimeCodesToo() {
        CredentialRepresentation app =
                CredentialBuilder.totp("DJmQfC73VGFhw7D4QJ8A").build();
        inKeycloak(user).update(UserBuilder.create().credential(app).build());
        for (int failure = 1; failure <= FAILURES; failure++) {
            failed(failure, anonymous.token(user.text("email"), PASSWORD));
        }
        assertEquals(true, status().get("disabled"));
    }

    @Test
    void showsAPermanentLockAsInactive() {
        realm.updateWithCleanup(changed -> changed.permanentLockout(true));
        fail(FAILURES);
        await().until(() -> admin.get("/users/" + user.id()).text("status").equals("inactive"));
        assertEquals(
                List.of("false"),
                inKeycloak(user).toRepresentation().getAttributes().get("active"));
        admin.put("/users/" + user.id(), Map.of("status", "active")).expect(200);
        anonymous.signIn(user.text("email"), PASSWORD);
    }

    @Test
    void forgetsTheFailuresOfWhoeverIsDeleted() {
        fail(FAILURES - 1);
        admin.delete("/users/" + user.id()).expect(200);
        assertEquals(0, status().get("numFailures"));
    }

    private Answer fail(int times) {
        Answer last = null;
        for (int failure = 1; failure <= times; failure++) {
            last = failed(failure, anonymous.token(user.text("email"), "another password"));
        }
        return last;
    }

    /** Keycloak counts on another thread, and not at all while it still counts the failure before. */
    private Answer failed(int failures, Answer answer) {
        answer.expectProblem(401, "invalid_credentials");
        await().until(() -> Objects.equals(failures, status().get("numFailures")));
        return answer;
    }

    private Map<String, Object> status() {
        return realm.admin().attackDetection().bruteForceUserStatus(user.id());
    }
}
