package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class ModuleSwitchTest extends ApiTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /users",
        "POST, /users",
        "DELETE, /users",
        "OPTIONS, /users",
        "GET, /users/me",
        "GET, /roles",
        "POST, /auth/token",
        "POST, /auth/logout",
        "GET, /openapi.json",
        "GET, /openapi.yaml",
        "GET, /nothing"
    })
    void answersAsIfItWereNotInstalledWhenItIsOff(String method, String path) {
        Answer notInstalled = Api.at(realm.getBaseUrl() + "/nothing")
                .bearer("any")
                .exchange(method, path, method.equals("POST") ? "{}" : null);
        switchTo("false");
        Answer off = admin.exchange(method, path, method.equals("POST") ? "{}" : null);
        assertEquals(404, off.status());
        assertEquals(notInstalled.status(), off.status());
        assertEquals(notInstalled.text(), off.text());
        assertEquals(notInstalled.headers().map().keySet(), off.headers().map().keySet());
    }

    @Test
    void answersNothingAtTheRootPathEither() {
        Api root = Api.at(urls.getBase() + "/api");
        assertEquals(200, root.exchange("GET", "/openapi.json", null).status());
        switchTo("false");
        assertEquals(404, root.exchange("GET", "/openapi.json", null).status());
        assertEquals(404, root.exchange("POST", "/auth/token", "{}").status());
    }

    @Test
    void comesBackWithoutARestart() {
        switchTo("false");
        assertEquals(404, admin.exchange("GET", "/users/me", null).status());
        switchTo("true");
        admin.get("/users/me").expect(200);
        anonymous.signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1", "on"})
    void isOffWithAnythingButTrue(String value) {
        switchTo(value);
        assertEquals(404, admin.exchange("GET", "/users/me", null).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"True", "TRUE"})
    void isOnWithTrueInAnyCaseOfItsLetters(String value) {
        switchTo("false");
        switchTo(value);
        admin.get("/users/me").expect(200);
    }

    @Test
    void isOffInARealmThatNobodySwitchedOn() {
        Api master = Api.at(urls.getMasterRealm() + "/api");
        assertEquals(404, master.exchange("GET", "/openapi.json", null).status());
        anonymous.get("/openapi.json").expect(200);
    }

    private void switchTo(String value) {
        realm.updateWithCleanup(changed -> changed.attribute("usersApi.enabled", value));
    }
}
