package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/**
 * A role or a group that is deleted at the instant of a request is nobody's any more, and no defect of the server. Between a
 * deletion and the end of a request that has looked the role up before, Keycloak's cache has the role and the database does
 * not: so these tests delete it behind the cache.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class VanishingRoleTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    private KeycloakSetup keycloak;
    private String name;

    /** What goes together, which Keycloak's cache notices in different ways. */
    enum Deleted {
        /** The cache does not know yet what the role contains (CachedRole). */
        ALONE,
        /** The cache knows, and misses the part first (RoleAdapter). */
        WITH_ITS_PART
    }

    @BeforeEach
    void nameIt() {
        keycloak = new KeycloakSetup(realm.admin());
        name = "vanishing-" + UUID.randomUUID();
    }

    @AfterEach
    void forget() {
        BehindTheCache.forget(realm.admin());
    }

    @ParameterizedTest
    @EnumSource
    void itsHolderIsShownTheUserWithoutIt(Deleted deleted) {
        Answer user = holder(deleted);
        Api self = signedIn(user);
        vanish(user, deleted);
        assertHoldsNothing(self.get("/users/me").expect(200));
    }

    @ParameterizedTest
    @EnumSource
    void itGivesItsHolderNoRight(Deleted deleted) {
        Answer user = holder(deleted);
        Api self = signedIn(user);
        vanish(user, deleted);
        self.get("/users").expectProblem(403, "forbidden");
    }

    @ParameterizedTest
    @EnumSource
    void anAdministratorIsShownTheUserWithoutIt(Deleted deleted) {
        Answer user = holder(deleted);
        vanish(user, deleted);
        Answer shown = admin.get("/users/" + user.id()).expect(200);
        assertHoldsNothing(shown);
        assertEquals("", shown.header("Allow"));
    }

    @ParameterizedTest
    @EnumSource
    void listsShowTheUserWithoutIt(Deleted deleted) {
        Answer user = holder(deleted);
        vanish(user, deleted);
        Answer page =
                admin.get("/users?email=" + Api.encoded(user.text("email"))).expect(200);
        assertEquals(0, page.body().at("/data/0/roles").size(), page::text);
        assertEquals("user", page.body().at("/data/0/type").asText(), page::text);
    }

    @ParameterizedTest
    @EnumSource
    void itsHolderCanBeChanged(Deleted deleted) {
        Answer user = holder(deleted);
        vanish(user, deleted);
        assertHoldsNothing(
                admin.patch("/users/" + user.id(), Map.of("name", "Ada")).expect(200));
    }

    @ParameterizedTest
    @EnumSource
    void itsHolderCanBeDeleted(Deleted deleted) {
        Answer user = holder(deleted);
        vanish(user, deleted);
        admin.delete("/users/" + user.id()).expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsCreatedWithIt(Deleted deleted) {
        Answer user = holder(deleted);
        vanish(user, deleted);
        admin.post("/users", newUser("roles", List.of(name))).expectProblem(409, "conflict");
        admin.post("/users", newUser("roles", List.of(name))).expectInvalid("roles", "unknown_role");
    }

    @ParameterizedTest
    @EnumSource
    void nobodyGetsIt(Deleted deleted) {
        vanish(holder(deleted), deleted);
        String path = "/users/" + created().id();
        admin.patch(path, Map.of("roles", List.of(name))).expectProblem(409, "conflict");
        admin.patch(path, Map.of("roles", List.of(name))).expectInvalid("roles", "unknown_role");
    }

    @ParameterizedTest
    @EnumSource
    void itIsNoneOfTheRolesThatCanBeGiven(Deleted deleted) {
        vanish(holder(deleted), deleted);
        Answer roles = admin.get("/roles").expect(200);
        assertFalse(roles.text().contains(name), roles::text);
    }

    /** Keycloak's own Admin API gives the role; the module looks at what the role brings. */
    @Test
    void aRoleThatContainsItCanBeGiven() {
        Answer user = holder(Deleted.ALONE);
        RoleRepresentation whole = keycloak.newRole("of-" + name, keycloak.role(name));
        vanish(user, Deleted.ALONE);
        keycloak.grant(user.id(), whole);
        assertEquals(
                whole.getName(),
                admin.get("/users/" + user.id()).body().at("/roles/0/name").asText());
    }

    /** The client of the token has no other role in its scope. */
    @Test
    void aClientThatHasItInScopeBringsNothingByIt() {
        Answer user = holder(Deleted.ALONE);
        addClient(ClientBuilder.create("narrow")
                .publicClient(true)
                .directAccessGrantsEnabled(true)
                .fullScopeEnabled(false));
        keycloak.client("narrow").getScopeMappings().realmLevel().add(List.of(keycloak.role(name)));
        Api narrow = anonymous.bearer(
                new Oidc(realm.getBaseUrl()).password("narrow", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD));
        vanish(user, Deleted.ALONE);
        narrow.get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void aGroupThatGoesWithItsRoleGivesNothing() {
        RoleRepresentation role = keycloak.newRole(name);
        String group = keycloak.newGroup(name, role);
        Answer user = created();
        keycloak.join(user.id(), group);
        Api self = signedIn(user);
        BehindTheCache.delete(server, realm.admin(), List.of(role.getId()), List.of(group), user.id());
        assertHoldsNothing(self.get("/users/me").expect(200));
    }

    @Test
    void aGroupOfAdminsMayLoseItsSubgroups() {
        String group = keycloak.newGroup(name, keycloak.role("admin"));
        String below = keycloak.newSubGroup(group, "below");
        String lowest = keycloak.newSubGroup(below, "lowest");
        Answer user = created();
        keycloak.join(user.id(), group);
        BehindTheCache.delete(server, realm.admin(), List.of(), List.of(below, lowest), user.id());
        Answer admins = admin.get("/users?type=admin&email=" + Api.encoded(user.text("email")))
                .expect(200);
        assertEquals(1, admins.body().path("data").size(), admins::text);
    }

    /** On MariaDB, a transaction that began before the role was there does not see it. */
    @Test
    void aRoleThatOneTransactionAloneLacksIsNotTakenForDeleted() {
        holder(Deleted.ALONE);
        String id = roleId(name);
        BehindTheCache.forget(realm.admin());
        assertEquals("NullPointerException", server.fetchString(session -> BehindTheCache.lacking(session, id)));
    }

    private Answer holder(Deleted deleted) {
        RoleRepresentation role = deleted == Deleted.ALONE
                ? keycloak.newRole(name)
                : keycloak.newRole(name, keycloak.newRole("part-of-" + name));
        assertEquals(deleted == Deleted.WITH_ITS_PART, role.isComposite());
        return created(newUser("roles", List.of(name)));
    }

    private static void assertHoldsNothing(Answer user) {
        assertEquals(0, user.body().path("roles").size(), user::text);
        assertEquals("user", user.text("type"));
    }

    private void vanish(Answer user, Deleted deleted) {
        List<String> roles =
                deleted == Deleted.ALONE ? List.of(roleId(name)) : List.of(roleId(name), roleId("part-of-" + name));
        BehindTheCache.delete(server, realm.admin(), roles, List.of(), user.id());
    }
}
