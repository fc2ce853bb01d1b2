package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.KeycloakProcess;
import io.usersapi.keycloak.support.ServerProcess;
import java.net.URI;
import java.time.Duration;

/** A server of a test's own, with an option about paths, and the module on in the realm master alone. */
final class MasterServer implements AutoCloseable {

    static final String EMAIL = "first-admin@example.org";
    static final String PASSWORD = "correct horse battery";

    private static final String SETTING = "--spi-realm-restapi-extension--api--";

    private final ServerProcess process;
    private final String path;

    private MasterServer(ServerProcess process, String path) {
        this.process = process;
        this.path = path;
    }

    /**
     * Starts a server and waits for it.
     *
     * @param name of its folder
     * @param option of {@code kc.sh start-dev}
     * @param path below which Keycloak is, or empty
     */
    static MasterServer start(String name, String option, String path) {
        Distribution distribution = Distribution.unpacked(name);
        distribution.install();
        ServerProcess process = ServerProcess.start(
                distribution,
                "server",
                ServerProcess.freePort(),
                "start-dev",
                option,
                "--proxy-headers=xforwarded",
                SETTING + "realms=master",
                SETTING + "root-realm=master",
                SETTING + "admin-role=users-admin",
                SETTING + "default-admin-email=" + EMAIL,
                SETTING + "default-admin-password=" + PASSWORD);
        await().atMost(Duration.ofMinutes(15))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> KeycloakProcess.answers(URI.create(process.base() + path + "/realms/master")));
        return new MasterServer(process, path);
    }

    BothForms forms() {
        return new BothForms(URI.create(process.base()), path, "master");
    }

    /** The address of the API, by the short form. */
    String api() {
        return process.base() + path + "/api";
    }

    /** An access token of the first admin. */
    String token() {
        return Api.at(api()).signIn(EMAIL, PASSWORD).text("access_token");
    }

    @Override
    public void close() {
        process.close();
    }
}
