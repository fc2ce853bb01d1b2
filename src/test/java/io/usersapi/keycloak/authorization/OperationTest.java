package io.usersapi.keycloak.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationTest {

    @ParameterizedTest
    @CsvSource({
        "/realms/acme/api/users,                              users",
        "/realms/acme/api/users/me,                           users/me",
        "/auth/realms/acme/api/users/import?dry_run=true,     users/import",
        "/realms/acme/api/users/ada@example.org,              users/{user}",
        "/realms/acme/api/users/a%2Fb@example.org/sessions,   users/{user}/sessions",
        "/realms/acme/api//users//0f2c/send-password-reset/,  users/{user}/send-password-reset",
        "/realms/acme/api/ada,                                {user}",
    })
    void itIsNamedWithoutPersonalData(URI request, String operation) {
        assertEquals(operation, Operation.of(request));
    }
}
