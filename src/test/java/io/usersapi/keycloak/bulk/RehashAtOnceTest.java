package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.ServerLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Keycloak hashes the password of a sign-in anew where the realm wants another kind of hash. It does so after the sign-in,
 * from what the sign-in has read. A password that is set meanwhile stays.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class RehashAtOnceTest extends ApiTest {

    /** So costly that another password is set while the sign-in is still verifying this one. */
    private static final String BCRYPT = "$2b$13$abcdefghijklmnopqrstuup85hW4q6ZLHwvQrs7GQU7szs0ZbVrRe";

    /** What Keycloak logs where its new hash was refused (PasswordCredentialProvider). */
    private static final String REFUSED = "Error re-hashing the password in a different transaction";

    private static final int MOST_TIMES = 5;
    private static final String OLD = "correct horse battery";
    private static final String NEW = "another horse altogether";

    @Test
    void thePasswordSetHereStays() throws Exception {
        itStays(user ->
                admin.patch("/users/" + user.id(), Map.of("password", NEW)).expect(200));
    }

    @Test
    void thePasswordSetInTheConsoleStays() throws Exception {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(NEW);
        itStays(user -> inKeycloak(user).resetPassword(password));
    }

    /** On a busy machine Keycloak can be done with the new hash before the password is set: then they meet another time. */
    private void itStays(Consumer<Answer> setting) throws Exception {
        boolean met = false;
        for (int time = 0; time < MOST_TIMES && !met; time++) {
            Answer user = imported();
            long log = ServerLog.size();
            CompletableFuture<Answer> signIn = signIn(user);
            setting.accept(user);
            signIn.get();
            met = ServerLog.linesAfter(log).anyMatch(line -> line.contains(REFUSED));
            theNewOneCounts(user);
        }
        assertTrue(met, "the two have not met");
    }

    @Test
    void whereNobodySetsOneTheHashIsTheRealmsAfterwards() throws Exception {
        Answer user = imported();
        signIn(user).get().expect(200);
        assertEquals(
                "argon2",
                inKeycloak(user).credentials().stream()
                        .map(credential ->
                                credential.getCredentialData().replaceAll(".*\"algorithm\":\"(\\w+)\".*", "$1"))
                        .findAny()
                        .orElseThrow());
        anonymous.token(user.text("email"), OLD).expect(200);
    }

    private Answer imported() {
        Answer user = created();
        assertEquals(
                List.of("updated"),
                ImportFile.ndjson(Map.of("email", user.text("email"), "password_hash", BCRYPT))
                        .done(admin, "?mode=upsert")
                        .told());
        return user;
    }

    /** Begins to sign the user in by the old password, and comes back while the server verifies it. */
    private CompletableFuture<Answer> signIn(Answer user) throws InterruptedException {
        CompletableFuture<Answer> signIn =
                CompletableFuture.supplyAsync(() -> anonymous.token(user.text("email"), OLD));
        TimeUnit.MILLISECONDS.sleep(100);
        return signIn;
    }

    private void theNewOneCounts(Answer user) {
        anonymous.token(user.text("email"), OLD).expectProblem(401, "invalid_credentials");
        anonymous.token(user.text("email"), NEW).expect(200);
    }
}
