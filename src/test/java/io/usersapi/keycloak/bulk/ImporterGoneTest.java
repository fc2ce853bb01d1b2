package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/** Who loses the right, or is gone, while its import is under way: what is done is reported all the same. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ImporterGoneTest extends ApiTest {

    private static final int ROWS = 150;
    private static final String CLIENT = "importer";

    private KeycloakSetup keycloak;

    @BeforeEach
    void setUp() {
        keycloak = new KeycloakSetup(realm.admin());
    }

    @Test
    void whoDemotesItselfOnTheWayLeavesTheEventOfWhatIsDone() {
        Answer importer = created(newUser("type", "admin"));
        realm.admin().clearAdminEvents();
        Result done = ImportFile.ndjson(newUser(), Map.of("email", importer.text("email"), "type", "user"), newUser())
                .done(signedIn(importer), "?mode=upsert");
        assertEquals(List.of("created", "updated", "row:invalid_token"), done.told());
        assertReported(importer.id(), "\"created\":1,\"updated\":1,\"unchanged\":0,\"failed\":1");
    }

    /** Who is quick enough finds all rows done; the event is there in either case. */
    @Test
    void whoIsRemovedMeanwhileWithItsClientLeavesTheEventOfWhatIsDone() {
        Answer importer = created();
        keycloak.grant(importer.id(), keycloak.role("users-api", "manage-users"));
        keycloak.newClient(ClientBuilder.create(CLIENT)
                .publicClient()
                .directAccessGrantsEnabled()
                .fullScopeEnabled(true));
        String token = new Oidc(realm.getBaseUrl()).password(CLIENT, importer.text("email"), PASSWORD);
        realm.admin().clearAdminEvents();
        Iterator<String> lines = imported(token);
        List<String> told = new ArrayList<>(List.of(lines.next()));
        inKeycloak(importer).remove();
        keycloak.client(CLIENT).remove();
        lines.forEachRemaining(told::add);
        Result done = Result.of(String.join("\n", told));
        assertEquals(ROWS, done.rows().size());
        Set<String> kinds = new TreeSet<>(done.told());
        kinds.removeAll(Set.of("created", "row:invalid_token"));
        assertEquals(Set.of(), kinds);
        assertReported(
                importer.id(), "\"created\":" + done.counts().path("created").asInt() + ",");
    }

    /** Rows that are done one by one, each with a password that costs its hash. */
    private Iterator<String> imported(String token) {
        return ImportFile.ndjson(Stream.generate(ApiTest::newUser).limit(ROWS).toArray())
                .lines(anonymous.base(), token, "?mode=upsert");
    }

    private void assertReported(String importer, String counts) {
        List<AdminEventRepresentation> events = realm.admin().getAdminEvents().stream()
                .filter(event -> "users/import".equals(event.getResourcePath()))
                .toList();
        assertEquals(1, events.size());
        assertEquals(importer, events.get(0).getAuthDetails().getUserId());
        assertTrue(events.get(0).getRepresentation().contains(counts), () -> events.get(0)
                .getRepresentation());
    }
}
