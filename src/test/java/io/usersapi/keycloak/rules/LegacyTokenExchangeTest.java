package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Keycloak's legacy token exchange, a preview feature: whoever may impersonate gets tokens of another user. */
@KeycloakIntegrationTest(config = FeatureServer.class)
class LegacyTokenExchangeTest extends TombstoneTest {

    @Test
    void livingUsersAreImpersonated() {
        Answer tokens = impersonated(impersonator(), heir.id()).expect(200);
        assertEquals(
                heir.id(), Claims.of(tokens.text("access_token")).path("sub").asText());
    }

    /** After each act, all on one tombstone: after each it must be as the deletion left it. */
    @TestFactory
    Stream<DynamicTest> deadUsersAreNot() {
        String impersonator = impersonator();
        return Stream.of(Revival.values())
                .map(act -> dynamicTest(act.name(), () -> {
                    act.of(grave, doors, Revival.By.ADMIN_API);
                    for (String name : List.of(user.id(), grave.name(), Doors.USERNAME)) {
                        assertEquals(
                                "access_denied",
                                impersonated(impersonator, name).expect(403).text("error"));
                    }
                    expectFlags();
                }));
    }

    private Answer impersonated(String token, String subject) {
        return shop.exchange(token, Map.of("requested_subject", subject));
    }

    /** The token of a user who may impersonate. */
    private String impersonator() {
        Answer clerk = created();
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.grant(clerk.id(), setup.role("realm-management", "impersonation"));
        return shop.signedIn(clerk.text("email"), PASSWORD, "openid").text("access_token");
    }
}
