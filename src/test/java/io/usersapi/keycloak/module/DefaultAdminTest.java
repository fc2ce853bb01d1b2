package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** In a realm that the server's setting names and that appears while the server runs. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DefaultAdminTest extends ApiTest {

    private static final String DEFAULT_ADMIN = "/users/" + ApiServer.ADMIN_EMAIL;

    @InjectRealm(ref = "later", config = AppearsLater.class, lifecycle = LifeCycle.METHOD)
    private ManagedRealm later;

    private Api api;
    private Api defaultAdmin;

    @BeforeEach
    void defaultAdminSignsIn() {
        api = Api.at(later.getBaseUrl() + "/api");
        defaultAdmin = api.signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    @Test
    void isAnActiveAdminAndTheOnlyUser() {
        Answer users = defaultAdmin.get("/users").expect(200);
        assertEquals(1, users.body().at("/meta/total").asInt());
        assertEquals(ApiServer.ADMIN_EMAIL, users.body().at("/data/0/email").asText());
        assertEquals("admin", users.body().at("/data/0/type").asText());
        assertEquals("active", users.body().at("/data/0/status").asText());
    }

    @Test
    void canBeDeactivatedOnceThereIsASecondAdmin() {
        Api second = secondAdmin();
        second.put(DEFAULT_ADMIN, Map.of("status", "inactive")).expect(200);
        defaultAdmin.get("/users/me").expectProblem(401, "invalid_token");
        api.token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).expect(401);
    }

    @Test
    void cannotLeaveTheRealmWithoutAnAdmin() {
        defaultAdmin.put(DEFAULT_ADMIN, Map.of("status", "inactive")).expectProblem(409, "last_admin");
        defaultAdmin.put(DEFAULT_ADMIN, Map.of("type", "user")).expectProblem(409, "last_admin");
        defaultAdmin.delete(DEFAULT_ADMIN).expectProblem(409, "last_admin");
        defaultAdmin.get("/users/me").expect(200);
    }

    @ParameterizedTest
    @CsvSource({"status, inactive", "type, user"})
    void staysWhatASecondAdminMadeItWhenTheRealmIsPreparedAgain(String field, String value) {
        Api second = secondAdmin();
        second.put(DEFAULT_ADMIN, Map.of(field, value)).expect(200);
        prepareAgain();
        assertEquals(value, second.get(DEFAULT_ADMIN).expect(200).text(field));
    }

    @Test
    void staysDeletedWhenTheRealmIsPreparedAgain() {
        Api second = secondAdmin();
        second.delete(DEFAULT_ADMIN).expect(200);
        prepareAgain();
        second.get(DEFAULT_ADMIN).expectProblem(404, "user_not_found");
    }

    @Test
    void keepsANewPasswordWhenTheRealmIsPreparedAgain() {
        defaultAdmin.put(DEFAULT_ADMIN, Map.of("password", PASSWORD)).expect(200);
        prepareAgain();
        api.signIn(ApiServer.ADMIN_EMAIL, PASSWORD);
        api.token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).expect(401);
    }

    @Test
    void holdsNoPermissionOfKeycloakItself() {
        String id = defaultAdmin.get("/users/me").id();
        assertTrue(later.admin()
                .users()
                .get(id)
                .roles()
                .clientLevel(later.admin()
                        .clients()
                        .findByClientId("realm-management")
                        .get(0)
                        .getId())
                .listEffective()
                .isEmpty());
    }

    private Api secondAdmin() {
        String email = newEmail();
        defaultAdmin
                .post("/users", Map.of("email", email, "password", PASSWORD, "type", "admin"))
                .expect(201);
        return api.signedIn(email, PASSWORD);
    }

    /** What a restart does, too. */
    private void prepareAgain() {
        later.updateWithCleanup(realm -> realm.attribute("usersApi.enabled", "false"));
        later.updateWithCleanup(realm -> realm.attribute("usersApi.enabled", "true"));
    }

    static class AppearsLater implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return realm.name("appears-later").privateKey(RealmKeys.of("appears-later"));
        }
    }
}
