package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.ApiServer;
import java.util.stream.Stream;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What this API has answered holds, whatever happens at the same instant but a request of SCIM. */
@KeycloakIntegrationTest(config = ApiServer.class)
class AnsweredHoldsTest extends PairsTest {

    static Stream<Pair> pairs() {
        return chosen(pair -> pair.by() == By.THIS_API && !pair.needsScim());
    }
}
