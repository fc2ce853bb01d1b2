package io.usersapi.keycloak.http;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Keycloak's metrics are off by default: the API does without. */
@KeycloakIntegrationTest(config = ApiServer.class)
class MetricsOffTest extends ApiTest {

    @Test
    void theApiWorksWithoutAMetricsPage() {
        admin.get("/users?per_page=1").expect(200);
        anonymous.get("/users").expectProblem(401, "invalid_token");
        Api.at(urls.getBase()).exchange("GET", "/metrics", null).expect(404);
    }
}
