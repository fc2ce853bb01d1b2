package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.config.Config;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** What is of another realm is as good as nothing: refused, and in the very words in which nothing is refused. */
@KeycloakIntegrationTest(config = ApiServer.class)
class RealmWallsTest extends ApiTest {

    /** Another realm with the module on. */
    static class Globex implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return realm.name("globex")
                    .privateKey(RealmKeys.of("globex"))
                    .realmRoles("editor")
                    .attribute("usersApi.enabled", "true");
        }
    }

    @InjectRealm(ref = "globex", config = Globex.class)
    ManagedRealm globex;

    private Api globexApi;
    private Api globexAdmin;
    private Answer foreignTokens;
    private String foreignId;
    private String foreignEmail;

    @BeforeEach
    void setUp() {
        globexApi = Api.at(globex.getBaseUrl() + "/api");
        foreignEmail = newEmail();
        foreignId = ApiUtil.getCreatedId(globex.admin()
                .users()
                .create(UserBuilder.create(foreignEmail)
                        .email(foreignEmail)
                        .password(PASSWORD)
                        .enabled(true)
                        .build()));
        KeycloakSetup keycloak = new KeycloakSetup(globex.admin());
        keycloak.grant(foreignId, keycloak.role("admin"), keycloak.role("realm-management", "realm-admin"));
        foreignTokens = globexApi.token(foreignEmail, PASSWORD).expect(200);
        globexAdmin = globexApi.bearer(foreignTokens.text("access_token"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                GET    | /users                      |
                POST   | /users                      | {}
                GET    | /users/me                   |
                GET    | /users/{id}                 |
                PUT    | /users/{id}                 | {"name":"New"}
                PATCH  | /users/{id}                 | {"name":"New"}
                DELETE | /users/{id}                 |
                POST   | /users/{id}/send-password-reset |
                POST   | /users/{id}/send-verification |
                GET    | /users/{id}/sessions        |
                DELETE | /users/{id}/sessions        |
                GET    | /roles                      |
                """)
    void aTokenOfAnotherRealmIsNoToken(String method, String path, String body) {
        String target = path.replace("{id}", created().id());
        for (Api door : List.of(anonymous, Api.at(urls.getBase() + "/api"))) {
            door.bearer(masterToken()).send(method, target, body).expectProblem(401, "invalid_token");
            globexAdmin.on(door.base()).send(method, target, body).expectProblem(401, "invalid_token");
        }
    }

    @Test
    void theSameTokenOpensItsOwnRealm() {
        assertEquals(foreignEmail, globexAdmin.get("/users/me").expect(200).text("email"));
        globexAdmin.get("/users").expect(200);
        admin.get("/users").expect(200);
        Api.at(urls.getBase() + "/api")
                .signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .get("/users")
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                GET    | /users/{user}  |
                PUT    | /users/{user}  | {"name":"New"}
                PATCH  | /users/{user}  | {"status":"inactive"}
                DELETE | /users/{user}  |
                POST   | /users/{user}/send-password-reset |
                POST   | /users/{user}/send-verification |
                GET    | /users/{user}/sessions |
                DELETE | /users/{user}/sessions |
                """)
    void aUserOfAnotherRealmIsUnknown(String method, String path, String body) {
        String before = new KeycloakSetup(globex.admin()).state(foreignId);
        Answer unknown = admin.send(method, path.replace("{user}", "" + UUID.randomUUID()), body)
                .expectProblem(404, "user_not_found");
        assertSame(unknown, admin.send(method, path.replace("{user}", foreignId), body));
        assertSame(unknown, admin.send(method, path.replace("{user}", encoded(foreignEmail)), body));
        assertSame(unknown, admin.send(method, path.replace("{user}", encoded(newEmail())), body));
        assertEquals(before, new KeycloakSetup(globex.admin()).state(foreignId));
    }

    @Test
    void aRoleOfAnotherRealmIsUnknown() {
        String foreign = new KeycloakSetup(globex.admin()).role("editor").getId();
        String unknown = UUID.randomUUID().toString();
        Answer user = created();
        Answer refused = admin.post("/users", newUser("role", unknown)).expectInvalid("role", "unknown_role");
        assertSame(refused, admin.post("/users", newUser("role", foreign)), unknown, foreign);
        refused = admin.patch("/users/" + user.id(), Map.of("roles", List.of(unknown)))
                .expectInvalid("roles", "unknown_role");
        assertSame(refused, admin.patch("/users/" + user.id(), Map.of("roles", List.of(foreign))), unknown, foreign);
        assertSame(
                admin.get("/users?role=" + unknown).expect(422), admin.get("/users?role=" + foreign), unknown, foreign);
        globexAdmin.post("/users", newUser("role", foreign)).expect(201);
    }

    @Test
    void anEmailOfAnotherRealmIsFree() {
        assertNotEquals(foreignId, created(newUser("email", foreignEmail)).id());
    }

    @Test
    void aListAndASearchStayInTheRealm() {
        assertEquals(0, total(admin, "?email=" + encoded(foreignEmail)));
        assertEquals(0, total(admin, "?status=all&search=" + encoded(foreignEmail)));
        assertEquals(1, total(globexAdmin, "?email=" + encoded(foreignEmail)));
    }

    @Test
    void signingInStaysInTheRealm() {
        Answer unknown = anonymous.token(newEmail(), PASSWORD).expectProblem(401, "invalid_credentials");
        assertSame(unknown, anonymous.token(foreignEmail, PASSWORD));
        globexApi.signedIn(foreignEmail, PASSWORD).get("/users/me").expect(200);
    }

    @Test
    void aRefreshTokenOfAnotherRealmIsNone() {
        String foreign = foreignTokens.text("refresh_token");
        for (String path : List.of("/auth/token", "/auth/logout")) {
            Answer rubbish = anonymous
                    .post(path, Map.of("refresh_token", "no.to.ken"))
                    .expectProblem(401, "invalid_refresh_token");
            assertSame(rubbish, anonymous.post(path, Map.of("refresh_token", foreign)));
        }
        globexApi.post("/auth/token", Map.of("refresh_token", foreign)).expect(200);
    }

    @Test
    void anIdempotencyKeyStaysInTheRealm() {
        Map<String, Object> user = newUser();
        Answer here =
                admin.with("Idempotency-Key", "walls").post("/users", user).expect(201);
        Answer there = globexAdmin
                .with("Idempotency-Key", "walls")
                .post("/users", user)
                .expect(201);
        assertNotEquals(here.id(), there.id());
    }

    private String masterToken() {
        return new Oidc(urls.getMasterRealm()).serviceAccount(Config.getAdminClientId(), Config.getAdminClientSecret());
    }

    private static int total(Api caller, String query) {
        return caller.get("/users" + query).expect(200).body().at("/meta/total").asInt();
    }

    /** Status, headers and body, but for the given names of what was asked for. */
    private static void assertSame(Answer one, Answer other, String... names) {
        assertEquals(told(one, names), told(other, names));
    }

    private static String told(Answer answer, String... names) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        String told = answer.status() + " " + headers + " " + answer.text();
        return Stream.of(names).reduce(told, (text, name) -> text.replace(name, "NAME"));
    }
}
