package io.usersapi.keycloak.bulk;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.SlowReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Clients that send an import and do not read its answer: they are not waited for, and what is done is told. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = ApiServer.class)
class SlowReadersTest extends ApiTest {

    private static final String NDJSON = "application/x-ndjson";

    /** As many as one transaction carries out. */
    private static final int TOGETHER = 250;

    /** Enough for an answer of 10 MB and more, of which the buffers of the network take some. */
    private static final int TRANSACTIONS = 320;

    private final String name = "slow-" + UUID.randomUUID();
    private final String key = UUID.randomUUID().toString();
    private final byte[] rows = IntStream.range(0, TRANSACTIONS)
            .mapToObj(number ->
                    "{}\n".repeat(TOGETHER - 1) + "{\"email\":\"%s-%d@example.org\"}\n".formatted(name, number))
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);

    private String token() {
        return anonymous.signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).text("access_token");
    }

    private HttpResponse<String> sentAgain() {
        return ImportFile.send(anonymous.base(), token(), NDJSON, rows, "Idempotency-Key", key);
    }

    private List<String> reported() {
        return realm.admin().getAdminEvents().stream()
                .filter(event -> "users/import".equals(event.getResourcePath()))
                .map(AdminEventRepresentation::getRepresentation)
                .toList();
    }

    @Test
    void whoReadsNothingIsCutOffAndCanSendTheSameAgain() {
        realm.admin().clearAdminEvents();
        try (SlowReader reader = SlowReader.of(
                anonymous.base() + "/users/import",
                rows,
                "Authorization: Bearer " + token(),
                "Content-Type: " + NDJSON,
                "Idempotency-Key: " + key)) {
            assertEquals("HTTP/1.1 200", reader.read(12));
            assertEquals(409, sentAgain().statusCode());
            await().atMost(Duration.ofSeconds(90)).until(() -> !reported().isEmpty());
            int made = realm.admin().users().search(name, 0, TRANSACTIONS).size();
            assertTrue(made < TRANSACTIONS, "the answer went into the buffers of the network");
            assertTrue(reported().get(0).contains("\"created\":" + made + ","), () -> reported()
                    .get(0));
            assertFalse(reader.readToTheEnd().contains("\"dry_run\""), "the answer has its last line");
        }
        HttpResponse<String> whole =
                await().atMost(Duration.ofSeconds(60)).until(this::sentAgain, answer -> answer.statusCode() == 200);
        Result done = Result.of(whole.body());
        assertEquals(TRANSACTIONS, done.counts().path("created").asInt());
    }
}
