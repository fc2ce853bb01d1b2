package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class OneTimeCodeTest extends ApiTest {

    private static final String SECRET = "DJmQfC73VGFhw7D4QJ8A";
    private static final String EMAIL = "twice@example.org";

    @BeforeEach
    void userWithAnAuthenticatorApp() {
        realm.addUser(UserBuilder.create(EMAIL).email(EMAIL).password(PASSWORD).totpSecret(SECRET));
    }

    @Test
    void letsInWithTheRightCode() {
        token(PASSWORD, code()).expect(200);
    }

    @Test
    void refusesAMissingCodeAWrongCodeAndAWrongPasswordWithOneAndTheSameAnswer() {
        Answer missing = anonymous.token(EMAIL, PASSWORD).expectProblem(401, "invalid_credentials");
        Answer wrong = token(PASSWORD, "000000").expectProblem(401, "invalid_credentials");
        Answer password = token("another password", code()).expectProblem(401, "invalid_credentials");
        assertEquals(missing.text(), wrong.text());
        assertEquals(missing.text(), password.text());
    }

    @Test
    void refusesACodeThatWasUsed() {
        String code = code();
        token(PASSWORD, code).expect(200);
        token(PASSWORD, code).expectProblem(401, "invalid_credentials");
    }

    @Test
    void asksNoCodeOfAUserWithoutAnAuthenticatorApp() {
        String email = created().text("email");
        anonymous.token(email, PASSWORD).expect(200);
        anonymous
                .post("/auth/token", Map.of("email", email, "password", PASSWORD, "totp", "000000"))
                .expect(200);
    }

    private Answer token(String password, String code) {
        return anonymous.post("/auth/token", Map.of("email", EMAIL, "password", password, "totp", code));
    }

    private static String code() {
        return new TimeBasedOTP().generateTOTP(SECRET);
    }
}
