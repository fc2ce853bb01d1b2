package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/** Lists of more users than the setting {@code total-limit}, with service accounts and tombstones among them. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class LargeRealmTest extends WalkTest {

    static final int LIMIT = LoggingServer.TOTAL_LIMIT;

    /** Users of their own time and users that share one; before, between and behind them those whom no list shows. */
    @BeforeEach
    void usersServiceAccountsAndTombstones() {
        if (walked("/users?cursor=&per_page=100").size() > LIMIT) {
            return;
        }
        for (int time = 1; time <= 3; time++) {
            importedAt("shared-" + time, 9, 1_600_000_000_000L + time);
            deleted(importedAt("dead-" + time, 3, 1_600_000_000_000L + time));
            realm.admin()
                    .clients()
                    .create(ClientBuilder.create("machine-" + time)
                            .serviceAccountsEnabled(true)
                            .build())
                    .close();
            imported("late-" + time, 4);
        }
        deleted(imported("dead", 3));
    }

    @ParameterizedTest
    @CsvSource({"created_at, 1", "created_at, 7", "created_at, 20", "-created_at, 1", "-created_at, 7", "email, 7"})
    void pagesByNumberShowEachUserOnceBeyondTheLimit(String sort, int size) {
        List<String> all = walked("/users?per_page=100&sort=" + sort);
        assertTrue(all.size() > 2 * LIMIT - 1, () -> all.size() + " users");
        assertEquals(all, walked("/users?per_page=" + size + "&sort=" + sort));
    }

    @ParameterizedTest
    @CsvSource({"created_at, 1", "-created_at, 7", "email, 20", "-name, 6", "updated_at, 7"})
    void pagesOfAFilterShowEachUserOnceBeyondTheLimit(String sort, int size) {
        String filtered = "/users?search=example.org&sort=" + sort + "&per_page=";
        List<String> all = walked(filtered + 100);
        assertEquals(Set.copyOf(walked("/users?per_page=100")), Set.copyOf(all));
        assertEquals(all, walked(filtered + size));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users?sort=created_at", "/users?search=example.org", "/users?status=all&sort=-email"})
    void aTotalBeyondTheLimitIsCappedAndHasNoLastPage(String path) {
        for (int number : List.of(1, 2, 4)) {
            JsonNode page =
                    admin.get("/users?per_page=10&page=" + number).expect(200).body();
            assertEquals(LIMIT, page.at("/meta/total").asInt());
            assertTrue(page.at("/meta/total_capped").asBoolean());
            assertTrue(page.at("/meta/last_page").isNull());
            assertTrue(page.at("/links/last").isNull());
        }
    }

    @Test
    void anExactTotalCountsWhomTheListShowsAndNobodyElse() {
        int shown = walked("/users?cursor=&per_page=100").size();
        for (int number : List.of(1, 3)) {
            JsonNode page = admin.get("/users?per_page=10&total=exact&page=" + number)
                    .expect(200)
                    .body();
            assertEquals(shown, page.at("/meta/total").asInt());
            assertFalse(page.at("/meta/total_capped").asBoolean());
            assertEquals((shown + 9) / 10, page.at("/meta/last_page").asInt());
        }
    }

    @Test
    void aFilteredTotalUpToTheLimitIsExact() {
        JsonNode page =
                admin.get("/users?search=shared-1-&per_page=5").expect(200).body();
        assertEquals(9, page.at("/meta/total").asInt());
        assertFalse(page.at("/meta/total_capped").asBoolean());
    }

    private void deleted(List<String> ids) {
        ids.forEach(id -> admin.delete("/users/" + id).expect(200));
    }
}
