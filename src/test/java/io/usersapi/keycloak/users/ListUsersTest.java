package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class ListUsersTest extends ListTest {

    @Test
    void showsEachUserAsItsOwnAddressShowsIt() {
        marked("plain");
        marked("named", Map.of("name", "Ada King Lovelace", "roles", List.of("reader", "editor")));
        marked("admin", Map.of("type", "admin"));
        marked("inactive", Map.of("status", "inactive"));
        deactivate(inKeycloak(marked("disabled")));
        Answer page = list("&include=attributes");
        assertEquals(5, page.body().get("data").size());
        for (JsonNode user : page.body().get("data")) {
            assertEquals(
                    admin.get("/users/" + user.get("id").asText()).expect(200).body(), user);
        }
    }

    @Test
    void listsTheUsersThatKeycloakHadAlready() {
        String email = "console-" + mark + "@example.org";
        realm.addUser(UserBuilder.create("console")
                .email(email)
                .firstName("Con")
                .lastName("Sole")
                .enabled(true));
        JsonNode user = list("&include=attributes").body().at("/data/0");
        assertEquals(email, user.get("email").asText());
        assertEquals("Con Sole", user.get("name").asText());
        assertEquals(
                user, admin.get("/users/" + user.get("id").asText()).expect(200).body());
    }

    @Test
    void listsAUserWithoutEmailAndName() {
        realm.addUser(UserBuilder.create("bare").enabled(true));
        String id = realm.admin().users().searchByUsername("bare", true).get(0).getId();
        Answer page = admin.get("/users?sort=-created_at").expect(200);
        assertEquals(id, ids(page).get(0));
        assertTrue(page.body().at("/data/0/email").isNull());
        assertTrue(page.body().at("/data/0/name").isNull());
    }

    @Test
    void listsNoServiceAccount() {
        ClientBuilder client = ClientBuilder.create()
                .clientId("robot")
                .secret("secret")
                .serviceAccountsEnabled(true)
                .publicClient(false);
        realm.admin().clients().create(client.build()).close();
        String id = realm.admin().clients().findByClientId("robot").get(0).getId();
        realm.cleanup().add(cleaned -> cleaned.clients().get(id).remove());
        String account = realm.admin().clients().get(id).getServiceAccountUser().getId();
        for (String status : List.of("", "&status=all", "&status=active")) {
            Answer page =
                    admin.get("/users?per_page=100&sort=-created_at" + status).expect(200);
            assertFalse(ids(page).contains(account), status);
        }
    }

    @Test
    void listsTheDeletedOnlyWhereTheStatusAsksForThem() {
        Answer living = created();
        Answer dead = created();
        admin.delete("/users/" + dead.id()).expect(200);
        for (String status : List.of("deleted", "all")) {
            assertTrue(newest("&status=" + status).contains(dead.id()), status);
        }
        for (String status : List.of("", "&status=active", "&status=inactive", "&type=user")) {
            assertFalse(newest(status).contains(dead.id()), status);
        }
        assertFalse(newest("&status=deleted").contains(living.id()));
    }

    @Test
    void findsNoDeletedUserByWhatItWas() {
        Answer dead = marked("dead", Map.of("name", "Gone " + mark.substring(0, 8)));
        admin.delete("/users/" + dead.id()).expect(200);
        assertEquals(List.of(), ids(list("&status=all")));
        assertEquals(
                List.of(),
                ids(admin.get("/users?status=deleted&email=" + dead.text("email"))
                        .expect(200)));
    }

    @Test
    void refusesWhoMayNotManageUsers() {
        signedIn(created()).get("/users").expectProblem(403, "forbidden");
        anonymous.get("/users").expectProblem(401, "invalid_token");
    }

    private List<String> newest(String query) {
        return ids(admin.get("/users?per_page=100&sort=-created_at" + query).expect(200));
    }
}
