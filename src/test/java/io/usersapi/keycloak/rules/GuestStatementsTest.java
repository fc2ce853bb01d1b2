package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.LoggingServer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * What the module adds to Keycloak's own requests, in statements to the database: a realm with the module on beside one
 * that was prepared in the same way, where the module is off.
 */
@KeycloakIntegrationTest(config = LoggingServer.class)
class GuestStatementsTest extends ApiTest {

    /** A request can meet what the server does by itself at times: of some requests the least is what one costs. */
    private static final int TRIES = 3;

    private static final int MANY = 300;

    static class Twin extends ApiRealm {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return super.configure(realm).name("twin").attribute("usersApi.enabled", "true");
        }
    }

    @InjectRealm(ref = "twin", config = Twin.class)
    ManagedRealm twin;

    @BeforeEach
    void theModuleIsOffInTheTwin() {
        RealmRepresentation off = twin.admin().toRepresentation();
        off.getAttributes().put("usersApi.enabled", "false");
        twin.admin().update(off);
        for (ManagedRealm each : new ManagedRealm[] {realm, twin}) {
            new GuestRealm(each).needsGroup();
        }
    }

    @ParameterizedTest
    @EnumSource(GuestRequest.class)
    void aRequestOfKeycloaksOwnSendsNoMoreThanTheContractNeeds(GuestRequest request) {
        List<String> off = statementsOf(request, twin);
        List<String> on = statementsOf(request, realm);
        assertTrue(
                on.size() - off.size() <= request.more(),
                () -> "%s: %d statements with the module off, %d with it on:\n%s"
                        .formatted(request, off.size(), on.size(), String.join("\n", on)));
    }

    @Test
    void howManyUsersTheRealmHasMakesNoDifference() {
        Map<GuestRequest, Integer> few = statements();
        new GuestRealm(realm).imports(MANY);
        assertEquals(few, statements());
    }

    private Map<GuestRequest, Integer> statements() {
        Map<GuestRequest, Integer> statements = new TreeMap<>();
        for (GuestRequest request : GuestRequest.values()) {
            statements.put(request, statementsOf(request, realm).size());
        }
        return statements;
    }

    private static List<String> statementsOf(GuestRequest request, ManagedRealm realm) {
        GuestRealm guest = new GuestRealm(realm);
        return Stream.generate(() -> LoggingServer.statementsOf(request.in(guest)))
                .limit(TRIES)
                .min(Comparator.comparing(List::size))
                .orElseThrow();
    }
}
