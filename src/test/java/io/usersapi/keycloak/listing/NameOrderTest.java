package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The order by name is that of the names as they are shown, whichever of Keycloak's two parts a user has. */
@KeycloakIntegrationTest(config = ApiServer.class)
class NameOrderTest extends ApiTest {

    private final String mark = UUID.randomUUID().toString();

    private void user(String firstName, String lastName) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(UUID.randomUUID() + "@" + mark + ".example.org");
        user.setEmail(user.getUsername());
        user.setFirstName(firstName);
        user.setLastName(lastName);
        user.setEnabled(true);
        realm.admin().users().create(user).close();
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        admin.get("/users?search=" + mark + query)
                .expect(200)
                .body()
                .path("data")
                .forEach(user -> names.add(user.path("name").textValue()));
        return names;
    }

    @Test
    void whoHasALastNameAloneStandsWhereThatNameBelongs() {
        user(null, "Zoe");
        user("Bob", null);
        user("Ada", "King");
        user("Ada", null);
        user("Carl", "");
        user(null, "Dora");
        user(null, null);
        List<String> expected = new ArrayList<>(List.of("Ada", "Ada King", "Bob", "Carl", "Dora", "Zoe"));
        expected.add(0, null);
        assertEquals(expected, names("&sort=name"));
        assertEquals(expected.subList(4, 6), names("&sort=name&per_page=2&page=3"));
        Collections.reverse(expected);
        assertEquals(expected, names("&sort=-name"));
    }
}
