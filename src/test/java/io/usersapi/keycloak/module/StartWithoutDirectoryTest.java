package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.realm.RealmBuilder;

/** A server starts whose setting names a realm that cannot be prepared: the directory of its users is away. */
@Tag("lifecycle")
class StartWithoutDirectoryTest {

    private static final int PORT = ServerProcess.freePort();
    private static final String SETTING = "--spi-realm-restapi-extension--api--";

    @Test
    void theServerAndItsOtherRealmsAreUpAndTheLogHasAnError() {
        Distribution keycloak = Distribution.unpacked("start-without-directory");
        keycloak.install();
        try (ServerProcess server = start(keycloak)) {
            server.keycloak().realms().create(PreparationFailsTest.withDirectory("lost"));
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("fine").enabled(true).build());
        }
        try (ServerProcess server = start(
                keycloak,
                SETTING + "realms=lost,fine",
                SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD)) {
            api(server, "fine").signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
            assertEquals(
                    404,
                    api(server, "lost").exchange("GET", "/openapi.json", null).status());
            assertTrue(
                    server.log().anyMatch(line -> line.contains(" ERROR ") && line.contains("could not be prepared")));
        }
    }

    private static ServerProcess start(Distribution keycloak, String... settings) {
        String[] arguments = new String[settings.length + 1];
        arguments[0] = "start-dev";
        System.arraycopy(settings, 0, arguments, 1, settings.length);
        return ServerProcess.start(keycloak, "server", PORT, arguments).awaitReady();
    }

    private static Api api(ServerProcess server, String realm) {
        return Api.at(server.base() + "/realms/" + realm + "/api");
    }
}
