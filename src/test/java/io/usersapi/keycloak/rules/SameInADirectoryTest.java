package io.usersapi.keycloak.rules;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What is already so is not written, so that no directory can refuse it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class SameInADirectoryTest extends DirectoryTest {

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void isNoChange(String editMode) {
        Answer ada = ada(editMode);
        directory.refuseChanges();
        Map<String, Object> same = Map.of(
                "name",
                "Ada King Lovelace",
                "email",
                ADA.toUpperCase(),
                "status",
                "active",
                "type",
                "user",
                "roles",
                List.of());
        same.forEach((field, value) ->
                admin.patch("/users/" + ada.id(), Map.of(field, value)).expect(200));
        admin.put("/users/" + ada.id(), same).expect(200);
        assertUntouched(ada);
    }
}
