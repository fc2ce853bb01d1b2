package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;
import org.keycloak.testframework.util.ApiUtil;

/** Users that are not as this API makes them: the item, the list, the filters and the counts say the same of them. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OddUsersTest extends WalkTest {

    @InjectRunOnServer
    RunOnServerClient server;

    @Test
    void anImportedIdWithCapitals() {
        UserRepresentation user = user(newEmail(), null);
        user.setId(UUID.randomUUID().toString().toUpperCase());
        agree(imported(List.of(user)).get(0), "active", "user");
    }

    @Test
    void aUserWithoutATimeOfCreation() {
        String id = imported("undated", 1).get(0);
        TimesOfCreation.forget(server, List.of(id));
        realm.admin().clearUserCache();
        assertTrue(agree(id, "active", "user").path("created_at").isNull());
    }

    @Test
    void aUserWithNeitherNameNorAddress() {
        UserRepresentation user = new UserRepresentation();
        user.setUsername("odd-" + UUID.randomUUID());
        user.setEnabled(false);
        JsonNode shown = agree(imported(List.of(user)).get(0), "inactive", "user");
        assertTrue(shown.path("email").isNull() && shown.path("name").isNull());
    }

    @Test
    void aUserWhoseUsernameIsThatOfATombstone() {
        UserRepresentation user = user(newEmail(), null);
        user.setUsername("deleted-" + UUID.randomUUID());
        agree(imported(List.of(user)).get(0), "active", "user");
    }

    @Test
    void anAdminByAGroup() {
        GroupRepresentation group = new GroupRepresentation();
        group.setName("odd-" + UUID.randomUUID());
        String id = ApiUtil.getCreatedId(realm.admin().groups().add(group));
        realm.cleanup().add(cleaned -> cleaned.groups().group(id).remove());
        realm.admin()
                .groups()
                .group(id)
                .roles()
                .realmLevel()
                .add(List.of(realm.admin().roles().get("admin").toRepresentation()));
        Answer member = created(newUser("attributes", Map.of("locale", "de")));
        inKeycloak(member).joinGroup(id);
        agree(member.id(), "active", "admin");
    }

    @Test
    void aServiceAccountIsNobodyEverywhere() {
        String client = "odd-" + UUID.randomUUID();
        addClient(ClientBuilder.create(client).secret("secret").serviceAccountsEnabled(true));
        String id = realm.admin()
                .clients()
                .get(realm.admin().clients().findByClientId(client).get(0).getId())
                .getServiceAccountUser()
                .getId();
        admin.get("/users/" + id).expectProblem(404, "user_not_found");
        for (String query : List.of("", "&status=all", "&search=" + client, "&type=user", "&cursor=")) {
            assertFalse(isListed(id, query), query);
        }
    }

    /** The item is what the list shows, the filters find it and no other does, and the counts count it. */
    private JsonNode agree(String id, String status, String type) {
        JsonNode item = admin.get("/users/" + id).expect(200).body();
        assertEquals(status, item.path("status").asText());
        assertEquals(type, item.path("type").asText());
        for (String query : List.of("", "&status=all", "&status=" + status, "&type=" + type, "&cursor=")) {
            assertEquals(item, listed(id, query), query);
        }
        assertFalse(isListed(id, "&status=deleted"));
        assertFalse(isListed(id, status.equals("active") ? "&status=inactive" : "&status=active"));
        assertFalse(isListed(id, type.equals("admin") ? "&type=user" : "&type=admin"));
        assertEquals(total(""), total("&status=active") + total("&status=inactive"));
        assertEquals(total(""), total("&type=admin") + total("&type=user"));
        return item;
    }

    private boolean isListed(String id, String query) {
        return listed(id, query) != null;
    }

    private JsonNode listed(String id, String query) {
        for (Answer page = admin.get("/users?per_page=100&include=attributes" + query);
                page != null;
                page = next(page)) {
            JsonNode found = StreamSupport.stream(page.body().path("data").spliterator(), false)
                    .filter(user -> user.path("id").asText().equals(id))
                    .findFirst()
                    .orElse(null);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private long total(String query) {
        return admin.get("/users?total=exact" + query)
                .expect(200)
                .body()
                .at("/meta/total")
                .asLong();
    }
}
