package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ManagerAloneTest;
import io.usersapi.keycloak.support.ServerLog;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Rule 9 where it meets rule 5: an admin whose invitation is not mailed, in a realm that has no other. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class FirstAdminInvitationTest extends ManagerAloneTest {

    @ParameterizedTest
    @ValueSource(strings = {"type", "role"})
    void whereTheMailServerFailsThereIsNoUserAndTheCreateCanBeSentAgain(String field) throws IOException {
        Map<String, Object> request = invite(field);
        smtpAt(freePort());
        admin.post("/users", request).expectProblem(502, "mail_not_sent");
        assertEquals(List.of(), found(request));
        realm.runCleanup();
        admin.post("/users", request).expect(201);
        assertEquals(1, mail.getReceivedMessages().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?mode=upsert"})
    void theSameHoldsForARowOfAnImport(String query) throws IOException {
        Map<String, Object> request = invite("type");
        smtpAt(freePort());
        assertTrue(imported(request, query).contains("\"mail_not_sent\""));
        assertEquals(List.of(), found(request));
        realm.runCleanup();
        assertTrue(imported(request, query).contains("\"status\":\"created\""));
        assertEquals(1, mail.getReceivedMessages().length);
    }

    @Test
    void whoHasBecomeTheLastAdminMeanwhileStaysAndTheLogSaysSo() throws Exception {
        Answer other = created(newUser("type", "admin"));
        Map<String, Object> request = invite("type");
        long before = ServerLog.size();
        try (ServerSocket silent = new ServerSocket(0)) {
            smtpAt(silent.getLocalPort());
            CompletableFuture<Answer> invited = CompletableFuture.supplyAsync(() -> admin.post("/users", request));
            try (Socket mailing = silent.accept()) {
                admin.delete("/users/" + other.id()).expect(200);
            }
            invited.get().expectProblem(502, "mail_not_sent");
        }
        Answer last = admin.get("/users/" + request.get("email")).expect(200);
        assertEquals("admin", last.text("type"));
        String line = last.id() + " stays without an invitation, which was not sent";
        assertTrue(ServerLog.linesAfter(before).anyMatch(logged -> logged.contains(line)));
    }

    private String imported(Map<String, Object> row, String query) {
        return admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import" + query, Api.json(row) + "\n")
                .expect(200)
                .text();
    }

    private List<?> found(Map<String, Object> request) {
        return realm.admin().users().searchByEmail((String) request.get("email"), true);
    }

    /** @param field {@code type} or {@code role}: either makes an admin */
    private static Map<String, Object> invite(String field) {
        return Map.of("email", newEmail(), "invite", true, field, "admin");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void smtpAt(int port) {
        realm.updateWithCleanup(changed -> changed.smtp("localhost", port, "nobody@example.org"));
    }
}
