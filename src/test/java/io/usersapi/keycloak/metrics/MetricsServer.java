package io.usersapi.keycloak.metrics;

import io.usersapi.keycloak.support.ApiServer;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The shared server's settings, and Keycloak's metrics page with all that the dashboard shows. */
public class MetricsServer extends ApiServer {

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        return super.configure(config)
                .option("metrics-enabled", "true")
                .option("http-metrics-histograms-enabled", "true");
    }
}
