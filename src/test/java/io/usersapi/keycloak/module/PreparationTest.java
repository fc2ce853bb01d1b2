package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RoleBuilder;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class PreparationTest extends ApiTest {

    private static final String NAME = "prepared";

    @InjectAdminClient
    private Keycloak keycloak;

    private RealmResource prepared;

    @AfterEach
    void removeRealm() {
        prepared.remove();
    }

    @Test
    void changesNothingWhileTheModuleIsOff() {
        create(realm -> realm);
        assertFalse(prepared.toRepresentation().isBruteForceProtected());
        assertNull(prepared.toRepresentation().getPasswordPolicy());
        assertTrue(prepared.clients().findByClientId("users-api").isEmpty());
        assertNull(profile().getAttribute("active"));
    }

    @Test
    void makesTheAdminRoleHoldThePermissionAndNothingElse() {
        create(PreparationTest::on);
        ClientRepresentation client = client();
        List<String> held = prepared.roles().get("admin").getRoleComposites().stream()
                .map(role -> role.getContainerId() + "/" + role.getName())
                .toList();
        assertEquals(List.of(client.getId() + "/manage-users"), held);
    }

    @Test
    void makesAPublicClientForPasswordsOnly() {
        create(PreparationTest::on);
        ClientRepresentation client = client();
        assertTrue(client.isPublicClient() && client.isDirectAccessGrantsEnabled());
        assertFalse(client.isStandardFlowEnabled() || client.isImplicitFlowEnabled());
        assertFalse(client.isServiceAccountsEnabled());
        assertTrue(client.getRedirectUris().isEmpty() && client.getWebOrigins().isEmpty());
    }

    @Test
    void protectsPasswords() {
        create(PreparationTest::on);
        RealmRepresentation realm = prepared.toRepresentation();
        assertEquals("length(10)", realm.getPasswordPolicy());
        assertTrue(realm.isBruteForceProtected());
    }

    @Test
    void declaresItsAttributesVisibleToAdministratorsAndEditableByNobody() {
        create(PreparationTest::on);
        for (String name : List.of("active", "deleted_at", "deleted_by", "deleted_email", "invitation_sent_at")) {
            UPAttribute attribute = profile().getAttribute(name);
            assertEquals("users-api", attribute.getGroup());
            assertEquals(Set.of("admin"), attribute.getPermissions().getView());
            assertEquals(Set.of(), attribute.getPermissions().getEdit());
        }
        assertTrue(
                profile().getGroups().stream().anyMatch(group -> group.getName().equals("users-api")));
    }

    @Test
    void requiresNoNames() {
        create(realm -> on(realm)
                .users(UserBuilder.create("ada").email("ada@example.org").password(PASSWORD)));
        assertNull(profile().getAttribute("firstName").getRequired());
        assertNull(profile().getAttribute("lastName").getRequired());
        api().signIn("ada@example.org", PASSWORD);
    }

    @Test
    void happensWhenTheModuleIsSwitchedOnAtRunTime() {
        create(realm -> realm);
        switchTo("true");
        assertEquals("length(10)", prepared.toRepresentation().getPasswordPolicy());
        assertEquals("users-api", client().getClientId());
        api().get("/openapi.json").expect(200);
    }

    @Test
    void changesNothingTheSecondTime() {
        create(PreparationTest::on);
        String first = state();
        switchTo("false");
        switchTo("true");
        assertEquals(first, state());
    }

    @Test
    void keepsALongerPasswordPolicy() {
        create(realm -> on(realm).passwordPolicy("length(14) and digits(2)"));
        assertEquals(Set.of("length(14)", "digits(2)"), policies());
    }

    @Test
    void lengthensAShorterPasswordPolicyAndKeepsTheRest() {
        create(realm -> on(realm).passwordPolicy("length(8) and digits(2)"));
        assertEquals(Set.of("length(10)", "digits(2)"), policies());
    }

    @Test
    void keepsARoleThatIsThereAndThatNobodyHolds() {
        create(realm -> on(realm).realmRoles(RoleBuilder.create("admin").description("Ours.")));
        assertEquals("Ours.", prepared.roles().get("admin").toRepresentation().getDescription());
        assertEquals(
                List.of("manage-users"),
                prepared.roles().get("admin").getRoleComposites().stream()
                        .map(RoleRepresentation::getName)
                        .toList());
    }

    @Test
    void leavesAClientThatIsThereAsItIs() {
        create(realm -> realm.clients(
                ClientBuilder.create("users-api").name("Ours").publicClient().webOrigins("https://app")));
        ClientRepresentation before = client();
        switchTo("true");
        assertEquals(Api.json(before), Api.json(client()));
        assertEquals(List.of(), prepared.clients().get(before.getId()).roles().list());
    }

    @Test
    void keepsWhatTheProfileAlreadyDeclares() {
        create(realm -> realm);
        UPConfig profile = profile();
        profile.addOrReplaceAttribute(new UPAttribute("department"));
        prepared.users().userProfile().update(profile);
        switchTo("true");
        assertEquals("department", profile().getAttribute("department").getName());
        assertEquals("active", profile().getAttribute("active").getName());
    }

    @Test
    void makesNoDefaultAdminInARealmThatTheSettingDoesNotName() {
        create(PreparationTest::on);
        api().token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).expect(401);
        assertEquals(0, prepared.users().count());
    }

    private void create(UnaryOperator<RealmBuilder> settings) {
        prepared = keycloak.realm(NAME);
        keycloak.realms()
                .create(settings.apply(RealmBuilder.create()
                                .name(NAME)
                                .privateKey(RealmKeys.of(NAME))
                                .enabled(true))
                        .build());
        // The permissions for a new realm come with the next token.
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
    }

    private static RealmBuilder on(RealmBuilder realm) {
        return realm.attribute("usersApi.enabled", "true");
    }

    private void switchTo(String value) {
        update(realm -> realm.getAttributes().put("usersApi.enabled", value));
    }

    private void update(Consumer<RealmRepresentation> change) {
        RealmRepresentation realm = prepared.toRepresentation();
        change.accept(realm);
        prepared.update(realm);
    }

    private Api api() {
        return Api.at(urls.getBase() + "/realms/" + NAME + "/api");
    }

    /** The module's client, its scopes by name: MariaDB answers rows in no certain order. */
    private ClientRepresentation client() {
        ClientRepresentation client =
                prepared.clients().findByClientId("users-api").get(0);
        client.getDefaultClientScopes().sort(null);
        client.getOptionalClientScopes().sort(null);
        return client;
    }

    private UPConfig profile() {
        return prepared.users().userProfile().getConfiguration();
    }

    private Set<String> policies() {
        return Set.of(prepared.toRepresentation().getPasswordPolicy().split(" and "));
    }

    /** Everything that the preparation may touch. */
    private String state() {
        RealmRepresentation realm = prepared.toRepresentation();
        return Api.json(Map.of(
                "policy", realm.getPasswordPolicy(),
                "protected", realm.isBruteForceProtected(),
                "client", client(),
                "roles",
                        prepared.roles().list().stream()
                                .map(RoleRepresentation::getId)
                                .collect(Collectors.toSet()),
                "composites", Api.json(prepared.roles().get("admin").getRoleComposites()),
                "profile", profile()));
    }
}
