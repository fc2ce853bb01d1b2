package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Where so many users were deleted that they are not taken off one by one. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = LoggingServer.class)
class ManyTombstonesTest extends WalkTest {

    private static final int MANY = 1_100;

    @Test
    void thousandsOfTombstonesAreNeitherShownNorCounted() {
        imported("living", 2 * LoggingServer.TOTAL_LIMIT);
        List<String> before = walked("/users?cursor=&per_page=100");
        assertEquals(MANY, importedTombstones(MANY, null).size());
        assertEquals(before, walked("/users?per_page=7"));
        assertEquals(
                before.size(),
                admin.get("/users?per_page=10&total=exact")
                        .body()
                        .at("/meta/total")
                        .asInt());
    }
}
