package io.usersapi.keycloak;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Headers and paths on which JAX-RS itself stumbles. */
@KeycloakIntegrationTest(config = ApiServer.class)
class MalformedRequestTest extends ApiTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accept|a/b/c",
                "Accept|x",
                "Accept|application/json;q=2",
                "Accept|''",
                "Accept-Language|de;q=9",
                "Accept-Language|xx-YY-zz-,,;q="
            })
    void headerThatCannotBeParsedIsIgnored(String header, String value) {
        admin.with(header, value).get("/users/me").expect(200);
        anonymous.with(header, value).get("/users/me").expectProblem(401, "invalid_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", ";", "a/b/c", "text/plain", "multipart/form-data; boundary=x"})
    void contentTypeThatCannotBeParsedIsNotJson(String type) {
        admin.with("Content-Type", type).send("POST", "/users", "{}").expectProblem(415, "unsupported_media_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f:", "f:x", "f::"})
    void roleThatStartsLikeAStoredIdIsUnknown(String role) {
        admin.post("/users", newUser("role", role)).expectInvalid("role", "unknown_role");
        admin.get("/users?role=" + role).expectInvalid("role", "unknown_role");
    }

    @Test
    void lineBreakInPathIsNoWayAround() {
        admin.get("/users%2F%0D%0Ax").expectProblem(404, "not_found");
        admin.get("/users/%0D%0Ax").expectProblem(404, "user_not_found");
    }
}
