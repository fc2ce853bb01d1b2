package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

/** The user profile's rules of a username hold for an address that becomes the username, and for no other address. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UsernameRulesTest extends ApiTest {

    private void usernameLength(int min, int max) {
        UPConfig before = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(before));
        UPConfig changed = realm.admin().users().userProfile().getConfiguration();
        changed.getAttribute("username")
                .setValidations(new HashMap<>(Map.of("length", Map.<String, Object>of("min", min, "max", max))));
        realm.admin().users().userProfile().update(changed);
    }

    private void usernamesCanBeEdited(boolean editable) {
        realm.updateWithCleanup(settings -> settings.editUsernameAllowed(editable));
    }

    private static String lookAlike() {
        return "ada." + UUID.randomUUID() + "@ex\u0430mple.org";
    }

    private String userNamed(String username) {
        realm.addUser(UserBuilder.create(username).email(newEmail()).enabled(true));
        return realm.admin().users().searchByUsername(username, true).get(0).getId();
    }

    private Answer patchEmail(String id, String email) {
        return admin.patch("/users/" + id, Map.of("email", email));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAddressThatOnlyLooksLatinBecomesNobodysUsername(boolean editable) {
        usernamesCanBeEdited(editable);
        Answer user = created();
        patchEmail(user.id(), lookAlike()).expectInvalid("email", "user_profile");
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
        patchEmail(user.id(), "o'brien." + newEmail()).expect(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAddressThatIsTooLongForAUsernameBecomesNone(boolean editable) {
        usernamesCanBeEdited(editable);
        usernameLength(3, 60);
        Answer user = created();
        patchEmail(user.id(), "a-long-" + newEmail() + ".example.org").expectInvalid("email", "user_profile");
        patchEmail(user.id(), newEmail()).expect(200);
    }

    @Test
    void noneOfManyNorARowOfAnUpsertGetsSuchAUsername() {
        Answer user = created();
        Answer bulk = admin.post(
                        "/users/bulk", Map.of("users", List.of(user.id()), "change", Map.of("email", lookAlike())))
                .expect(200);
        String refused = "\"errors\":{\"email\":[{\"code\":\"user_profile\"";
        assertTrue(bulk.text().contains(refused), bulk::text);
        Answer upsert = admin.with("Content-Type", "application/x-ndjson")
                .send(
                        "POST",
                        "/users/import?mode=upsert",
                        Api.json(Map.of("id", user.id(), "email", lookAlike())) + "\n")
                .expect(200);
        assertTrue(upsert.text().contains(refused), upsert::text);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrongWithAUsernameThatStaysDoesNotStopANewAddress(boolean editable) {
        String grace = userNamed("grace-" + UUID.randomUUID());
        usernamesCanBeEdited(editable);
        usernameLength(50, 100);
        patchEmail(grace, newEmail()).expect(200);
        patchEmail(grace, lookAlike()).expect(200);
        patchEmail(grace, created().text("email")).expectInvalid("email", "taken");
    }
}
