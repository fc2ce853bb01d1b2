package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A new user gets all that the answer says, or is refused, also where the user profile knows less than usual. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OddProfileTest extends ApiTest {

    private void profile(Consumer<UPConfig> change) {
        UPConfig before = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(before));
        UPConfig changed = realm.admin().users().userProfile().getConfiguration();
        change.accept(changed);
        realm.admin().users().userProfile().update(changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"firstName", "lastName"})
    void aNewUserHasTheNameThatTheProfileDoesNotDeclare(String undeclared) {
        profile(changed -> changed.removeAttribute(undeclared));
        Answer user = created(newUser("name", "Ada King Lovelace"));
        assertEquals("Ada King Lovelace", user.text("name"));
        assertEquals(
                "Ada King Lovelace",
                admin.get("/users/" + user.id()).expect(200).text("name"));
    }

    @Test
    void soHasAUserOfAnImport() {
        profile(changed -> {
            changed.removeAttribute("firstName");
            changed.removeAttribute("lastName");
        });
        Answer imported = admin.with("Content-Type", "application/x-ndjson")
                .exchange("POST", "/users/import", Api.json(newUser("name", "Ada King Lovelace")));
        String id = imported.text().split("\"id\":\"")[1].split("\"")[0];
        assertEquals("Ada King Lovelace", admin.get("/users/" + id).expect(200).text("name"));
    }

    @Test
    void whatAdministratorsMayNotEditIsRefused() {
        profile(changed -> Set.of("email", "firstName", "lastName").forEach(name -> changed.getAttribute(name)
                .setPermissions(new UPAttributePermissions(Set.of("admin", "user"), Set.of("user")))));
        Answer refused = admin.post("/users", newUser("name", "Ada King")).expectProblem(422, "validation");
        assertEquals("user_profile", refused.body().at("/errors/email/0/code").asText());
        assertEquals("user_profile", refused.body().at("/errors/name/0/code").asText());
    }
}
