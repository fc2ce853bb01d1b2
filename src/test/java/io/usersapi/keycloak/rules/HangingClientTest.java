package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Oidc;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** A client that takes a log-out and never answers holds up nobody but the one who logs its people out, and him once. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class HangingClientTest extends ApiTest {

    /** One wait of Keycloak's HTTP client is 5 s; two would be 10. */
    private static final Duration LESS_THAN_TWO_WAITS = Duration.ofSeconds(9);

    private final CountDownLatch asked = new CountDownLatch(1);
    private ServerSocket hanging;
    private Shop shop;

    @BeforeEach
    void openShop() throws IOException {
        hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        CompletableFuture.runAsync(this::acceptAndBeSilent);
        shop = Shop.register(realm, "http://127.0.0.1:" + hanging.getLocalPort());
    }

    private void acceptAndBeSilent() {
        try {
            while (true) {
                hanging.accept();
                asked.countDown();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @AfterEach
    void closeShop() throws IOException {
        hanging.close();
    }

    private Answer signedInFourTimes() {
        Answer user = created();
        IntStream.range(0, 4).forEach(time -> shop.signedIn(user.text("email"), PASSWORD, "openid"));
        return user;
    }

    @Tag("lifecycle")
    @Test
    void allItsSessionsAreToldAtOnce() {
        Answer user = signedInFourTimes();
        Instant start = Instant.now();
        admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        Duration waited = Duration.between(start, Instant.now());
        assertTrue(waited.compareTo(LESS_THAN_TWO_WAITS) < 0, waited::toString);
    }

    @Tag("lifecycle")
    @Test
    void theSessionsOfManyChangedUsersAreToldAtOnce() {
        List<String> users = Stream.generate(this::signedInFourTimes)
                .limit(3)
                .map(Answer::id)
                .toList();
        Instant start = Instant.now();
        Answer done = admin.post("/users/bulk", Map.of("users", users, "change", Map.of("status", "inactive")))
                .expect(200);
        Duration waited = Duration.between(start, Instant.now());
        assertTrue(waited.compareTo(LESS_THAN_TWO_WAITS) < 0, waited::toString);
        assertTrue(done.body().findValuesAsText("status").stream().allMatch("changed"::equals), done::text);
    }

    /** A partial import removes whom it overwrites, all in one transaction. */
    @Test
    void theSessionsOfManyOverwrittenUsersAreToldAtOnce() {
        PartialImportRepresentation file = new PartialImportRepresentation();
        file.setIfResourceExists("OVERWRITE");
        file.setUsers(Stream.generate(this::signedInFourTimes)
                .limit(3)
                .map(user -> UserBuilder.create(user.text("email"))
                        .email(user.text("email"))
                        .enabled(true)
                        .build())
                .toList());
        Instant start = Instant.now();
        try (Response done = realm.admin().partialImport(file)) {
            assertEquals(200, done.getStatus());
        }
        Duration waited = Duration.between(start, Instant.now());
        assertEquals(0, asked.getCount(), "the client was to be told");
        assertTrue(waited.compareTo(LESS_THAN_TWO_WAITS) < 0, waited::toString);
    }

    /** Twelve notices to the silent client are more than Keycloak's pool of an executor has threads, which is four. */
    @Test
    void otherClientsAreToldMeanwhile() throws Exception {
        List<String> hung = Stream.generate(this::signedInFourTimes)
                .limit(3)
                .map(Answer::id)
                .toList();
        try (ClientApp app = ClientApp.start()) {
            Answer user = created();
            String ended = signedInAt(app, user);
            CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(
                    () -> admin.post("/users/bulk", Map.of("users", hung, "change", Map.of("status", "inactive"))));
            assertTrue(asked.await(30, TimeUnit.SECONDS));
            admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
            assertTrue(!waiting.isDone(), "the other client was to be told while the first one hangs");
            assertTrue(app.endedSessions().contains(ended), app.endedSessions()::toString);
            waiting.get().expect(200);
        }
    }

    /** A client that needs longer for all sessions than the one who ends them waits. */
    @Tag("lifecycle")
    @Test
    void aSlowClientIsToldOfEachSessionAlsoAfterTheAnswer() throws IOException {
        try (ClientApp app = ClientApp.start(Duration.ofSeconds(3))) {
            Answer user = created();
            register(app);
            Set<String> ended =
                    Stream.generate(() -> signedInAtOther(user)).limit(10).collect(Collectors.toSet());
            admin.delete("/users/" + user.id() + "/sessions").expect(200);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> app.endedSessions().equals(ended));
        }
    }

    /** Signs the user in at another client, which hears of log-outs, and answers the id of the session. */
    private String signedInAt(ClientApp app, Answer user) {
        register(app);
        return signedInAtOther(user);
    }

    private void register(ClientApp app) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId("other");
        client.setPublicClient(true);
        client.setDirectAccessGrantsEnabled(true);
        client.setAttributes(
                Map.of("backchannel.logout.url", app.url() + "/logout", "backchannel.logout.session.required", "true"));
        String id = ApiUtil.getCreatedId(realm.admin().clients().create(client));
        realm.cleanup().add(cleaned -> cleaned.clients().get(id).remove());
    }

    private String signedInAtOther(Answer user) {
        Map<String, String> form = Map.of(
                "grant_type", "password",
                "client_id", "other",
                "username", user.text("email"),
                "password", PASSWORD,
                "scope", "openid");
        Answer tokens = await().until(
                        () -> new Oidc(realm.getBaseUrl()).post("/token", form), answer -> answer.status() == 200);
        return Claims.of(tokens.text("access_token")).path("sid").asText();
    }

    /** Keycloak keeps the time from which a user's tokens count, and tells the clients before it writes the time. */
    @Test
    void aLogOutThatHangsTurnsNoTimeBack() throws InterruptedException, ExecutionException {
        Answer user = created();
        shop.signedIn(user.text("email"), PASSWORD, "openid");
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> inKeycloak(user).logout());
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        // The client hangs for longer: a clock that is moved would save nothing.
        waitForAnotherSecond();
        long later = Instant.now().getEpochSecond();
        admin.delete("/users/" + user.id() + "/sessions").expect(200);
        waiting.get();
        int notBefore = inKeycloak(user).toRepresentation().getNotBefore();
        assertTrue(notBefore >= later, () -> notBefore + " is before " + later);
    }

    @Test
    void nobodyElseWaits() throws InterruptedException, ExecutionException {
        Answer hung = signedInFourTimes();
        List<Answer> admins = List.of(created(newUser("type", "admin")), created(newUser("type", "admin")));
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(
                () -> admin.patch("/users/" + hung.id(), Map.of("status", "inactive", "type", "user")));
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        for (Answer other : admins) {
            admin.patch("/users/" + other.id(), Map.of("type", "user")).expect(200);
        }
        admin.patch("/users/" + hung.id(), Map.of("name", "No lock")).expect(200);
        assertTrue(!waiting.isDone(), "the client was to hang for longer than two demotions take");
        waiting.get().expect(200);
    }
}
