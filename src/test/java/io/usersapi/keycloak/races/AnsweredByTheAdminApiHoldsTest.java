package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.ApiServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** So does what the Admin API has answered, which the module watches: the acts of {@link AnsweredHoldsTest} by the other way. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class AnsweredByTheAdminApiHoldsTest extends PairsTest {

    static Stream<Pair> pairs() {
        return chosen(pair -> pair.by() == By.ADMIN_API && !pair.needsScim());
    }
}
