package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class RefreshTest extends ApiTest {

    @InjectRealm(ref = "elsewhere", config = Elsewhere.class)
    private ManagedRealm elsewhere;

    @Test
    void givesNewTokensForARefreshToken() {
        Answer user = created();
        Answer first = anonymous.signIn(user.text("email"), PASSWORD);
        Answer second = refresh(first).expect(200);
        assertNotEquals(first.text("access_token"), second.text("access_token"));
        assertEquals(first.text("session_state"), second.text("session_state"));
        assertEquals("no-store", second.header("Cache-Control"));
        Answer me =
                anonymous.bearer(second.text("access_token")).get("/users/me").expect(200);
        assertEquals(user.id(), me.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."})
    void refusesGarbage(String token) {
        refresh(token).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void refusesAnAccessTokenInItsPlace() {
        Answer token = anonymous.signIn(created().text("email"), PASSWORD);
        refresh(token.text("access_token")).expectProblem(401, "invalid_refresh_token");
        refresh(token).expect(200);
    }

    @Test
    void refusesATokenThatAnotherClientGot() {
        addClient(ClientBuilder.create("other").publicClient().directAccessGrantsEnabled());
        Answer others = oidcToken(passwordGrant("other")).expect(200);
        Answer ours = oidcToken(passwordGrant("users-api")).expect(200);
        refresh(others).expectProblem(401, "invalid_refresh_token");
        refresh(ours).expect(200);
    }

    @Test
    void refusesATokenOfAnotherRealm() {
        Api elsewhereApi = Api.at(elsewhere.getBaseUrl() + "/api");
        Answer token = elsewhereApi.signIn(Elsewhere.EMAIL, PASSWORD);
        refresh(token).expectProblem(401, "invalid_refresh_token");
        elsewhereApi.post("/auth/token", body(token)).expect(200);
    }

    @Test
    void refusesATokenWhoseSessionHasEnded() {
        Answer token = anonymous.signIn(created().text("email"), PASSWORD);
        refresh(token).expect(200);
        anonymous.post("/auth/logout", body(token)).expect(204);
        refresh(token).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void refusesATokenOfAUserWhoIsNoLongerActive() {
        Answer user = created();
        Answer token = anonymous.signIn(user.text("email"), PASSWORD);
        admin.put("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        refresh(token).expectProblem(401, "invalid_refresh_token");
        admin.put("/users/" + user.id(), Map.of("status", "active")).expect(200);
        refresh(token).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void refusesASpentTokenWhereTheRealmRevokesThem() {
        realm.updateWithCleanup(changed -> changed.revokeRefreshToken(true).refreshTokenMaxReuse(0));
        Answer first = anonymous.signIn(created().text("email"), PASSWORD);
        Answer second = refresh(first).expect(200);
        refresh(first).expectProblem(401, "invalid_refresh_token");
        // Somebody has a copy: whoever holds the newer token is out, too (RFC 9700, section 4.14.2).
        refresh(second).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void refusesATokenWhoseTimeIsOver() {
        Answer user = created();
        realm.updateWithCleanup(changed -> changed.update(settings -> settings.setSsoSessionIdleTimeout(1)));
        Answer token = anonymous.signIn(user.text("email"), PASSWORD);
        later(2);
        refresh(token).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void takesATokenTwiceWhereTheRealmDoesNotRevokeThem() {
        Answer token = anonymous.signIn(created().text("email"), PASSWORD);
        refresh(token).expect(200);
        refresh(token).expect(200);
    }

    private String passwordGrant(String client) {
        return "grant_type=password&client_id=" + client + "&password=" + Api.encoded(PASSWORD) + "&username="
                + Api.encoded(created().text("email"));
    }

    private Answer refresh(Answer token) {
        return refresh(token.text("refresh_token"));
    }

    private Answer refresh(String token) {
        return anonymous.post("/auth/token", Map.of("refresh_token", token));
    }

    private static Map<String, String> body(Answer token) {
        return Map.of("refresh_token", token.text("refresh_token"));
    }

    /** A second realm in which the module is on. */
    static class Elsewhere implements RealmConfig {
        private static final String EMAIL = "ada@example.org";

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return realm.name("elsewhere")
                    .privateKey(RealmKeys.of("elsewhere"))
                    .attribute("usersApi.enabled", "true")
                    .users(UserBuilder.create(EMAIL).email(EMAIL).password(PASSWORD));
        }
    }
}
