package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyConditionRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.representations.idm.ComponentExportRepresentation;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;
import org.keycloak.util.JsonSerialization;

/** {@code GET /admin/realms/{realm}/users-api}: what an administrator should know before the module goes on, and after. */
@KeycloakIntegrationTest(config = ApiServer.class)
class RealmCheckTest extends OwnRealmTest {

    @Test
    void aRealmThatHasEverythingIsToldAllOfIt() {
        create(realm -> realm.registrationAllowed(true)
                .verifyEmail(true)
                .duplicateEmailsAllowed(true)
                .loginWithEmailAllowed(false));
        fill();
        Answer check = check("?seconds=60").expect(200);
        assertEquals("off", check.text("state"));
        assertTrue(check.body().path("since").isMissingNode() || check.body().path("since") instanceof NullNode);
        assertTrue(check.body().path("complete").asBoolean(), check.text());
        assertEquals(
                new TreeMap<>(Map.ofEntries(
                        Map.entry("attribute_names_taken", 2),
                        Map.entry("admin_role_held", 2),
                        Map.entry("client_name_taken", 1),
                        Map.entry("page_client_name_taken", 1),
                        Map.entry("shared_address", 1),
                        Map.entry("username_is_anothers_address", 1),
                        Map.entry("required_attributes", 1),
                        Map.entry("unverified_addresses", 4),
                        Map.entry("no_mail_server", 1),
                        Map.entry("password_grant_refused", 1),
                        Map.entry("store_without_import", 1),
                        Map.entry("without_address", 2),
                        Map.entry("password_policy_changes", 10),
                        Map.entry("registration_form_changes", 2))),
                counts(check));
        assertEquals("grave", check.body().at("/findings/0/severity").asText());
        check.body().path("findings").forEach(finding -> {
            assertFalse(finding.path("meaning").asText().isEmpty(), finding.toString());
            assertFalse(finding.path("action").asText().isEmpty(), finding.toString());
            assertTrue(finding.path("counted").asBoolean());
        });
        assertFalse(check.text().contains("@"), check.text());
    }

    @Test
    void whatIsOnSinceWhenAndUnderWhichSettingsIsToldWithoutSecrets() {
        create(NAMED, realm -> realm);
        Answer check = check("?seconds=60").expect(200);
        assertEquals("on", check.text("state"));
        Instant since = Instant.parse(check.text("since"));
        assertTrue(since.isAfter(Instant.now().minusSeconds(600)) && !since.isAfter(Instant.now()));
        assertEquals("admin", check.body().at("/settings/admin-role").asText());
        assertTrue(check.body().at("/settings/realms").asBoolean());
        assertTrue(check.body().at("/settings/default-admin").asBoolean());
        assertFalse(
                check.text().contains(ApiServer.ADMIN_PASSWORD) || check.text().contains(ApiServer.ADMIN_EMAIL));
        assertEquals(Map.of("no_mail_server", 1), counts(check));
    }

    @Test
    void whatStopsIsToldAndNotTakenForNothing() {
        create(realm -> realm.verifyEmail(true));
        Answer check = check("?seconds=0").expect(200);
        assertFalse(check.body().path("complete").asBoolean());
        check.body().path("findings").forEach(finding -> {
            if (finding.path("code").asText().equals("unverified_addresses")) {
                assertFalse(finding.path("counted").asBoolean());
                assertTrue(finding.path("count").isMissingNode());
            }
        });
        assertTrue(check.text().contains("unverified_addresses"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "61", "x", "1.5", "99999999999"})
    void aLimitThatIsNoneIs400(String seconds) {
        create(realm -> realm);
        assertTrue(check("?seconds=" + seconds).expect(400).text().contains("from 0 to 60"));
    }

    @ParameterizedTest
    @CsvSource({"view-realm, 200", "manage-realm, 200", "manage-users, 403", "view-users, 403", ", 403"})
    void isForAdministratorsOfTheRealm(String role, int status) {
        create(OwnRealmTest::on);
        String ada = add("ada");
        if (role != null) {
            setup().grant(ada, setup().role("realm-management", role));
        }
        setup().newClient(ClientBuilder.create("cli")
                .secret(KeycloakSetup.SECRET)
                .directAccessGrantsEnabled(true)
                .fullScopeEnabled(true));
        String token = new Oidc(urls.getBase() + "/realms/own")
                .token(Map.of(
                        "grant_type", "password",
                        "client_id", "cli",
                        "client_secret", KeycloakSetup.SECRET,
                        "username", "ada",
                        "password", PASSWORD))
                .expect(200)
                .text("access_token");
        adminApi("own").bearer(token).exchange("GET", "?seconds=0", null).expect(status);
        adminApi("own").exchange("GET", "", null).expect(401);
        // The administrator of one realm learns nothing of another.
        assertEquals(
                403,
                adminApi(realm.getName())
                        .bearer(token)
                        .exchange("GET", "", null)
                        .status());
    }

    @Test
    void whatTheModuleChangedIsNoLongerToldOnceItIsOn() {
        create(realm -> realm.registrationAllowed(true));
        assertTrue(counts(check("?seconds=60"))
                .keySet()
                .containsAll(Set.of("password_policy_changes", "registration_form_changes")));
        switchTo(true);
        assertEquals(Map.of("no_mail_server", 1), counts(check("?seconds=60")));
        assertFalse(check("?seconds=60").text("since").isEmpty());
        switchTo(false);
        assertEquals("off", check("?seconds=60").text("state"));
    }

    @Test
    void aRoleThatTheModuleUsesAndThatOpensKeycloaksOwnDoorsIsGrave() {
        create(realm -> realm);
        setup().newRole("admin", setup().role("realm-management", "manage-users"));
        JsonNode grave = check("?seconds=60").expect(200).body().at("/findings/0");
        assertEquals("admin_role_contains_management", grave.path("code").asText());
        assertEquals("grave", grave.path("severity").asText());
        assertEquals("manage-users", grave.at("/names/0").asText());
    }

    private void fill() {
        UPConfig profile = profile();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        UPAttribute department = new UPAttribute(
                "department", new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin", "user")));
        department.setRequired(new UPAttributeRequired(Set.of("user"), Set.of()));
        profile.addOrReplaceAttribute(department);
        own.users().userProfile().update(profile);
        setup().newRole("admin");
        setup().newClient(ClientBuilder.create("users-api").publicClient(true));
        setup().newClient(ClientBuilder.create("users-admin").publicClient(true));
        for (String name : List.of("ada", "bob")) {
            setup().grant(add(name), setup().role("admin"));
        }
        // Of five people, four have an address that nobody verified; of two users, none.
        own.users().create(user("twin").email("bob@example.org").build()).close();
        own.users()
                .create(user("ada@example.org").email("other@example.org").build())
                .close();
        own.users()
                .create(UserBuilder.create("none")
                        .name("No", "Address")
                        .attribute("active", "since 1999")
                        .enabled(true)
                        .build())
                .close();
        own.users()
                .create(UserBuilder.create("nobody")
                        .attribute("invitation_sent_at", "by post")
                        .enabled(true)
                        .build())
                .close();
        refusePasswordGrant();
        addStore();
    }

    private void refusePasswordGrant() {
        ClientPolicyExecutorRepresentation executor = new ClientPolicyExecutorRepresentation();
        executor.setExecutorProviderId("reject-ropc-grant");
        executor.setConfiguration(JsonSerialization.mapper.createObjectNode());
        ClientProfileRepresentation profile = new ClientProfileRepresentation();
        profile.setName("no passwords");
        profile.setExecutors(List.of(executor));
        ClientProfilesRepresentation profiles = new ClientProfilesRepresentation();
        profiles.setProfiles(List.of(profile));
        own.clientPoliciesProfilesResource().updateProfiles(profiles);
        ClientPolicyConditionRepresentation condition = new ClientPolicyConditionRepresentation();
        condition.setConditionProviderId("any-client");
        condition.setConfiguration(JsonSerialization.mapper.createObjectNode());
        ClientPolicyRepresentation policy = new ClientPolicyRepresentation();
        policy.setName("strict");
        policy.setEnabled(true);
        policy.setConditions(List.of(condition));
        policy.setProfiles(List.of("no passwords"));
        ClientPoliciesRepresentation policies = new ClientPoliciesRepresentation();
        policies.setPolicies(List.of(policy));
        own.clientPoliciesPoliciesResource().updatePolicies(policies);
    }

    private void addStore() {
        ComponentExportRepresentation away =
                PreparationFailsTest.withDirectory("any").getComponents().getFirst(UserStorageProvider.class.getName());
        ComponentRepresentation store = new ComponentRepresentation();
        store.setName(away.getName());
        store.setProviderId(away.getProviderId());
        store.setProviderType(UserStorageProvider.class.getName());
        store.setConfig(away.getConfig());
        store.getConfig().putSingle("importEnabled", "false");
        ApiUtil.getCreatedId(own.components().add(store));
    }

    private Answer check(String query) {
        return adminApi(own.toRepresentation().getRealm())
                .bearer(keycloak.tokenManager().getAccessTokenString())
                .exchange("GET", query, null);
    }

    private Api adminApi(String name) {
        return Api.at(urls.getBase() + "/admin/realms/" + name + "/users-api");
    }

    private static Map<String, Integer> counts(Answer check) {
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode finding : check.expect(200).body().path("findings")) {
            counts.put(finding.path("code").asText(), finding.path("count").asInt());
        }
        return counts;
    }
}
