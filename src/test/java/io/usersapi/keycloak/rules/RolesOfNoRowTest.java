package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.SlowSender;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.AuthorizationResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.authorization.RolePolicyRepresentation;
import org.keycloak.representations.idm.authorization.ScopePermissionRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;
import org.keycloak.testframework.util.ApiUtil;

/** Roles, groups and the enabled flag of users who stand in no table of users, because their store does not import them. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class RolesOfNoRowTest extends ShopTest {

    private static final String MAPPER = "mapper-of-roles";

    @InjectRunOnServer
    RunOnServerClient server;

    private KeycloakSetup keycloak;
    private Directory directory;
    private String store;
    private String id;

    /** May give each realm role to everybody, by fine-grained admin permissions, and nothing else. */
    @TestSetup
    public void addMapper() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.setAdminPermissions(true);
        RoleRepresentation mappers = setup.newRole("mappers");
        setup.newServiceAccount(MAPPER, mappers);
        AuthorizationResource permissions = setup.client("admin-permissions").authorization();
        RolePolicyRepresentation policy = new RolePolicyRepresentation();
        policy.setName("mappers");
        policy.addRole(mappers.getId());
        permissions.policies().role().create(policy).close();
        permit(permissions, "Users", "view", "map-roles");
        permit(permissions, "Roles", "map-role");
    }

    private static void permit(AuthorizationResource permissions, String type, String... scopes) {
        ScopePermissionRepresentation permission = new ScopePermissionRepresentation();
        permission.setName("mappers and " + type);
        permission.setResourceType(type);
        permission.setScopes(Set.of(scopes));
        permission.addPolicy("mappers");
        permissions.permissions().scope().create(permission).close();
    }

    @BeforeEach
    void addStore() {
        keycloak = new KeycloakSetup(realm.admin());
        server.run(session -> ForeignStore.plug(session.getKeycloakSessionFactory(), true));
        ComponentRepresentation component = new ComponentRepresentation();
        component.setName(ForeignStore.ID);
        component.setProviderId(ForeignStore.ID);
        component.setProviderType(UserStorageProvider.class.getName());
        component.setParentId(realm.admin().toRepresentation().getId());
        store = ApiUtil.getCreatedId(realm.admin().components().add(component));
        id = "f:" + store + ":outside-ann";
    }

    @AfterEach
    void removeStore() {
        realm.admin().components().component(store).remove();
        server.run(session -> ForeignStore.plug(session.getKeycloakSessionFactory(), false));
    }

    private UserResource ann() {
        return realm.admin().users().get(id);
    }

    private Answer giveByMapper(String userId, String role) {
        return giveByMapper(userId, List.of(keycloak.role(role)));
    }

    private Answer giveByMapper(String userId, List<RoleRepresentation> roles) {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(new Oidc(realm.getBaseUrl()).serviceAccount(MAPPER, KeycloakSetup.SECRET))
                .exchange("POST", "/users/" + Api.encoded(userId) + "/role-mappings/realm", Api.json(roles));
    }

    @Test
    void nobodyGivesThePermissionWithoutHoldingIt() {
        String local = created().id();
        for (String user : List.of(local, id)) {
            giveByMapper(user, "reader").expect(204);
            giveByMapper(user, "admin").expect(403);
        }
        assertFalse(holds("admin"));
        assertTrue(holds("reader"));
    }

    @Test
    void aRoleThatIsDeletedAtThatInstantGivesNothing() {
        RoleRepresentation role = keycloak.newRole("vanishing");
        keycloak.grant(id, role);
        BehindTheCache.delete(server, realm.admin(), List.of(role.getId()), List.of(), id);
        Answer shown = admin.get("/users/" + Api.encoded(id)).expect(200);
        assertEquals("user", shown.text("type"));
        BehindTheCache.forget(realm.admin());
    }

    /** Keycloak tells the directory at once, and no row of the role. */
    @ParameterizedTest
    @ValueSource(strings = {"LDAP_ONLY", "ldap_only"})
    void nobodyGivesItWhereADirectoryAloneKeepsRoles(String mode) {
        UserResource kim = kim("kim", true, false);
        Directory.keepRoles(realm.admin(), mode);
        giveByMapper(idOf(kim), "reader").expect(204);
        giveByMapper(idOf(kim), "admin").expect(403);
        assertTrue(holds(kim, "reader"));
        assertFalse(holds(kim, "admin"));
    }

    /** Keycloak tells the directory of each role before it looks at the next. */
    @Test
    void aCallThatFailsLaterGivesItToNobodyInADirectory() {
        UserResource kim = kim();
        RoleRepresentation nowhere = new RoleRepresentation("nowhere", null, false);
        nowhere.setId("nowhere");
        giveByMapper(idOf(kim), List.of(keycloak.role("admin"), nowhere)).expect(404);
        assertFalse(holds(kim, "admin"));
    }

    /** What is encoded in an id is not decoded twice. */
    @Test
    void nobodyGivesItWhereTheNameInTheDirectoryLooksEncoded() {
        UserResource kim = kim("kim%41", false);
        giveByMapper(idOf(kim), "reader").expect(204);
        giveByMapper(idOf(kim), "admin").expect(403);
        assertFalse(holds(kim, "admin"));
    }

    /** The user's row has another id than that by which a store knows the user. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "IMPORT", "LDAP_ONLY"})
    void nobodyGivesItByTheIdOfTheStore(String mode) {
        UserResource kim = kim("kim", true, false);
        if (!mode.equals("none")) {
            Directory.keepRoles(realm.admin(), mode);
        }
        String byTheStore = "f:" + kim.toRepresentation().getFederationLink() + ":kim";
        giveByMapper(byTheStore, "reader").expect(204);
        giveByMapper(byTheStore, "admin").expect(403);
        assertTrue(holds(kim, "reader"));
        assertFalse(holds(kim, "admin"));
    }

    /** From before the directory alone kept roles. */
    @Test
    void aRowThatTheDirectoryHidesGivesItToNobody() {
        UserResource kim = kim("kim", true, false);
        kim.roles().realmLevel().add(List.of(keycloak.role("admin")));
        Directory.keepRoles(realm.admin());
        assertFalse(holds(kim, "admin"));
        giveByMapper(idOf(kim), "admin").expect(403);
        assertFalse(directory.hasRole("admin", "kim"));
    }

    /** What Keycloak's cache knows of the directory may be old. */
    @Test
    void nobodyGivesBackWhatTheDirectoryHasTaken() {
        UserResource kim = kim();
        RoleRepresentation admin = keycloak.role("admin");
        kim.roles().realmLevel().add(List.of(admin));
        assertTrue(holds(kim, "admin"));
        directory.takeRole("admin", "kim");
        giveByMapper(idOf(kim), "admin").expect(403);
        assertFalse(directory.hasRole("admin", "kim"));
    }

    /** Anybody with a token can begin a request to give roles, and keep it open while another one is answered. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAnotherRequestGivesMeanwhileStays(boolean keepsRoles) {
        UserResource kim = kim("kim", true, keepsRoles);
        String token = anonymous.signIn(created().text("email"), PASSWORD).text("access_token");
        RoleRepresentation admin = keycloak.role("admin");
        String path = "/users/" + idOf(kim) + "/role-mappings/realm";
        try (SlowSender refused = SlowSender.to(
                urls.getAdmin() + "/realms/" + realm.getName() + path,
                "Authorization: Bearer " + token,
                "Content-Type: application/json")) {
            // The server begins with the refused request meanwhile.
            waitForAnotherSecond();
            kim.roles().realmLevel().add(List.of(admin));
            refused.sendAll(Api.json(List.of(admin)));
            await().until(refused::isAnswered);
            assertEquals(403, refused.status());
        }
        assertTrue(holds(kim, "admin"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasItInADirectoryKeepsIt(boolean keepsRoles) {
        UserResource kim = kim("kim", true, keepsRoles);
        kim.roles().realmLevel().add(List.of(keycloak.role("admin")));
        giveByMapper(idOf(kim), "admin").expect(204);
        assertTrue(holds(kim, "admin"));
    }

    /** A user of a directory that alone keeps roles. */
    private UserResource kim() {
        return kim("kim", true);
    }

    private UserResource kim(String uid, boolean imports) {
        return kim(uid, imports, true);
    }

    private UserResource kim(String uid, boolean imports, boolean keepsRoles) {
        directory = Directory.of(realm).with(uid, "Kim", "Keeper", "kim@directory.example.org");
        directory.federate(realm, "WRITABLE", imports);
        if (keepsRoles) {
            Directory.keepRoles(realm.admin());
        }
        return realm.admin()
                .users()
                .get(admin.get("/users/kim@directory.example.org").expect(200).id());
    }

    private static String idOf(UserResource user) {
        return user.toRepresentation().getId();
    }

    private boolean holds(String role) {
        return holds(ann(), role);
    }

    private static boolean holds(UserResource user, String role) {
        return user.roles().realmLevel().listAll().stream()
                .anyMatch(held -> held.getName().equals(role));
    }

    private String token() {
        return shop.signedIn("outside-ann", ForeignStore.PASSWORD, "openid").text("access_token");
    }

    @Test
    void whoLosesTheAdminRoleIsSignedOut() {
        ann().roles().realmLevel().add(List.of(keycloak.role("admin"), keycloak.role("reader")));
        String token = token();
        ann().roles().realmLevel().remove(List.of(keycloak.role("reader")));
        assertTrue(shop.isActive(token));
        ann().roles().realmLevel().remove(List.of(keycloak.role("admin")));
        expectSignedOut(token);
    }

    @Test
    void whoLeavesTheGroupThatGivesItIsSignedOut() {
        String group = keycloak.newGroup("outside-admins", keycloak.role("admin"));
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        ann().joinGroup(group);
        String token = token();
        ann().leaveGroup(group);
        expectSignedOut(token);
    }

    @Test
    void whomAnExtensionDisablesIsSignedOut() {
        String token = token();
        String user = id;
        server.run(session -> {
            RealmModel acme = session.realms().getRealmByName(ApiRealm.NAME);
            session.getContext().setRealm(acme);
            session.users().getUserById(acme, user).setEnabled(false);
        });
        expectSignedOut(token);
    }

    private void expectSignedOut(String token) {
        assertFalse(shop.isActive(token));
        assertEquals(List.of(), ann().getUserSessions());
    }
}
