package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Attributes and verified addresses of users that are kept in a directory. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DirectoryAttributesTest extends UnimportedTest {

    private Answer imported(String editMode) {
        directory.federate(realm, editMode, true);
        return admin.get("/users/" + ADA).expect(200);
    }

    private void unmanaged() {
        UPConfig original = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        UPConfig open = original.clone();
        UPAttribute department =
                new UPAttribute("department", new UPAttributePermissions(Set.of("admin"), Set.of("admin")));
        department.setAnnotations(Map.of());
        open.addOrReplaceAttribute(department);
        open.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"department", "hat"})
    void aReadOnlyDirectoryRefusesThem(String name) {
        unmanaged();
        Answer ada = imported("READ_ONLY");
        admin.patch(path(ada), Map.of("attributes", Map.of(name, "x"))).expectProblem(409, "read_only");
        assertEquals(ada.body(), admin.get(path(ada)).body());
    }

    /** Keycloak keeps the language itself (LDAPStorageProvider.INTERNAL_ATTRIBUTES). */
    @Test
    void theLanguageOfAUserIsNotTheDirectorys() {
        Answer ada = imported("READ_ONLY");
        Answer changed = admin.patch(path(ada), Map.of("attributes", Map.of("locale", "de")))
                .expect(200);
        assertEquals(changed.body(), admin.get(path(ada)).body());
    }

    @Test
    void whatNobodyMaySetIsToldBeforeTheDirectory() {
        Answer ada = imported("READ_ONLY");
        for (String name : new String[] {"LDAP_ID", "LDAP_ENTRY_DN", "ldap_id", "active"}) {
            admin.patch(path(ada), Map.of("attributes", Map.of(name, "x")))
                    .expectInvalid("attributes." + name, "not_editable");
        }
        assertEquals(ada.body(), admin.get(path(ada)).body());
    }

    @Test
    void keycloaksOwnOfADirectoryAreNotShown() {
        unmanaged();
        Answer ada = imported("WRITABLE");
        assertTrue(inKeycloak(ada).toRepresentation().getAttributes().containsKey("LDAP_ID"));
        assertEquals("{}", ada.body().path("attributes").toString());
        JsonNode listed = admin.get("/users?include=attributes&email=" + ADA)
                .expect(200)
                .body()
                .at("/data/0");
        assertEquals("{}", listed.path("attributes").toString());
    }

    @Test
    void aWritableDirectoryLeavesThemToKeycloak() {
        Answer ada = imported("WRITABLE");
        Answer changed = admin.patch(path(ada), Map.of("attributes", Map.of("locale", "de"), "email_verified", true))
                .expect(200);
        assertEquals("de", changed.body().at("/attributes/locale/0").asText());
        assertTrue(changed.body().path("email_verified").asBoolean());
        assertEquals(changed.body(), admin.get(path(ada)).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"attributes\": {\"locale\": \"de\"}}", "{\"email_verified\": true}"})
    void aDirectoryThatIsNotImportedHasNoPlaceForThem(String change) {
        Answer ada = ada("WRITABLE");
        admin.send("PATCH", path(ada), change).expectProblem(409, "read_only");
        assertEquals(ada.body(), admin.get(path(ada)).body());
    }

    @Test
    void aDirectoryThatIsNotImportedTakesNoNewUsersWithThem() {
        directory.federate(realm, "WRITABLE", false);
        for (Map<String, Object> user :
                List.of(newUser("attributes", Map.of("locale", "de")), newUser("email_verified", true))) {
            admin.post("/users", user).expectProblem(409, "read_only");
            admin.get("/users/" + user.get("email")).expect(404);
            assertFalse(directory.accepts(user.get("email").toString(), PASSWORD));
        }
    }

    @Test
    void listsOfADirectoryThatIsNotImportedKnowTheParameters() {
        Answer ada = ada("READ_ONLY");
        Answer local = signedInLocal();
        JsonNode page =
                admin.get("/users?include=attributes&per_page=100").expect(200).body();
        page.path("data").forEach(user -> assertTrue(user.has("attributes"), user::toString));
        assertEquals("{}", ada.body().path("attributes").toString());
        JsonNode german = admin.get("/users?attribute=locale:de&include=attributes")
                .expect(200)
                .body();
        assertEquals(local.id(), german.at("/data/0/id").asText());
        assertEquals(1, german.at("/meta/total").asInt());
        assertFalse(admin.get("/users?email_verified=true").expect(200).text().contains(ADA));
    }

    private Answer signedInLocal() {
        realm.admin()
                .components()
                .query(null, "org.keycloak.storage.UserStorageProvider")
                .forEach(store -> {
                    store.getConfig().putSingle("syncRegistrations", "false");
                    realm.admin().components().component(store.getId()).update(store);
                });
        return created(newUser("attributes", Map.of("locale", "de")));
    }
}
