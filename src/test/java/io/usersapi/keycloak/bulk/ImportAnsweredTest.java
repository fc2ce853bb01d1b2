package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RoleModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** What an import answers of users who are committed, and when. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ImportAnsweredTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    /** Another extension hears of the users' roles and has work of its own to do after the commit. */
    @Test
    void whoIsCommittedIsCreatedWhateverFailsAfterThat() {
        String mark = "after-" + UUID.randomUUID();
        server.run(session -> failAfterTheCommitOf(session, mark));
        Result done = ImportFile.ndjson(
                        Map.of("email", mark + "-ada@example.org"), Map.of("email", mark + "-bob@example.org"))
                .done(admin);
        assertEquals(List.of("created", "created"), done.told());
        for (int row = 0; row < 2; row++) {
            Answer user = admin.get("/users/" + done.id(row)).expect(200);
            assertTrue(user.text("email").startsWith(mark), user::text);
        }
    }

    private static void failAfterTheCommitOf(KeycloakSession session, String mark) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        AbstractKeycloakTransaction failing = new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                throw new IllegalStateException("the work after the commit failed");
            }

            @Override
            protected void rollbackImpl() {}
        };
        factory.register(new ProviderEventListener() {
            @Override
            public void onEvent(ProviderEvent event) {
                if (event instanceof RoleModel.RoleGrantedEvent granted
                        && granted.getUser().getUsername().startsWith(mark)) {
                    factory.unregister(this);
                    granted.getKeycloakSession().getTransactionManager().enlistAfterCompletion(failing);
                }
            }
        });
    }

    @Test
    void aLineWaitsForNoMailButItsOwn() throws Exception {
        try (ServerSocket hanging = new ServerSocket(0)) {
            smtpAt(hanging.getLocalPort());
            CompletableFuture<Void> askedInVain = CompletableFuture.runAsync(() -> hang(hanging));
            Iterator<String> lines = imported(
                            Map.of("email", newEmail()), Map.of("email", newEmail(), "invite", true), newUser())
                    .body()
                    .iterator();
            String first = lines.next();
            assertFalse(askedInVain.isDone(), "the first line came after the mail");
            Result done = Result.of(String.join("\n", first, lines.next(), lines.next(), lines.next()));
            assertEquals(List.of("created", "row:mail_not_sent", "created"), done.told());
        }
    }

    /** Takes a connection, and says nothing until Keycloak goes. */
    private static void hang(ServerSocket server) {
        try (Socket connection = server.accept()) {
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

    private HttpResponse<Stream<String>> imported(Object... rows) throws Exception {
        String body = String.join("\n", Stream.of(rows).map(Api::json).toList());
        String token = anonymous
                .signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .text("access_token");
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin.base() + "/users/import"))
                .header("Content-Type", "application/x-ndjson")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
    }
}
