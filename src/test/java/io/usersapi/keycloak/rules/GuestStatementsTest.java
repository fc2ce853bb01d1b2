package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** What the module adds to Keycloak's own requests, in statements that Hibernate sends to the database. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class GuestStatementsTest extends TwinTest {

    private static final int MANY = 300;

    @ParameterizedTest
    @EnumSource(GuestRequest.class)
    void aRequestOfKeycloaksOwnSendsNoMoreThanTheContractNeeds(GuestRequest request) {
        List<String> off = statementsOf(request, twin);
        List<String> on = statementsOf(request, realm);
        assertTrue(
                on.size() - off.size() <= request.moreByHibernate(),
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
        return fewest(request, realm, LoggingServer::statementsOf);
    }
}
