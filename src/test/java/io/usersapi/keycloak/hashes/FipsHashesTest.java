package io.usersapi.keycloak.hashes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.realm.RealmBuilder;

/** In FIPS mode a kind of hash that the server cannot verify is refused at the import, and not first at the sign-in. */
@Tag("fips")
class FipsHashesTest {

    /** Where the profile {@code fips} puts BouncyCastle's FIPS libraries. */
    private static final Path LIBRARIES = Path.of("target", "fips");

    private static final String SETTING = "--spi-realm-restapi-extension--api--";

    private static ServerProcess server;
    private static Api anonymous;
    private static Api admin;

    static List<Vector> vectors() {
        return Vector.all();
    }

    @BeforeAll
    static void start() throws IOException {
        Distribution keycloak = Distribution.unpacked("fips");
        keycloak.install();
        try (var libraries = Files.list(LIBRARIES)) {
            for (Path library : libraries.toList()) {
                Files.copy(library, keycloak.home().resolve("providers").resolve(library.getFileName()));
            }
        }
        server = ServerProcess.start(
                        keycloak,
                        "server",
                        ServerProcess.freePort(),
                        "start-dev",
                        "--features=fips",
                        "--fips-mode=non-strict",
                        SETTING + "realms=acme",
                        SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                        SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD)
                .awaitReady();
        try (var keycloaks = server.keycloak()) {
            keycloaks
                    .realms()
                    .create(RealmBuilder.create().name("acme").enabled(true).build());
        }
        anonymous = Api.at(server.base() + "/realms/acme/api");
        admin = anonymous.signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatIsTakenSignsInAndTheRestIsRefusedAtOnce(Vector vector) throws IOException {
        String algorithm = new HashText(Optional.empty())
                .read(vector.hash())
                .getPasswordCredentialData()
                .getAlgorithm();
        String email = UUID.randomUUID() + "@example.org";
        JsonNode line = imported(email, vector.hash());
        if (algorithm.startsWith("pbkdf2")) {
            assertEquals("created", line.path("status").asText(), line::toString);
            anonymous.signIn(email, vector.password());
        } else {
            assertEquals(
                    "hash_unavailable", line.at("/errors/password_hash/0/code").asText(), line::toString);
            admin.get("/users/" + email).expectProblem(404, "user_not_found");
        }
    }

    private static JsonNode imported(String email, String hash) throws IOException {
        String row = Api.json(Map.of("email", email, "password_hash", hash));
        String answer = admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import", row)
                .expect(200)
                .text();
        return new ObjectMapper().readTree(answer.lines().findFirst().orElseThrow());
    }
}
