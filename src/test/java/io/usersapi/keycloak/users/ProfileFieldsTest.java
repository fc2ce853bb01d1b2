package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The fields that are a part of the realm's user profile, where administrators may not edit them. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ProfileFieldsTest extends AttributeTest {

    @Test
    void aNameIsKeptInWholeWhereTheProfileDeclaresNoLastName() {
        profile(profile -> profile.removeAttribute("lastName"));
        Answer created = created(newUser("name", "Ada King Lovelace"));
        assertEquals("Ada King Lovelace", created.text("name"));
        String rows = Stream.generate(() -> Api.json(Map.of("email", newEmail(), "name", "Grace Hopper")) + "\n")
                .limit(2)
                .collect(Collectors.joining());
        Answer imported = admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import", rows)
                .expect(200);
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(imported.text());
        for (int row = 0; row < 2; row++) {
            assertTrue(id.find(), imported::text);
            assertEquals("Grace Hopper", admin.get("/users/" + id.group(1)).text("name"));
        }
    }

    /** Keycloak takes such an address back without a word. */
    @Test
    void anAddressThatIsTheUsernameAndMayNotBeEditedIsRefused() {
        realm.updateWithCleanup(settings -> settings.registrationEmailAsUsername(true));
        Answer user = created();
        Map<String, Object> change = Map.of("email", "other@example.org");
        admin.patch("/users/" + user.id(), change).expect(200);
        admin.patch("/users/" + user.id(), Map.of("email", user.text("email"))).expect(200);
        profile(profile -> profile.getAttribute("email")
                .setPermissions(new UPAttributePermissions(Set.of("admin", "user"), Set.of("user"))));
        admin.patch("/users/" + user.id(), change).expectInvalid("email", "user_profile");
        admin.patch("/users/" + user.id(), Map.of("email", user.text("email"))).expect(200);
        assertEquals(user.text("email"), admin.get("/users/" + user.id()).text("email"));
    }

    @ParameterizedTest
    @CsvSource({"firstName, name, Ada", "lastName, name, Ada Lovelace", "email, email, new@example.org"})
    void whatAdministratorsMayNotEditIsRefused(String attribute, String field, String value) {
        Answer user = created();
        profile(profile -> profile.getAttribute(attribute)
                .setPermissions(new UPAttributePermissions(Set.of("admin", "user"), Set.of("user"))));
        admin.patch("/users/" + user.id(), Map.of(field, value)).expectInvalid(field, "user_profile");
        Map<String, Object> other = newUser(field, value);
        admin.post("/users", other).expectInvalid(field, "user_profile");
        other.remove("password");
        String row = Api.json(other) + "\n";
        for (String query : new String[] {"", "?dry_run=true"}) {
            Answer imported = admin.with("Content-Type", "application/x-ndjson")
                    .send("POST", "/users/import" + query, row)
                    .expect(200);
            String refused =
                    "\"status\":\"failed\",\"id\":null,\"errors\":{\"" + field + "\":[{\"code\":\"user_profile\"";
            assertTrue(imported.text().contains(refused), imported::text);
        }
    }
}
