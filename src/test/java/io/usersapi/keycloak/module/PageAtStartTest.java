package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.realm.RealmBuilder;

/** The page follows its setting from one start of the server to the next. */
@Tag("lifecycle")
class PageAtStartTest {

    private static final int PORT = ServerProcess.freePort();
    private static final String SETTING = "--spi-realm-restapi-extension--api--";

    @Test
    void comesAndGoesWithTheSetting() {
        Distribution keycloak = Distribution.unpacked("page-at-start");
        keycloak.install();
        try (ServerProcess server = start(keycloak, "false")) {
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("acme").enabled(true).build());
            assertEquals(404, page(server));
        }
        try (ServerProcess server = start(keycloak, "true")) {
            assertEquals(200, page(server));
        }
        try (ServerProcess server = start(keycloak, "false")) {
            assertEquals(404, page(server));
        }
    }

    private static ServerProcess start(Distribution keycloak, String page) {
        return ServerProcess.start(
                        keycloak, "server", PORT, "start-dev", SETTING + "realms=acme", SETTING + "page=" + page)
                .awaitReady();
    }

    private static int page(ServerProcess server) {
        return Api.at(server.base() + "/realms/acme")
                .exchange("GET", "/users-admin/", null)
                .status();
    }
}
