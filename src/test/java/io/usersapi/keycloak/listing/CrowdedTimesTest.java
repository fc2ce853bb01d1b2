package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Pages by number behind what is counted, where more than a hundred users share a time of creation or are left out. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class CrowdedTimesTest extends WalkTest {

    private static final int CROWD = 130;
    private static final long TIME = 1_600_000_000_000L;

    @Test
    void showEachUserOnceAmongManyOfTheSameTimeAndBehindManyTombstones() {
        importedAt("early", LoggingServer.TOTAL_LIMIT, TIME);
        importedAt("crowd", CROWD, TIME + 1);
        importedAt("late", LoggingServer.TOTAL_LIMIT, TIME + 2);
        pagesAreThoseOfAWalk();
        assertEquals(CROWD, importedTombstones(CROWD, TIME + 1).size());
        pagesAreThoseOfAWalk();
    }

    private void pagesAreThoseOfAWalk() {
        for (String sort : List.of("created_at", "-created_at")) {
            List<String> all = walked("/users?cursor=&per_page=100&sort=" + sort);
            assertEquals(all, walked("/users?per_page=7&sort=" + sort), sort);
        }
    }
}
