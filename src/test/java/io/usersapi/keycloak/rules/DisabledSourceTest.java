package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** Keycloak shows users as disabled whose store or organization is: one answer in the list, the item, filters and counts. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DisabledSourceTest extends PartnerTest {

    private static final String LAZARUS = "lazarus@example.org";

    @Test
    void usersOfADisabledStoreAreInactiveEverywhere() {
        Directory directory = Directory.of(realm).with("ada", "Ada", "Lovelace", "ada@directory.example.org");
        directory.federate(realm, "WRITABLE", true);
        Answer ada = admin.get("/users/ada@directory.example.org").expect(200);
        expect("active", ada.id());

        disableStore();

        expect("inactive", ada.id());
    }

    @Test
    void whoIsDeactivatedWhileItsStoreIsDisabledStaysInactive() {
        Directory directory = Directory.of(realm).with("alan", "Alan", "Turing", "alan@directory.example.org");
        directory.federate(realm, "WRITABLE", true);
        Answer alan = admin.get("/users/alan@directory.example.org").expect(200);
        disableStore();
        admin.patch("/users/" + alan.id(), Map.of("status", "inactive")).expect(200);
        switchStore("true");

        expect("inactive", alan.id());
        admin.patch("/users/" + alan.id(), Map.of("status", "active")).expect(200);
        expect("active", alan.id());
    }

    private void disableStore() {
        switchStore("false");
    }

    private void switchStore(String enabled) {
        ComponentRepresentation store = realm.admin()
                .components()
                .query(null, "org.keycloak.storage.UserStorageProvider")
                .get(0);
        store.getConfig().putSingle("enabled", enabled);
        realm.admin().components().component(store.getId()).update(store);
    }

    @Test
    void anAdminOfADisabledStoreDoesNotKeepTheRealmManaged() {
        Directory directory = Directory.of(realm).with("grace", "Grace", "Hopper", "grace@directory.example.org");
        directory.federate(realm, "WRITABLE", true);
        Answer grace = admin.get("/users/grace@directory.example.org").expect(200);
        admin.patch("/users/" + grace.id(), Map.of("type", "admin")).expect(200);
        disableStore();

        Answer me = admin.get("/users/me").expect(200);
        admin.patch("/users/" + me.id(), Map.of("status", "inactive")).expectProblem(409, "last_admin");
    }

    @Test
    void whoIsDeactivatedWhileItsOrganizationIsDisabledStaysInactive() {
        String id = newGuild();
        String lazarus = newMember();
        OrganizationRepresentation guild = realm.admin().organizations().get(id).toRepresentation();
        guild.setEnabled(false);
        realm.admin().organizations().get(id).update(guild).close();
        for (String told : List.of("changed", "unchanged")) {
            Map<String, Object> change =
                    Map.of("users", List.of(lazarus, created().id()), "change", Map.of("status", "inactive"));
            assertEquals(
                    told,
                    admin.post("/users/bulk", change)
                            .expect(200)
                            .body()
                            .at("/data/0/status")
                            .asText());
        }
        guild.setEnabled(true);
        realm.admin().organizations().get(id).update(guild).close();

        expect("inactive", lazarus);
        removeOrganizations();
    }

    private String newGuild() {
        realm.updateWithCleanup(settings -> settings.organizationsEnabled(true));
        OrganizationRepresentation guild = new OrganizationRepresentation();
        guild.setName("guild");
        guild.addDomain(new OrganizationDomainRepresentation("example.org"));
        String id = ApiUtil.getCreatedId(realm.admin().organizations().create(guild));
        realm.admin()
                .organizations()
                .get(id)
                .identityProviders()
                .addIdentityProvider(Partner.ALIAS)
                .close();
        return id;
    }

    /** Somebody whom the organization manages, since the person comes from its identity provider. */
    private String newMember() {
        partner.person(LAZARUS);
        try (Browser browser = new Browser()) {
            Partner.signIn(browser, shop, LAZARUS);
            return admin.get("/users/" + LAZARUS).expect(200).id();
        }
    }

    @Test
    void managedMembersOfADisabledOrganizationAreInactiveEverywhere() {
        String id = newGuild();
        String lazarus = newMember();
        Answer free = created();
        expect("active", lazarus);

        OrganizationRepresentation disabled =
                realm.admin().organizations().get(id).toRepresentation();
        disabled.setEnabled(false);
        realm.admin().organizations().get(id).update(disabled).close();
        expect("inactive", lazarus);
        expect("active", free.id());

        disabled.setEnabled(true);
        realm.admin().organizations().get(id).update(disabled).close();
        realm.updateWithCleanup(settings -> settings.organizationsEnabled(false));
        expect("inactive", lazarus);

        realm.updateWithCleanup(settings -> settings.organizationsEnabled(true));
        removeOrganizations();
    }

    /** Keycloak gives out such a member read-only. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void managedMembersOfADisabledOrganizationCanBeDeleted(boolean many) {
        String id = newGuild();
        List<String> members = new ArrayList<>(List.of(newMember()));
        OrganizationRepresentation disabled =
                realm.admin().organizations().get(id).toRepresentation();
        disabled.setEnabled(false);
        realm.admin().organizations().get(id).update(disabled).close();
        if (many) {
            members.add(created().id());
            admin.post("/users/bulk", Map.of("users", members, "delete", true)).expect(200);
        } else {
            admin.delete("/users/" + members.get(0)).expect(200);
        }
        UserRepresentation dead = realm.admin().users().get(members.get(0)).toRepresentation();
        assertTrue(dead.getUsername().startsWith("deleted-"), dead.getUsername());
        assertNull(dead.getEmail());
        assertEquals(List.of(), realm.admin().users().get(members.get(0)).getFederatedIdentity());
        disabled.setEnabled(true);
        realm.admin().organizations().get(id).update(disabled).close();
        assertEquals(List.of(), realm.admin().organizations().get(id).members().list(0, 10));
        created(newUser("email", LAZARUS));
        removeOrganizations();
    }

    private void expect(String status, String id) {
        assertEquals(status, admin.get("/users/" + id).expect(200).text("status"));
        for (String query : List.of("", "&status=all")) {
            assertEquals(status, listed(query, id).get("status").asText(), query);
        }
        for (String filter : List.of("active", "inactive")) {
            JsonNode found = listed("&status=" + filter, id);
            assertEquals(filter.equals(status), found != null, filter);
        }
        long all = total("");
        assertEquals(all, total("&status=active") + total("&status=inactive"));
        assertTrue(total("&status=" + status) > 0);
        assertFalse(all == 0);
    }

    private JsonNode listed(String query, String id) {
        JsonNode data =
                admin.get("/users?per_page=100" + query).expect(200).body().get("data");
        return StreamSupport.stream(data.spliterator(), false)
                .filter(user -> user.get("id").asText().equals(id))
                .findFirst()
                .orElse(null);
    }

    private long total(String query) {
        return admin.get("/users?total=exact" + query)
                .expect(200)
                .body()
                .at("/meta/total")
                .asLong();
    }
}
