package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.ServerLog;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/**
 * What is answered of many users who are committed, where something fails after that: another extension hears of the
 * users' roles and has work of its own to do after the commit.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class CommittedTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    private final String mark = "after-" + UUID.randomUUID();
    private final List<String> emails = List.of(mark + "-ada@example.org", mark + "-bob@example.org");

    private void failOnceAfterACommit() {
        String begin = mark;
        server.run(session -> failAfterTheCommitOf(session, begin));
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
    void whoIsImportedIsCreated() {
        failOnceAfterACommit();
        long before = ServerLog.size();
        Result done = ImportFile.ndjson(
                        emails.stream().map(email -> Map.of("email", email)).toArray())
                .done(admin);
        assertTrue(ServerLog.linesAfter(before).anyMatch(line -> line.contains("What followed a commit failed")));
        assertEquals(List.of("created", "created"), done.told());
        for (int row = 0; row < 2; row++) {
            assertEquals(
                    emails.get(row),
                    admin.get("/users/" + done.id(row)).expect(200).text("email"));
        }
    }

    /** As a request about one user, which is answered 500; who was done once more alone would be unchanged. */
    @Test
    void whoIsChangedTogetherIsNotDoneOnceMore() {
        List<String> users = emails.stream()
                .map(email -> created(newUser("email", email)).id())
                .toList();
        failOnceAfterACommit();
        Answer done = admin.post("/users/bulk", Map.of("users", users, "change", Map.of("roles", List.of("reader"))));
        assertEquals(
                List.of("internal_error", "internal_error"),
                Stream.of(0, 1)
                        .map(user -> done.expect(200)
                                .body()
                                .at("/data/" + user + "/error/code")
                                .asText())
                        .toList());
        users.forEach(user -> assertEquals(
                "reader", admin.get("/users/" + user).body().at("/roles/0/name").asText()));
    }
}
