package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** When an import answers of users who are committed. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ImportAnsweredTest extends ApiTest {

    @Test
    void aLineWaitsForNoMailButItsOwn() throws Exception {
        String token = anonymous
                .signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .text("access_token");
        try (ServerSocket hanging = new ServerSocket(0)) {
            smtpAt(hanging.getLocalPort());
            CompletableFuture<Socket> asked = CompletableFuture.supplyAsync(() -> accepted(hanging));
            CompletableFuture<Void> askedInVain = asked.thenAcceptAsync(ImportAnsweredTest::hang);
            Iterator<String> lines = ImportFile.ndjson(
                            Map.of("email", newEmail()), Map.of("email", newEmail(), "invite", true), newUser())
                    .lines(admin.base(), token, "");
            String first = lines.next();
            assertFalse(askedInVain.isDone(), "the first line came after the mail");
            // Hung up on, the mail fails at once, and nobody waits until Keycloak has no more patience.
            asked.get(1, TimeUnit.MINUTES).close();
            Result done = Result.of(String.join("\n", first, lines.next(), lines.next(), lines.next()));
            assertEquals(List.of("created", "row:mail_not_sent", "created"), done.told());
        }
    }

    private static Socket accepted(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** Says nothing until one of the two goes. */
    private static void hang(Socket connection) {
        try (connection) {
            connection.getInputStream().read();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private void smtpAt(int port) {
        Map<String, String> smtp = Map.of(
                "host", "localhost", "port", Integer.toString(port), "from", "api@example.org", "timeout", "5000");
        realm.updateWithCleanup(changed -> changed.update(settings -> settings.setSmtpServer(smtp)));
    }
}
