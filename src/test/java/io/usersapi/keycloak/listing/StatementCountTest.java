package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Database;
import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.RoleResource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Counts the statements that the server sends to the database, as Hibernate logs them. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class StatementCountTest extends WalkTest {

    /** A database that finds an id in another case, too, is asked which id the row has (ExactId). */
    private static final int OF_AN_ID = Database.ignoresMarks() ? 1 : 0;

    @BeforeEach
    void sixtyUsersWithRolesAndGroups() {
        if (admin.get("/users?total=exact").body().at("/meta/total").asInt() < 60) {
            for (int at = 0; at < 60; at++) {
                Map<String, Object> user = newUser("roles", List.of("editor", "reader"));
                if (at % 7 == 0) {
                    user.put("type", "admin");
                }
                created(user);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 60, 100})
    void aPageCostsAtMostThreeStatementsWhateverItsSize(int size) {
        assertTrue(statementsOf("/users?per_page=" + size) <= 3, () -> statementsOf("/users?per_page=" + size) + "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/users?cursor=",
                "/users?page=4&per_page=20",
                "/users?page=2&per_page=30&sort=-created_at",
                "/users?search=user&sort=-name",
                "/users?status=all&role=editor",
                "/users?search=user&per_page=20",
                "/users?type=admin&per_page=100",
                "/users?type=user&per_page=5",
                "/users?attribute=locale:de&attribute=locale:fr&per_page=20",
                "/users?email_verified=false&per_page=20&include=attributes",
                "/users?total=exact&page=3&per_page=20"
            })
    void aFilteredPageCostsAtMostFour(String path) {
        assertTrue(statementsOf(path) <= 4, () -> path + " costs " + statementsOf(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users?per_page=20", "/users?cursor=&per_page=60", "/users?search=user&per_page=20"})
    void attributesCostAPageOneStatementMore(String path) {
        created(newUser("attributes", Map.of("locale", "de")));
        assertEquals(statementsOf(path) + 1, statementsOf(path + "&include=attributes"));
    }

    @Test
    void oneUserWithAttributesIsServedByTheCache() {
        String id = created(newUser("attributes", Map.of("locale", "de"))).id();
        assertEquals(OF_AN_ID, statementsOf("/users/" + id));
    }

    @Test
    void aPageOfALargeRealmIsNotCountedAgainWithinSeconds() {
        imported("many", 1_200);
        assertTrue(statementsOf("/users?per_page=20") <= 2, "rows, and their roles and groups");
    }

    @ParameterizedTest
    @ValueSource(strings = {"created_at", "-created_at"})
    void aPageBehindWhatIsCountedCostsThree(String sort) {
        imported("many", 1_200);
        String path = "/users?per_page=20&page=" + (LoggingServer.TOTAL_LIMIT / 20 + 2) + "&sort=" + sort;
        assertEquals(3, statementsOf(path), "place in the index, rows, and their roles and groups");
    }

    @Test
    void aLongListOfAFilterIsNotCountedAgainWithinSeconds() {
        imported("many", 1_200);
        for (String path :
                List.of("/users?status=active", "/users?email_verified=false&sort=-created_at&per_page=10&page=2")) {
            JsonNode counted = admin.get(path).expect(200).body();
            List<String> statements = LoggingServer.statementsOf(
                    () -> assertEquals(counted, admin.get(path).expect(200).body()));
            assertFalse(statements.stream().anyMatch(sql -> sql.contains("count(*)")), statements::toString);
        }
    }

    /** Nor does the gate cost a statement once Keycloak knows the caller. */
    @Test
    void oneUserIsServedByTheCache() {
        assertEquals(OF_AN_ID, statementsOf("/users/" + created().id()));
    }

    /** Keycloak keeps what several roles contain together, and does not renew that once one of them was changed. */
    @Test
    void aUserIsServedByTheCacheAfterARoleOfTheUserWasChanged() {
        String path = "/users/"
                + created(newUser("roles", List.of("editor", "reader"))).id();
        statementsOf(path);
        RoleResource reader = realm.admin().roles().get("reader");
        reader.update(reader.toRepresentation());
        assertEquals(OF_AN_ID, statementsOf(path));
    }

    /** One statement for the realm's components, and two for what they hold. */
    @Test
    void aSaveOfTheRealmCostsAtMostThreeMoreThanWithTheModuleOff() {
        long on = statementsOfASave();
        realm.updateWithCleanup(changed -> changed.attribute("usersApi.enabled", "false"));
        long off = statementsOfASave();
        assertTrue(on <= off + 3, () -> on + " statements, and " + off + " with the module off");
    }

    private long statementsOfASave() {
        realm.admin().update(realm.admin().toRepresentation());
        var same = realm.admin().toRepresentation();
        return LoggingServer.statementsOf(() -> realm.admin().update(same)).size();
    }

    /** The second call: the first fills Keycloak's caches of realm, roles, session and caller. */
    private long statementsOf(String path) {
        Api caller = admin;
        caller.get(path).expect(200);
        return LoggingServer.statementsOf(() -> caller.get(path).expect(200)).size();
    }
}
