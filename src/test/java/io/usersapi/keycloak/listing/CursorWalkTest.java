package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class CursorWalkTest extends WalkTest {

    private static final int USERS = 2_000;
    private static final int CHANGES = 50;
    /** More pages than changes, so that each change meets the walk. */
    private static final int SIZE = 40;

    @Test
    void aWalkThroughTwoThousandMissesAndRepeatsNobodyWhileOthersComeAndGo() {
        List<String> lasting = imported("lasting", USERS);
        List<String> leaving = imported("leaving", CHANGES);
        // Where the import took longer than a token lives.
        signIn();
        List<String> seen = new ArrayList<>();
        int changes = 0;
        for (Answer page = admin.get("/users?cursor=&per_page=" + SIZE); page != null; page = next(page)) {
            page.body().path("data").forEach(user -> seen.add(user.path("id").asText()));
            if (changes < CHANGES) {
                realm.admin().users().delete(leaving.get(changes++)).close();
                imported("coming-" + changes, 1);
            }
        }
        assertEquals(seen.size(), new HashSet<>(seen).size(), "nobody is repeated");
        assertTrue(new HashSet<>(seen).containsAll(lasting), "nobody is missed");
        assertEquals(CHANGES, changes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"created_at", "-created_at"})
    void equalTimesOfCreationWalkRight(String sort) {
        String prefix = "at-once" + UUID.randomUUID();
        Set<String> wanted = new HashSet<>(importedAt(prefix, 50, 1_700_000_000_000L));
        List<String> seen = new ArrayList<>();
        for (Answer page = admin.get("/users?cursor=&per_page=7&search=" + prefix + "&sort=" + sort);
                page != null;
                page = next(page)) {
            page.body().path("data").forEach(user -> seen.add(user.path("id").asText()));
        }
        assertEquals(wanted, new HashSet<>(seen));
        assertEquals(seen.size(), new HashSet<>(seen).size());
    }

    @Test
    void aWalkHasNoTotalUnlessAskedFor() {
        assertTrue(admin.get("/users?cursor=").body().at("/meta/total").isMissingNode());
        assertTrue(
                admin.get("/users?cursor=&total=exact").body().at("/meta/total").asInt() > 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "AAAA", "%F0%9F%98%80", "AAABogEsqU4wOWJlMjIxNy1iZDNjLTRlOTktYmY1Ny0wMTYyZGYwZTI3MDK3"})
    void aCursorOfNoListIsRefused(String cursor) {
        admin.get("/users?cursor=" + cursor).expectInvalid("cursor", "invalid_cursor");
    }

    @Test
    void aCursorOfAnotherFilterOrderOrRealmIsRefused() {
        importedAt("foreign", 3, 1_700_000_000_001L);
        String next = admin.get("/users?cursor=&per_page=1&search=foreign")
                .body()
                .at("/links/next")
                .asText();
        String cursor = next.replaceFirst(".*[?&]cursor=([^&]*).*", "$1");
        admin.get("/users?search=foreign&cursor=" + cursor).expect(200);
        admin.get("/users?search=other&cursor=" + cursor).expectInvalid("cursor", "invalid_cursor");
        admin.get("/users?search=foreign&sort=-created_at&cursor=" + cursor).expectInvalid("cursor", "invalid_cursor");
    }

    @Test
    void aCursorDoesNotGoWithAPageOrAnotherOrder() {
        admin.get("/users?cursor=&page=2").expectInvalid("cursor", "not_combinable");
        admin.get("/users?cursor=&sort=email").expectInvalid("cursor", "not_combinable");
    }
}
