package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.ServerProcess;
import jakarta.ws.rs.WebApplicationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/**
 * A server starts whose setting names realms that cannot be prepared: the directory of their users is away. The setting of the
 * default admin names somebody whom these realms do not have yet.
 */
@Tag("lifecycle")
class StartWithoutDirectoryTest {

    private static final int PORT = ServerProcess.freePort();
    private static final String SETTING = "--spi-realm-restapi-extension--api--";

    private static final String USED = "used";

    private String tombstone;

    @Test
    void theGuardStaysInARealmThatIsInUseTheOtherStaysOffAndTheRestIsUp() {
        Distribution keycloak = Distribution.unpacked("start-without-directory");
        keycloak.install();
        try (ServerProcess server = start(keycloak)) {
            server.keycloak().realms().create(PreparationFailsTest.withDirectory("lost"));
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("fine").enabled(true).build());
            use(server);
        }
        try (ServerProcess server = start(
                keycloak,
                SETTING + "realms=lost,fine," + USED,
                SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD)) {
            api(server, "fine").signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
            assertEquals(404, openApi(server, "lost"));
            expectFailure(server, "stays off");
            assertEquals(200, openApi(server, USED));
            expectFailure(server, "stays on");
            assertEquals(409, revive(server));
        }
    }

    /** The module goes on in a realm by its attribute. A user is deleted there, and then the realm gets its directory. */
    private void use(ServerProcess server) {
        RealmRepresentation on = RealmBuilder.create()
                .name(USED)
                .enabled(true)
                .attribute("usersApi.enabled", "true")
                .build();
        server.keycloak().realms().create(on);
        RealmResource realm = server.keycloak().realm(USED);
        new KeycloakSetup(realm).newManager();
        tombstone = ApiUtil.getCreatedId(
                realm.users().create(UserBuilder.create("gone").build()));
        String base = server.base() + "/realms/" + USED;
        api(server, USED)
                .bearer(new Oidc(base).serviceAccount(KeycloakSetup.MANAGER, KeycloakSetup.SECRET))
                .delete("/users/" + tombstone)
                .expect(200);
        realm.components().add(PreparationFailsTest.directory()).close();
    }

    private int revive(ServerProcess server) {
        UserResource user = server.keycloak().realm(USED).users().get(tombstone);
        UserRepresentation revived = user.toRepresentation();
        revived.setEnabled(true);
        return assertThrows(WebApplicationException.class, () -> user.update(revived))
                .getResponse()
                .getStatus();
    }

    private static void expectFailure(ServerProcess server, String says) {
        assertTrue(server.log()
                .anyMatch(line ->
                        line.contains(" ERROR ") && line.contains(says) && line.contains("could not be prepared")));
    }

    private static int openApi(ServerProcess server, String realm) {
        return api(server, realm).exchange("GET", "/openapi.json", null).status();
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
