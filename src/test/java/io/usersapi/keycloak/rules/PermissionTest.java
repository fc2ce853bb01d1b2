package io.usersapi.keycloak.rules;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/** Rule 1: who holds the permission {@code manage users}, and who does not. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PermissionTest extends ApiTest {

    private KeycloakSetup keycloak;

    @BeforeEach
    void setUp() {
        keycloak = new KeycloakSetup(realm.admin());
    }

    @Test
    void theAdminRoleHoldsTheModulesOwnPermissionAndNothingOfKeycloaks() {
        List<String> held = realm.admin().roles().get("admin").getRoleComposites().stream()
                .map(role -> role.getContainerId() + "/" + role.getName())
                .toList();
        assertEquals(List.of(moduleManageUsers().getContainerId() + "/manage-users"), held);
    }

    @Test
    void anAdminManagesUsersAndAPlainUserDoesNot() {
        Answer user = created();
        assertEquals(200, list(signedIn(created(newUser("type", "admin")))));
        assertEquals(403, list(signedIn(user)));
    }

    @Test
    void theModulesClientRoleAloneSuffices() {
        Answer user = created();
        keycloak.grant(user.id(), moduleManageUsers());
        signedIn(user).post("/users", newUser()).expect(201);
    }

    @Test
    void keycloaksOwnManageUsersCountsAndViewUsersDoesNot() {
        Answer manager = created();
        keycloak.grant(manager.id(), keycloaks("manage-users"));
        Answer viewer = created();
        keycloak.grant(viewer.id(), keycloaks("view-users"), keycloaks("query-users"));
        signedIn(manager).post("/users", newUser()).expect(201);
        signedIn(viewer).get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void aRoleOfAnotherClientWithTheSameNameDoesNotCount() {
        keycloak.newClient(ClientBuilder.create("shop"));
        realm.cleanup().add(cleaned -> keycloak.client("shop").remove());
        RoleRepresentation namesake = new RoleRepresentation("manage-users", null, false);
        keycloak.client("shop").roles().create(namesake);
        Answer user = created();
        keycloak.grant(user.id(), keycloak.role("shop", "manage-users"));
        signedIn(user).get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void theRightMayComeFromAGroupAndGoesWithIt() {
        String group = keycloak.newGroup("managers", keycloak.role("admin"));
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        Answer user = created();
        keycloak.join(user.id(), group);
        Api manager = signedIn(user);
        assertEquals(200, list(manager));
        inKeycloak(user).leaveGroup(group);
        manager.get("/users").expectProblem(401, "invalid_token");
        assertEquals(403, list(signedIn(user)));
    }

    @Test
    void aServiceAccountNeedsTheRightLikeAnyoneElse() {
        keycloak.newServiceAccount("with-right", moduleManageUsers());
        keycloak.newServiceAccount("without-right");
        realm.cleanup().add(cleaned -> keycloak.client("with-right").remove());
        realm.cleanup().add(cleaned -> keycloak.client("without-right").remove());
        assertEquals(200, list(serviceAccount("with-right")));
        serviceAccount("without-right").get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void aTokenOfAClientWithoutTheRoleInItsScopeIsRefused() {
        keycloak.newClient(ClientBuilder.create("narrow")
                .publicClient()
                .directAccessGrantsEnabled()
                .fullScopeEnabled(false));
        realm.cleanup().add(cleaned -> keycloak.client("narrow").remove());
        Answer user = created(newUser("type", "admin"));
        Api narrow = anonymous.bearer(new Oidc(realm.getBaseUrl()).password("narrow", user.text("email"), PASSWORD));
        narrow.get("/users/me").expect(200);
        narrow.get("/users").expectProblem(403, "forbidden");
        RoleRepresentation right = moduleManageUsers();
        keycloak.client("narrow")
                .getScopeMappings()
                .clientLevel(right.getContainerId())
                .add(List.of(right));
        narrow.get("/users").expect(200);
    }

    @Test
    void aDemotedAdminsLiveTokenIsRefusedByTheNextRequest() {
        Answer user = created(newUser("type", "admin"));
        Api demoted = signedIn(user);
        assertEquals(200, list(demoted));
        admin.patch("/users/" + user.id(), Map.of("type", "user")).expect(200);
        demoted.get("/users").expectProblem(401, "invalid_token");
        assertEquals(403, list(signedIn(user)));
    }

    @Test
    void aRightTakenAwayByTheAdminApiIsGoneForALiveToken() {
        Answer user = created();
        keycloak.grant(user.id(), moduleManageUsers());
        Api live = signedIn(user);
        assertEquals(200, list(live));
        keycloak.revoke(user.id(), moduleManageUsers());
        live.get("/users").expectProblem(403, "forbidden");
        live.get("/users/me").expect(200);
    }

    @Test
    void aRightTakenOutOfARoleIsGoneForALiveToken() {
        RoleRepresentation helper = keycloak.newRole("helper", keycloaks("manage-users"));
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("helper"));
        Answer user = created();
        keycloak.grant(user.id(), helper);
        Api live = signedIn(user);
        assertEquals(200, list(live));
        keycloak.takeOut("helper", keycloaks("manage-users"));
        live.get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void aRightGivenCountsForALiveToken() {
        Answer user = created();
        Api live = signedIn(user);
        assertEquals(403, list(live));
        admin.patch("/users/" + user.id(), Map.of("type", "admin")).expect(200);
        assertEquals(200, list(live));
    }

    @Test
    void anInactiveCallerIsNobody() {
        Answer byApi = created(newUser("type", "admin"));
        Api caller = signedIn(byApi);
        admin.patch("/users/" + byApi.id(), Map.of("status", "inactive")).expect(200);
        caller.get("/users").expectProblem(401, "invalid_token");
        Answer byConsole = created(newUser("type", "admin"));
        Api other = signedIn(byConsole);
        UserRepresentation disabled = inKeycloak(byConsole).toRepresentation();
        disabled.setEnabled(false);
        inKeycloak(byConsole).update(disabled);
        other.get("/users/me").expectProblem(401, "invalid_token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                GET   | /users                         |
                POST  | /users                         | {}
                GET   | /users/{id}                    |
                PUT   | /users/{id}                    | {"name":"New"}
                PATCH | /users/{id}                    | {"name":"New"}
                DELETE | /users/{id}                    |
                POST  | /users/{id}/send-password-reset |
                POST  | /users/{id}/send-verification |
                GET   | /users/{id}/sessions           |
                DELETE | /users/{id}/sessions           |
                GET   | /users/unknown                 |
                DELETE | /users/unknown                 |
                GET   | /roles                         |
                """)
    void managementIsForbiddenToAPlainUserAndClosedToNobody(String method, String path, String body) {
        Answer user = created();
        String target = path.replace("{id}", created().id());
        Api caller = signedIn(user);
        caller.send(method, target, body).expectProblem(403, "forbidden");
        caller.send(method, path.replace("{id}", user.id()), body).expectProblem(403, "forbidden");
        Answer closed = anonymous.send(method, target, body).expectProblem(401, "invalid_token");
        assertEquals("Bearer", closed.header("WWW-Authenticate"));
    }

    @Test
    void everyActiveUserSeesItselfAndNobodySeesNothing() {
        Answer user = created();
        assertEquals(user.body(), signedIn(user).get("/users/me").expect(200).body());
        anonymous.get("/users/me").expectProblem(401, "invalid_token");
        anonymous.bearer("no.to.ken").get("/users/me").expectProblem(401, "invalid_token");
    }

    /** Measured on 26.7.0: whoever holds Keycloak's own permission can climb there; an admin of this API cannot. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                GET   | /                              |
                PUT   | /                              | {"displayName":"Mine"}
                DELETE | /                              |
                GET   | /users                         |
                GET   | /users/count                   |
                POST  | /users                         | {"username":"mallory"}
                GET   | /users/{id}                    |
                PUT   | /users/{id}                    | {"enabled":true}
                DELETE | /users/{id}                    |
                PUT   | /users/{id}/reset-password     | {"type":"password","value":"a-password-of-mallory"}
                POST  | /users/{id}/role-mappings/realm | []
                POST  | /users/{id}/impersonation      |
                GET   | /roles                         |
                POST  | /roles                         | {"name":"mallory"}
                GET   | /clients                       |
                GET   | /groups                        |
                GET   | /client-session-stats          |
                GET   | /events                        |
                GET   | /components                    |
                """)
    void keycloaksAdminApiRefusesADelegatedAdmin(String method, String path, String body) {
        String own = admin.get("/users/me").expect(200).id();
        Answer answer = admin.on(urls.getAdmin() + "/realms/acme")
                .exchange(method, path.replace("{id}", own).replaceAll("/$", ""), body);
        assertEquals(403, answer.status(), answer::text);
    }

    private static int list(Api caller) {
        return caller.get("/users").status();
    }

    private Api serviceAccount(String clientId) {
        return anonymous.bearer(new Oidc(realm.getBaseUrl()).serviceAccount(clientId, KeycloakSetup.SECRET));
    }

    private RoleRepresentation moduleManageUsers() {
        return keycloak.role("users-api", "manage-users");
    }

    private RoleRepresentation keycloaks(String role) {
        return keycloak.role("realm-management", role);
    }
}
