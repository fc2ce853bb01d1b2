package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The limits of reset mails per user and of token attempts per address. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = FloodingTest.LimitedServer.class)
@TestMethodOrder(MethodOrderer.MethodName.class)
class FloodingTest extends ApiTest {

    private static final int MAILS = 3;
    private static final int ATTEMPTS = 5;

    public static class LimitedServer extends ApiServer {
        @Override
        public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
            setting(config, "reset-mails-per-user", Integer.toString(MAILS));
            setting(config, "token-attempts-per-address", Integer.toString(ATTEMPTS));
            return super.configure(config);
        }
    }

    /** At Keycloak's own endpoint, which this limit is not about. */
    @Override
    @BeforeEach
    protected void signIn() {
        anonymous = Api.at(realm.getBaseUrl() + "/api");
        String form = "grant_type=password&client_id=users-api&username=" + Api.encoded(ApiServer.ADMIN_EMAIL)
                + "&password=" + Api.encoded(ApiServer.ADMIN_PASSWORD);
        Answer tokens = Api.at(urls.getToken(realm.getName()))
                .with("Content-Type", "application/x-www-form-urlencoded")
                .exchange("POST", "", form);
        admin = anonymous.bearer(tokens.expect(200).text("access_token"));
    }

    @Test
    void aUserGetsThreeMailsAndAnotherOneStillGetsSome() {
        Answer flooded = created();
        for (int time = 0; time < MAILS; time++) {
            ask(flooded).expect(200);
        }
        expectTooMany(ask(flooded), 600);
        expectTooMany(ask(flooded), 600);
        assertEquals(MAILS, mail.getReceivedMessages().length);

        ask(created()).expect(200);
    }

    @Test
    void anotherAddressDoesNotGiveTheUserMoreMails() {
        Answer flooded = created();
        for (int time = 0; time < MAILS; time++) {
            ask(flooded).expect(200);
        }
        admin.patch("/users/" + flooded.id(), Map.of("email", newEmail())).expect(200);
        expectTooMany(ask(flooded), 600);
    }

    @Test
    void twentyMailsAtOnceAreThree() {
        Answer flooded = created();
        List<Answer> answers = Crowd.of(20, number -> ask(flooded));
        assertEquals(
                MAILS, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> expectTooMany(answer, 600));
        assertEquals(MAILS, mail.getReceivedMessages().length);
    }

    @Test
    void aMailThatFailedDoesNotCount() {
        Answer user = created();
        RealmRepresentation working = realm.admin().toRepresentation();
        realm.updateWithCleanup(settings -> settings.smtp("localhost", 1, "nobody@example.org"));
        for (int time = 0; time <= MAILS; time++) {
            ask(user).expectProblem(502, "mail_not_sent");
        }
        realm.admin().update(working);

        for (int time = 0; time < MAILS; time++) {
            ask(user).expect(200);
        }
        expectTooMany(ask(user), 600);
    }

    @Test
    void anAddressGetsFiveAttemptsWhateverItSaysOfItself() {
        String email = created().text("email");
        String refreshToken = anonymous.token(email, PASSWORD).expect(200).text("refresh_token");
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            anonymous
                    .with("X-Forwarded-For", "192.0.2." + attempt)
                    .with("Forwarded", "for=192.0.2." + attempt)
                    .token(newEmail(), PASSWORD)
                    .expectProblem(401, "invalid_credentials");
        }

        Answer tooMany = anonymous.token(email, PASSWORD);
        expectTooMany(tooMany, 60);
        expectTooMany(anonymous.with("X-Forwarded-For", "192.0.2.9").token(newEmail(), PASSWORD), 60);
        anonymous.post("/auth/token", Map.of("refresh_token", refreshToken)).expect(200);
        assertEquals(200, statusFrom("127.0.0.2", email));
        expectFreeAgain(Duration.ofSeconds(Integer.parseInt(tooMany.header("Retry-After"))), email);
    }

    /** The attempts of an address come back when the minute is over, no later than the answer said. */
    private void expectFreeAgain(Duration told, String email) {
        await().atMost(told.plusSeconds(5))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> anonymous.token(email, PASSWORD).expect(200));
    }

    private Answer ask(Answer user) {
        return admin.post("/users/" + user.id() + "/send-password-reset", null);
    }

    private static void expectTooMany(Answer answer, int mostSeconds) {
        answer.expectProblem(429, "too_many_requests");
        int seconds = Integer.parseInt(answer.header("Retry-After"));
        assertTrue(seconds >= 1 && seconds <= mostSeconds, () -> "Retry-After: " + seconds);
    }

    /** Asks for a token from another address of this machine, which Java's client cannot choose. */
    private int statusFrom(String address, String email) {
        URI uri = URI.create(anonymous.base() + "/auth/token");
        String body = Api.json(Map.of("email", email, "password", PASSWORD));
        try (Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), uri.getPort(), InetAddress.getByName(address), 0)) {
            String request = "POST " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ")[1]);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
