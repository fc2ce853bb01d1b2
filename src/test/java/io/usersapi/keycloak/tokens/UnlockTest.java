package io.usersapi.keycloak.tokens;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Activating a user lifts what Keycloak's brute-force protection did to it, as "enabled" in the console does. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UnlockTest extends ApiTest {

    private static final int FAILURES = 3;

    private Answer user;

    @BeforeEach
    void realmThatLocksAfterThreeFailures() {
        realm.updateWithCleanup(changed ->
                changed.failureFactor(FAILURES).update(settings -> settings.setQuickLoginCheckMilliSeconds(0L)));
        realm.cleanup().add(cleaned -> cleaned.attackDetection().clearAllBruteForce());
        user = created();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failuresAreForgotten(boolean forGood) {
        realm.updateWithCleanup(changed -> changed.permanentLockout(forGood));
        lock();
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");

        admin.patch("/users/" + user.id(), Map.of("status", "active")).expect(200);

        assertEquals(0, status().get("numFailures"));
        assertNull(inKeycloak(user).toRepresentation().firstAttribute("disabledReason"));
        anonymous.signIn(user.text("email"), PASSWORD);
        failed(1);
        anonymous.signIn(user.text("email"), PASSWORD);
    }

    private void lock() {
        for (int failure = 1; failure <= FAILURES; failure++) {
            failed(failure);
        }
        // Keycloak counts first, and writes the user afterwards.
        await().until(() -> Boolean.TRUE.equals(status().get("disabled")));
    }

    private void failed(int count) {
        anonymous.token(user.text("email"), "another password").expect(401);
        await().until(() -> status().get("numFailures").equals(count) || Boolean.TRUE.equals(status().get("disabled")));
    }

    private Map<String, Object> status() {
        return realm.admin().attackDetection().bruteForceUserStatus(user.id());
    }
}
