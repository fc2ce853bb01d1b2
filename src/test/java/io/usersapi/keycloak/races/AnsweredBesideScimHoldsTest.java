package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.FeatureServer;
import java.util.stream.Stream;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** So does what either of the two has answered while Keycloak's SCIM changes the user. */
@KeycloakIntegrationTest(config = FeatureServer.class)
class AnsweredBesideScimHoldsTest extends PairsTest {

    static Stream<Pair> pairs() {
        return chosen(Pair::needsScim);
    }
}
