package io.usersapi.keycloak.tokens;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class RequiredActionTest extends ApiTest {

    private static final String EMAIL = "unfinished@example.org";

    @BeforeEach
    void userWhoMustDoSomethingFirst() {
        realm.addUser(UserBuilder.create(EMAIL).email(EMAIL).password(PASSWORD).requiredActions("CONFIGURE_TOTP"));
    }

    @Test
    void isToldAfterTheRightPassword() {
        anonymous.token(EMAIL, PASSWORD).expectProblem(403, "account_not_set_up");
    }

    @Test
    void isNotToldAfterAWrongPassword() {
        anonymous.token(EMAIL, "another password").expectProblem(401, "invalid_credentials");
    }

    @Test
    void isNotToldOfAnInactiveUser() {
        unfinished().update(UserBuilder.create().enabled(false).build());
        anonymous.token(EMAIL, PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    void isOverWhenItIsDone() {
        unfinished().update(UserBuilder.create().requiredActions().build());
        anonymous.token(EMAIL, PASSWORD).expect(200);
    }

    private UserResource unfinished() {
        return realm.admin().users().get(admin.get("/users/" + EMAIL).id());
    }
}
