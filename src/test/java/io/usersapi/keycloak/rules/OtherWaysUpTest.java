package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/** Rule 2, the ways around the matrix of {@link ClimbingTest}. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OtherWaysUpTest extends ApiTest {

    private KeycloakSetup keycloak;

    @BeforeEach
    void setUp() {
        keycloak = new KeycloakSetup(realm.admin());
    }

    @Test
    void nobodyRaisesItself() {
        newRole("boss", realmAdmin());
        Answer self = created(newUser("type", "admin"));
        Api caller = signedIn(self);
        String before = keycloak.state(self.id());
        for (String change : List.of("role", "roles")) {
            Object boss = change.equals("role") ? "boss" : List.of("admin", "boss");
            caller.patch("/users/" + self.id(), Map.of(change, boss)).expectProblem(403, "privileged");
        }
        assertEquals(before, keycloak.state(self.id()));
    }

    @Test
    void oneForbiddenPartRefusesTheWholeChange() {
        newRole("boss", realmAdmin());
        Answer user = created();
        String before = keycloak.state(user.id());
        Map<String, Object> change = Map.of(
                "name",
                "Mallory",
                "email",
                newEmail(),
                "password",
                "a password of mallory",
                "roles",
                List.of("reader", "boss"));
        admin.put("/users/" + user.id(), change).expectProblem(403, "privileged");
        assertEquals(before, keycloak.state(user.id()));
    }

    @Test
    void theEmailNamesAPrivilegedAccountAsItsIdDoes() {
        Answer boss = boss();
        String path = "/users/" + encoded(boss.text("email").toUpperCase());
        admin.patch(path, Map.of("password", "a password of mallory")).expectProblem(403, "privileged");
        admin.delete(path).expectProblem(403, "privileged");
        admin.post(path + "/send-password-reset", null).expectProblem(403, "privileged");
        admin.get(path).expect(200);
    }

    @Test
    void aRoleThatBecomesAdministrativeIsRefusedFromThenOn() {
        newRole("slow-climber");
        Answer holder = created(newUser("role", "slow-climber"));
        keycloak.put("slow-climber", realmAdmin());
        admin.post("/users", newUser("role", "slow-climber")).expectProblem(403, "privileged");
        admin.patch("/users/" + holder.id(), Map.of("password", "a password of mallory"))
                .expectProblem(403, "privileged");
        admin.patch("/users/" + holder.id(), Map.of("roles", List.of())).expectProblem(403, "privileged");
    }

    @Test
    void anAccountThatIsRaisedIsOutOfReachFromThenOn() {
        Answer user = created();
        admin.patch("/users/" + user.id(), Map.of("name", "Ada")).expect(200);
        keycloak.grant(user.id(), realmAdmin());
        admin.patch("/users/" + user.id(), Map.of("email", newEmail())).expectProblem(403, "privileged");
        keycloak.revoke(user.id(), realmAdmin());
        admin.patch("/users/" + user.id(), Map.of("email", newEmail())).expect(200);
    }

    @Test
    void theRightsOfACallerEndWhereTheScopeOfItsClientEnds() {
        newRole("boss", realmAdmin());
        newClient(ClientBuilder.create("narrow")
                .publicClient()
                .directAccessGrantsEnabled()
                .fullScopeEnabled(false));
        RoleRepresentation right = keycloak.role("realm-management", "manage-users");
        keycloak.client("narrow")
                .getScopeMappings()
                .clientLevel(right.getContainerId())
                .add(List.of(right));
        Answer boss = boss();
        Api narrow = anonymous.bearer(new Oidc(realm.getBaseUrl()).password("narrow", boss.text("email"), PASSWORD));
        narrow.post("/users", newUser("role", "boss")).expectProblem(403, "privileged");
        narrow.post("/users", newUser()).expect(201);
        signedIn(boss).post("/users", newUser("role", "boss")).expect(201);
    }

    @Test
    void noAccountIsCreatedIntoAPrivilegedDefaultGroup() {
        String group = keycloak.newGroup("everybody", realmAdmin());
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        Answer boss = boss();
        realm.admin().addDefaultGroup(group);
        Map<String, Object> user = newUser();
        admin.post("/users", user).expectProblem(403, "privileged");
        assertEquals(List.of(), realm.admin().users().searchByEmail((String) user.get("email"), true));
        signedIn(boss).post("/users", user).expect(201);
    }

    @Test
    void aRightThatEveryUserHasByDefaultHoldsNobodyUp() {
        RoleRepresentation right = keycloak.role("realm-management", "view-events");
        keycloak.put("default-roles-acme", right);
        realm.cleanup().add(cleaned -> keycloak.takeOut("default-roles-acme", right));
        admin.patch("/users/" + created().id(), Map.of("name", "Ada")).expect(200);
    }

    @Test
    void aRoleOfAClientIsNoRoleHere() {
        for (RoleRepresentation role : List.of(realmAdmin(), keycloak.role("account", "view-profile"))) {
            admin.post("/users", newUser("role", role.getId())).expectInvalid("role", "unknown_role");
            admin.post("/users", newUser("roles", List.of("reader", role.getId())))
                    .expectInvalid("roles", "unknown_role");
        }
    }

    @Test
    void nobodyTakesTheUsernameOfAnotherAsItsEmail() {
        UserRepresentation boss = inKeycloak(boss()).toRepresentation();
        boss.setEmail(newEmail());
        realm.admin().users().get(boss.getId()).update(boss);
        admin.post("/users", newUser("email", boss.getUsername())).expectInvalid("email", "taken");
        admin.patch("/users/" + created().id(), Map.of("email", boss.getUsername()))
                .expectInvalid("email", "taken");
    }

    @Test
    void theIdempotencyKeyOfAnotherCallerOpensNothing() {
        newRole("boss", realmAdmin());
        Map<String, Object> user = newUser("role", "boss");
        Answer created = signedIn(boss())
                .with("Idempotency-Key", "shared")
                .post("/users", user)
                .expect(201);
        admin.with("Idempotency-Key", "shared").post("/users", user).expectInvalid("email", "taken");
        admin.patch("/users/" + created.id(), Map.of("name", "Mallory")).expectProblem(403, "privileged");
    }

    private void newRole(String name, RoleRepresentation... parts) {
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole(name));
        keycloak.newRole(name, parts);
    }

    private void newClient(ClientBuilder client) {
        String id = client.build().getClientId();
        realm.cleanup().add(cleaned -> keycloak.client(id).remove());
        keycloak.newClient(client);
    }

    private Answer boss() {
        Answer user = created();
        keycloak.grant(user.id(), realmAdmin());
        return user;
    }

    private RoleRepresentation realmAdmin() {
        return keycloak.role("realm-management", "realm-admin");
    }
}
