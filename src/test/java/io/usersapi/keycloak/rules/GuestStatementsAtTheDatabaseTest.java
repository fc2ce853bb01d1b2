package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.OpenServer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * What the module adds to Keycloak's own requests, in statements that arrive at the database. The module sends some past
 * Hibernate: it locks a user's row, and sets the date of a change. The log of Hibernate has none of these.
 */
@KeycloakIntegrationTest(config = FeatureServer.class)
@DisabledIfSystemProperty(named = "test.database", matches = ".+", disabledReason = "H2 alone tells its statements")
class GuestStatementsAtTheDatabaseTest extends TwinTest {

    @ParameterizedTest
    @EnumSource(GuestRequest.class)
    void aRequestOfKeycloaksOwnSendsNoMoreThanThePageOfFiguresSays(GuestRequest request) {
        List<String> off = statementsOf(request, twin);
        List<String> on = statementsOf(request, realm);
        assertTrue(
                on.size() - off.size() <= request.more(),
                () -> "%s: %d statements with the module off, %d with it on:\n%s\n\n%s"
                        .formatted(request, off.size(), on.size(), String.join("\n", off), String.join("\n", on)));
    }

    @Test
    void theLockOfAChangedUserIsAmongThem() {
        assertEquals(locks(twin) + 1, locks(realm));
    }

    private static long locks(ManagedRealm realm) {
        return statementsOf(GuestRequest.UPDATE, realm).stream()
                .filter(sql -> sql.toLowerCase(Locale.ROOT).endsWith(" for update"))
                .count();
    }

    private static List<String> statementsOf(GuestRequest request, ManagedRealm realm) {
        return fewest(request, realm, OpenServer::statementsOf);
    }
}
