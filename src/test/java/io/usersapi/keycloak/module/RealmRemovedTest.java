package io.usersapi.keycloak.module;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import jakarta.ws.rs.InternalServerErrorException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A realm is removed while an import writes into it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class RealmRemovedTest extends OwnRealmTest {

    private static final int ROWS = 1000;

    /** The row that is under way when the realm is removed may fail in any way. */
    @Test
    void anImportTellsOfEachRowThatIsLeftThatTheSessionIsOver() {
        create(OwnRealmTest::on);
        setup().grant(add("boss"), setup().role("admin"));
        String ada = add("ada");
        long before = passwordSet(ada);
        Api boss = signedIn("boss").with("Content-Type", "application/x-ndjson");
        long defects = logged("One of many failed");

        CompletableFuture<Answer> imported =
                CompletableFuture.supplyAsync(() -> boss.exchange("POST", "/users/import?mode=upsert", rows()));
        await().until(() -> passwordSet(ada) > before);
        AtomicInteger attempts = new AtomicInteger();
        // Keycloak's removal and the row under way may wait for each other: the database ends one of them.
        await().ignoreException(InternalServerErrorException.class).until(() -> {
            attempts.incrementAndGet();
            remove();
            return true;
        });

        List<String> lines = imported.join().expect(200).text().lines().toList();
        assertEquals(ROWS + 1, lines.size());
        assertTrue(lines.get(ROWS - 1).contains("invalid_token"), lines.get(ROWS - 1));
        assertTrue(logged("One of many failed") <= defects + attempts.get(), "each row left its lines in the log");
    }

    private long passwordSet(String user) {
        return own.users().get(user).credentials().get(0).getCreatedDate();
    }

    /** All are of one user who is there: Keycloak cannot remove a realm into which users are inserted meanwhile. */
    private static String rows() {
        return IntStream.range(0, ROWS)
                .mapToObj(row -> "{\"email\": \"ada@example.org\", \"password\": \"" + PASSWORD + row + "\"}")
                .collect(Collectors.joining("\n"));
    }
}
