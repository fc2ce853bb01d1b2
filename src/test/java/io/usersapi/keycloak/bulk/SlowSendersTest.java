package io.usersapi.keycloak.bulk;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.SlowSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Clients that send a byte now and then, and a mail server that says nothing, hold up nobody else. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class SlowSendersTest extends ApiTest {

    /** Four more than a server takes at once, whatever its heap. */
    private static final int IMPORTS = 20;

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final List<SlowSender> senders = new ArrayList<>();

    @BeforeEach
    void beginToSend() {
        beginToSend(token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD));
    }

    private String token(String email, String password) {
        return anonymous.signIn(email, password).text("access_token");
    }

    private List<SlowSender> beginToSend(String token) {
        List<SlowSender> begun = Stream.generate(() -> SlowSender.to(
                        anonymous.base() + "/users/import",
                        "Authorization: Bearer " + token,
                        "Content-Type: application/x-ndjson"))
                .limit(IMPORTS)
                .toList();
        senders.addAll(begun);
        return begun;
    }

    @AfterEach
    void hangUp() {
        senders.forEach(SlowSender::close);
    }

    /** A reset mail by way of a mail server that says nothing, whose caller is answered before it gives up. */
    private CompletableFuture<Answer> mailedBy(ServerSocket silent) {
        Map<String, String> smtp =
                Map.of("host", "localhost", "port", "" + silent.getLocalPort(), "from", "api@example.org");
        realm.updateWithCleanup(changed -> changed.update(settings -> settings.setSmtpServer(smtp)));
        String mailed = "/users/" + created().id() + "/send-password-reset";
        return CompletableFuture.supplyAsync(
                () -> assertTimeout(Duration.ofSeconds(20), () -> admin.post(mailed, null)));
    }

    private long answered(int status) {
        return answered(senders, status);
    }

    private static long answered(List<SlowSender> senders, int status) {
        return senders.stream().filter(sender -> sender.status() == status).count();
    }

    private static Answer imported(Api caller) {
        return ImportFile.ndjson(Map.of("email", newEmail())).by(caller, "");
    }

    @Test
    void othersAreServedMeanwhileAndWhoIsSlowIsTold() throws IOException {
        await().atMost(Duration.ofSeconds(8)).until(() -> answered(429) >= 4);
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Answer> mailed = mailedBy(silent);
            serveOthersUntilTheSlowAreTold();
            mailed.join().expectProblem(502, "mail_not_sent");
        }
    }

    private void serveOthersUntilTheSlowAreTold() {
        assertEquals(
                "5", imported(admin).expectProblem(429, "too_many_requests").header("Retry-After"));
        SlowSender nobody = SlowSender.to(anonymous.base() + "/auth/token", "Content-Type: application/json");
        senders.add(nobody);
        int users = 0;
        while (answered(408) == 0) {
            senders.forEach(SlowSender::sendOne);
            admin.get("/users?per_page=1").expect(200);
            created();
            users++;
            await().pollDelay(PAUSE).until(() -> true);
        }
        assertTrue(users > 4, "the slow were waited for while " + users + " users were created");
        await().pollInterval(PAUSE).atMost(Duration.ofSeconds(30)).until(() -> {
            senders.forEach(SlowSender::sendOne);
            return senders.stream().allMatch(SlowSender::isAnswered);
        });
        assertEquals(senders.size(), answered(408) + answered(429));
        assertEquals(408, nobody.status(), nobody::text);
        assertTrue(nobody.text().contains("\"code\":\"request_timeout\""), nobody::text);
        await().until(() -> imported(admin).status() == 200);
    }

    @Test
    void oneCallerLeavesTurnsToOthersAndTwoCanHaveAll() {
        await().atMost(Duration.ofSeconds(8)).until(() -> answered(429) >= 4);
        Answer second = created(newUser("type", "admin"));
        Api third = signedIn(created(newUser("type", "admin")));
        String token = token(second.text("email"), PASSWORD);
        imported(admin).expectProblem(429, "too_many_requests");
        imported(anonymous.bearer(token)).expect(200);
        List<SlowSender> ofSecond = beginToSend(token);
        await().atMost(Duration.ofSeconds(8)).until(() -> answered(ofSecond, 429) > 0);
        imported(third).expectProblem(429, "too_many_requests");
    }

    @Test
    void whoHangsUpLeavesNothingBehind() {
        await().atMost(Duration.ofSeconds(8)).until(() -> answered(429) >= 4);
        senders.forEach(SlowSender::close);
        senders.clear();
        Api keyed = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        await().until(() -> imported(keyed).status() == 200);
    }
}
