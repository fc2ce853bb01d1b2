package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.ServerLog;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Who asks for a mail hears that it was not sent. A mail server that says nothing: {@code SlowSendersTest}. */
@KeycloakIntegrationTest(config = ApiServer.class)
class MailServerDownTest extends ApiTest {

    @Test
    void answersThatTheMailWasNotSentAndNothingOfTheMailServer() throws IOException {
        smtpAt(freePort());
        Answer refused = sendReset(created());
        refused.expectProblem(502, "mail_not_sent");
        for (String secret : new String[] {"localhost", "postmaster", "hunter2", "Exception", "Couldn't connect"}) {
            assertFalse(refused.text().contains(secret), refused.text());
        }
    }

    @Test
    void answersTheSameOfAVerificationMailAndCountsNone() throws IOException {
        Answer user = created();
        smtpAt(freePort());
        for (int failure = 0; failure < 4; failure++) {
            admin.post("/users/" + user.id() + "/send-verification", null).expectProblem(502, "mail_not_sent");
        }
    }

    @Test
    void countsNoMailThatWasNotSent() throws IOException {
        Answer user = created();
        smtpAt(freePort());
        for (int failure = 0; failure < 4; failure++) {
            sendReset(user).expectProblem(502, "mail_not_sent");
        }
    }

    @Test
    void answersThatTheRealmHasNoMailServerAndTheLogSaysSo() {
        realm.updateWithCleanup(changed -> changed.update(settings -> settings.setSmtpServer(Map.of())));
        long before = ServerLog.size();
        Answer refused = sendReset(created()).expectProblem(502, "mail_not_configured");
        assertEquals(
                "This realm has no mail server. An administrator sets one in the realm settings.",
                refused.text("detail"));
        assertTrue(ServerLog.linesAfter(before).anyMatch(line -> line.contains("the realm has no mail server")));
    }

    /** The user is there until the mail server has failed: an answer that names the user would be false then. */
    @Test
    void whoSendsTheSameKeyWhileTheMailServerSaysNothingIsAskedToWait() throws Exception {
        Map<String, Object> invited = Map.of("email", newEmail(), "invite", true);
        Api keyed = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        try (ServerSocket silent = new ServerSocket(0)) {
            smtpAt(silent.getLocalPort());
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> keyed.post("/users", invited));
            Answer meanwhile;
            try (Socket mailing = silent.accept()) {
                meanwhile = keyed.post("/users", invited);
            }
            first.get().expectProblem(502, "mail_not_sent");
            meanwhile.expectProblem(409, "conflict");
        }
        keyed.post("/users", invited).expectProblem(502, "mail_not_sent");
        assertEquals(List.of(), realm.admin().users().searchByEmail((String) invited.get("email"), true));
    }

    private Answer sendReset(Answer user) {
        return admin.post("/users/" + user.id() + "/send-password-reset", null);
    }

    private void smtpAt(int port) {
        Map<String, String> smtp = Map.of(
                "host", "localhost",
                "port", Integer.toString(port),
                "from", "api@example.org",
                "auth", "true",
                "user", "postmaster",
                "password", "hunter2");
        realm.updateWithCleanup(changed -> changed.update(settings -> settings.setSmtpServer(smtp)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
