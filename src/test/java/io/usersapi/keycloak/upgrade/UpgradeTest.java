package io.usersapi.keycloak.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.realm.RealmBuilder;

/** One database on PostgreSQL: the version before fills it, this version serves it, the version before serves it again. */
@Tag("upgrade")
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class UpgradeTest {

    private static final String REALM = "acme";
    private static final String SETTING = "--spi-realm-restapi-extension--api--";
    private static final String PASSWORD = "correct horse battery";
    private static final int PORT = ServerProcess.freePort();

    private static final String ADA = "ada@example.org";
    private static final String BOB_WHO_IS_INACTIVE = "bob@example.org";
    private static final String DAN_WHO_IS_DELETED = "dan@example.org";
    private static final String EVE_WHO_IS_ADMIN = "eve@example.org";
    private static final String IDA_WHOM_THE_NEW_VERSION_DELETES = "ida@example.org";
    private static final String ZOE_WHOM_THE_NEW_VERSION_MAKES = "zoe@example.org";

    private static final Map<String, String> IDS = new HashMap<>();

    private static EmbeddedPostgres database;
    private static Distribution keycloak;
    private static Path oldJar;
    private static ServerProcess server;
    private static Answer tokensBefore;
    private static Map<String, JsonNode> usersBefore;

    @BeforeAll
    static void useTheVersionBefore() throws IOException {
        oldJar = new OldVersion("6e5f2bd").jar();
        database = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "off")
                .start();
        keycloak = Distribution.unpacked("upgrade");
        keycloak.install(oldJar);
        start();
        createRealm();
        create(ADA, Map.of("name", "Ada Lovelace", "roles", List.of("editor")));
        create(BOB_WHO_IS_INACTIVE, Map.of("status", "inactive"));
        create(DAN_WHO_IS_DELETED, Map.of("name", "Dan"));
        create(EVE_WHO_IS_ADMIN, Map.of("type", "admin"));
        create(IDA_WHOM_THE_NEW_VERSION_DELETES, Map.of());
        call("DELETE", "/users/" + DAN_WHO_IS_DELETED, null).expect(200);
        tokensBefore = signIn(ADA, PASSWORD).expect(200);
        usersBefore = users();
    }

    @AfterAll
    static void end() throws IOException {
        if (server != null) {
            server.stop();
        }
        if (database != null) {
            database.close();
        }
    }

    @Nested
    @Order(1)
    class ThisVersion {

        @BeforeAll
        static void replacesTheJar() {
            server.stop();
            keycloak.install();
            start();
        }

        @Test
        void hasEveryUserWithAllThatWasKnownOfIt() {
            assertEquals(6, usersBefore.size());
            assertSubset(usersBefore, users());
        }

        @Test
        void acceptsTokensAndSessionsOfBefore() {
            Api ada = api().bearer(tokensBefore.text("access_token"));
            assertEquals(ADA, ada.exchange("GET", "/users/me", null).expect(200).text("email"));
            tokensBefore = refresh(tokensBefore).expect(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {ADA, EVE_WHO_IS_ADMIN, ApiServer.ADMIN_EMAIL})
        void letsInWhoCouldSignIn(String email) {
            signIn(email, passwordOf(email)).expect(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {BOB_WHO_IS_INACTIVE, DAN_WHO_IS_DELETED})
        void keepsOutWhoCouldNot(String email) {
            signIn(email, PASSWORD).expect(401);
        }

        @Test
        void givesTheRealmAPageOnlyOnceTheModuleIsSwitchedOffAndOn() {
            assertEquals(404, page());
            assertTrue(server.log()
                    .anyMatch(line -> line.contains("Realm acme: an earlier version prepared it")
                            && line.contains("users-admin")));
            switchTo(false);
            switchTo(true);
            assertEquals(200, page());
        }

        private int page() {
            return Api.at(server.base() + "/realms/" + REALM)
                    .exchange("GET", "/users-admin/", null)
                    .status();
        }

        private void switchTo(boolean on) {
            try (Keycloak admin = server.keycloak()) {
                RealmRepresentation realm = admin.realm(REALM).toRepresentation();
                realm.getAttributes().put("usersApi.enabled", Boolean.toString(on));
                admin.realm(REALM).update(realm);
            }
        }

        @Test
        void writesAndLogsNoError() {
            create(ZOE_WHOM_THE_NEW_VERSION_MAKES, Map.of("name", "Zoe", "roles", List.of("editor")));
            call("PATCH", "/users/" + BOB_WHO_IS_INACTIVE, Map.of("status", "active", "name", "Bob"))
                    .expect(200);
            call("DELETE", "/users/" + IDA_WHOM_THE_NEW_VERSION_DELETES, null).expect(200);
            assertNoErrors();
        }
    }

    @Nested
    @Order(2)
    class TheVersionBeforeAgain {

        private static Map<String, JsonNode> usersOfThisVersion;

        @BeforeAll
        static void rollBack() {
            usersOfThisVersion = users();
            server.stop();
            keycloak.install(oldJar);
            start();
        }

        @Test
        void hasEveryUserAsThisVersionLeftIt() {
            Map<String, JsonNode> users = users();
            assertEquals(usersOfThisVersion.keySet(), users.keySet());
            assertSubset(users, usersOfThisVersion);
        }

        @Test
        void goesOnWithSessionsOfThisVersion() {
            refresh(tokensBefore).expect(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {ADA, BOB_WHO_IS_INACTIVE, ZOE_WHOM_THE_NEW_VERSION_MAKES, ApiServer.ADMIN_EMAIL})
        void letsInWhoCanSignIn(String email) {
            signIn(email, passwordOf(email)).expect(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {DAN_WHO_IS_DELETED, IDA_WHOM_THE_NEW_VERSION_DELETES})
        void keepsTheDeletedOut(String email) {
            signIn(email, PASSWORD).expect(401);
            call("GET", "/users/" + IDS.get(email), null).expect(404);
        }

        @Test
        void writesAndLogsNoError() {
            call("PATCH", "/users/" + ZOE_WHOM_THE_NEW_VERSION_MAKES, Map.of("name", "Zoe Two"))
                    .expect(200);
            call("DELETE", "/users/" + ZOE_WHOM_THE_NEW_VERSION_MAKES, null).expect(200);
            assertNoErrors();
        }
    }

    private static void start() {
        keycloak.build("--db=postgres");
        server = ServerProcess.start(
                        keycloak,
                        "server",
                        PORT,
                        "start",
                        "--optimized",
                        "--db-url=" + database.getJdbcUrl("postgres", "postgres"),
                        "--db-username=postgres",
                        "--db-password=postgres",
                        "--hostname-strict=false",
                        "--cache=local",
                        SETTING + "realms=" + REALM,
                        SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                        SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD)
                .awaitReady();
    }

    private static void createRealm() {
        try (Keycloak admin = server.keycloak()) {
            admin.realms()
                    .create(RealmBuilder.create()
                            .name(REALM)
                            .enabled(true)
                            .realmRoles("editor")
                            .accessTokenLifespan(3600)
                            .build());
        }
    }

    /** Not validated: the versions have a document each. */
    private static Answer call(String method, String path, Object body) {
        String token = signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .expect(200)
                .text("access_token");
        return api().bearer(token).exchange(method, path, body == null ? null : Api.json(body));
    }

    private static Api api() {
        return Api.at(server.base() + "/realms/" + REALM + "/api");
    }

    private static Answer signIn(String email, String password) {
        return api().exchange("POST", "/auth/token", Api.json(Map.of("email", email, "password", password)));
    }

    private static Answer refresh(Answer tokens) {
        return api().exchange("POST", "/auth/token", Api.json(Map.of("refresh_token", tokens.text("refresh_token"))));
    }

    private static void create(String email, Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("email", email);
        body.put("password", PASSWORD);
        IDS.put(email, call("POST", "/users", body).expect(201).id());
    }

    private static Map<String, JsonNode> users() {
        Map<String, JsonNode> users = new LinkedHashMap<>();
        call("GET", "/users?status=all&per_page=100", null)
                .expect(200)
                .body()
                .path("data")
                .forEach(user -> users.put(user.path("id").asText(), user));
        return users;
    }

    private static String passwordOf(String email) {
        return email.equals(ApiServer.ADMIN_EMAIL) ? ApiServer.ADMIN_PASSWORD : PASSWORD;
    }

    /** Each user has all its fields in the other map, too, which may know of more fields and more users. */
    private static void assertSubset(Map<String, JsonNode> some, Map<String, JsonNode> others) {
        some.forEach((id, user) -> user.fields()
                .forEachRemaining(field -> assertEquals(
                        field.getValue(), others.get(id).path(field.getKey()), () -> id + " " + field.getKey())));
    }

    private static void assertNoErrors() {
        List<String> errors =
                server.log().filter(line -> line.contains(" ERROR ")).toList();
        assertTrue(errors.isEmpty(), errors::toString);
        assertFalse(users().isEmpty());
    }
}
