package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.LoggingServer;
import io.usersapi.keycloak.support.ServerLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A database that cannot have the indexes of the setting {@code search-index}. PostgreSQL can: {@code SearchIndexTest}. */
@KeycloakIntegrationTest(config = LoggingServer.class)
@DisabledIfSystemProperty(named = "test.database", matches = "postgres")
class SearchIndexElsewhereTest extends ApiTest {

    @Test
    void theLogSaysWhyThereIsNoIndexAndSearchesWork() {
        List<String> told = ServerLog.lines()
                .filter(line -> line.contains("search-index: "))
                .toList();
        assertTrue(
                told.stream().allMatch(line -> line.contains("no indexes are made, since they need PostgreSQL"))
                        && !told.isEmpty(),
                told::toString);
        String id = created(newUser("name", "Ada Lovelace-Byron")).id();
        assertEquals(
                id,
                admin.get("/users?search=ce-byr")
                        .expect(200)
                        .body()
                        .at("/data/0/id")
                        .asText());
    }
}
