package io.usersapi.keycloak.users;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What only a change of an existing user can break. */
abstract class UpdateUserFieldsTest extends UserFieldsTest {

    @Override
    protected String path() {
        return "/users/" + target.id();
    }

    @Override
    protected Map<String, Object> valid() {
        return new HashMap<>(Map.of("name", "Grace Hopper"));
    }

    @Test
    void refusesAnEmptyUpdate() {
        send(Map.of()).expectInvalid("body", "empty_update");
    }

    @Test
    void refusesAConfirmationWithoutAPassword() {
        send(Map.of("password_confirmation", PASSWORD)).expectInvalid("password", "required");
    }
}
