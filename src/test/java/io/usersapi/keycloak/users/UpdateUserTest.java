package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class UpdateUserTest extends ApiTest {

    private static final String NEW_PASSWORD = "quite another one";

    @ParameterizedTest
    @CsvSource({
        "PUT,name,Grace Hopper", "PUT,status,inactive", "PUT,email,changed-by-put@example.org",
        "PATCH,name,Grace Hopper", "PATCH,status,inactive", "PATCH,email,changed-by-patch@example.org"
    })
    void changesOneFieldAlone(String method, String field, String value) {
        Answer before = editor();
        Answer after = update(method, before, Map.of(field, value)).expect(200);
        ObjectNode expected = before.body().deepCopy();
        expected.put(field, value);
        assertEquals(withoutTime(expected), withoutTime(after.body()));
        assertEquals(after.body(), admin.get("/users/" + before.id()).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void changesTheTypeAndWithItOnlyTheAdminRole(String method) {
        Answer before = editor();
        Answer promoted = update(method, before, Map.of("type", "Admin")).expect(200);
        assertEquals("admin", promoted.text("type"));
        assertEquals(List.of("admin", "editor"), roles(promoted));
        Answer demoted = update(method, before, Map.of("type", "user")).expect(200);
        assertEquals(withoutTime(before.body()), withoutTime(demoted.body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void changesSeveralFieldsAtOnce(String method) {
        Answer before = editor();
        String email = newEmail();
        Answer after = update(
                        method,
                        before,
                        Map.of("name", "Grace", "email", email, "type", "admin", "password", NEW_PASSWORD))
                .expect(200);
        assertEquals("Grace", after.text("name"));
        assertEquals("admin", after.text("type"));
        anonymous.signedIn(email, NEW_PASSWORD).get("/roles").expect(200);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void findsTheUserByIdOrByEmail(String method, String key) {
        Answer user = created(newUser("email", "a+b-" + newEmail()));
        String email = user.text("email");
        String path = key.replace("{id}", user.id())
                .replace("{email}", email)
                .replace("{encoded}", encoded(email))
                .replace("{upper}", encoded(email.toUpperCase()));
        Answer after =
                admin.send(method, path, Api.json(Map.of("name", "Found"))).expect(200);
        assertEquals(user.id(), after.id());
        assertEquals("Found", after.text("name"));
    }

    static Stream<Arguments> keys() {
        return Stream.of("PUT", "PATCH")
                .flatMap(method -> Stream.of("/users/{id}", "/users/{email}", "/users/{encoded}", "/users/{upper}")
                        .map(key -> Arguments.of(method, key)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cher", "山田太郎", "Ada King Lovelace", "  Ada   King Lovelace "})
    void replacesAWholeName(String name) {
        Answer user = created(newUser("name", "Somebody Else Entirely"));
        assertEquals(
                name.strip().replaceAll(" +", " "),
                patch(user, Map.of("name", name)).expect(200).text("name"));
    }

    @Test
    void deactivatesAndActivatesInKeycloakToo() {
        Answer user = created();
        patch(user, Map.of("status", "INACTIVE")).expect(200);
        assertFalse(inKeycloak(user).toRepresentation().isEnabled());
        assertEquals(List.of("false"), active(user));
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
        patch(user, Map.of("status", "active")).expect(200);
        assertEquals(true, inKeycloak(user).toRepresentation().isEnabled());
        assertEquals(List.of("true"), active(user));
        signedIn(user).get("/users/me").expect(200);
    }

    @Test
    void givesAndTakesTheRightToManageUsersAtOnce() {
        Answer user = created();
        Api self = signedIn(user);
        self.get("/users").expectProblem(403, "forbidden");
        patch(user, Map.of("type", "admin")).expect(200);
        self.get("/users").expect(200);
        patch(user, Map.of("type", "user")).expect(200);
        self.get("/users").expectProblem(401, "invalid_token");
        signedIn(user).get("/users").expectProblem(403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void changesThePasswordAndOnlyTheNewOneSignsIn(String method) {
        Answer user = editor();
        Answer after = update(method, user, Map.of("password", NEW_PASSWORD, "password_confirmation", NEW_PASSWORD))
                .expect(200);
        assertEquals(withoutTime(user.body()), withoutTime(after.body()));
        anonymous.token(user.text("email"), NEW_PASSWORD).expect(200);
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    void endsTheSessionsOfWhoseThePasswordWas() {
        Answer user = created();
        Answer token = anonymous.token(user.text("email"), PASSWORD).expect(200);
        patch(user, Map.of("password", NEW_PASSWORD)).expect(200);
        anonymous.bearer(token.text("access_token")).get("/users/me").expectProblem(401, "invalid_token");
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void leavesTheSessionsOfWhoseNameItChanges() {
        Answer user = created();
        Api self = signedIn(user);
        patch(user, Map.of("name", "New Name", "email", newEmail())).expect(200);
        self.get("/users/me").expect(200);
    }

    @Test
    void replacesTheRolesByIdOrName() {
        Answer user = editor();
        assertEquals(
                List.of("editor", "reader"),
                roles(patch(user, Map.of("roles", List.of("editor", roleId("reader"))))
                        .expect(200)));
        assertEquals(
                List.of("reader"), roles(patch(user, Map.of("role", "reader")).expect(200)));
        assertEquals(List.of(), roles(patch(user, Map.of("roles", List.of())).expect(200)));
    }

    @Test
    void keepsTheDefaultRolesWhateverTheRoles() {
        Answer user = editor();
        patch(user, Map.of("roles", List.of("reader"))).expect(200);
        List<String> held = inKeycloak(user).roles().realmLevel().listAll().stream()
                .map(RoleRepresentation::getName)
                .sorted()
                .toList();
        assertEquals(List.of("default-roles-acme", "reader"), held);
    }

    @Test
    void demotesAnAdminWhoseNewRolesLackTheAdminRole() {
        Answer user = created(newUser("type", "admin"));
        Answer after = patch(user, Map.of("roles", List.of("reader"))).expect(200);
        assertEquals("user", after.text("type"));
        assertEquals(List.of("reader"), roles(after));
    }

    @Test
    void promotesBesideTheNewRoles() {
        Answer after = patch(editor(), Map.of("type", "admin", "roles", List.of("reader")))
                .expect(200);
        assertEquals(List.of("admin", "reader"), roles(after));
    }

    @Test
    void keepsTheAttributesThatAnOrganizationAdded() {
        realm.admin().users().userProfile().update(allowingUnmanaged());
        Answer user = created();
        UserRepresentation kept = inKeycloak(user).toRepresentation();
        kept.getAttributes().put("department", List.of("mathematics"));
        inKeycloak(user).update(kept);
        patch(user, Map.of("name", "Ada", "email", newEmail(), "status", "inactive"))
                .expect(200);
        assertEquals(
                List.of("mathematics"),
                inKeycloak(user).toRepresentation().getAttributes().get("department"));
    }

    @Test
    void leavesAloneARuleOfTheRealmThatTheUserBrokeBefore() {
        Answer user = created();
        UPConfig original = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        UPConfig stricter = original.clone();
        UPAttribute department = new UPAttribute("department");
        department.setPermissions(new UPAttributePermissions(Set.of("admin"), Set.of("admin")));
        department.setRequired(new UPAttributeRequired());
        stricter.addOrReplaceAttribute(department);
        realm.admin().users().userProfile().update(stricter);
        patch(user, Map.of("name", "Ada")).expect(200);
        patch(user, Map.of("name", "Ada", "email", newEmail())).expect(200);
        admin.post("/users", newUser()).expectInvalid("attributes.department", "required");
    }

    @Test
    void refusesWhoMayNotManageUsers() {
        Answer user = created();
        Api self = signedIn(user);
        for (String method : List.of("PUT", "PATCH")) {
            String change = Api.json(Map.of("name", "Myself"));
            self.send(method, "/users/" + user.id(), change).expectProblem(403, "forbidden");
            anonymous.send(method, "/users/" + user.id(), change).expectProblem(401, "invalid_token");
        }
        assertEquals(user.body(), admin.get("/users/" + user.id()).body());
    }

    private Answer editor() {
        Map<String, Object> user = newUser("name", "Ada King Lovelace");
        user.put("role", "editor");
        return created(user);
    }

    private Answer update(String method, Answer user, Map<String, Object> change) {
        return admin.send(method, "/users/" + user.id(), Api.json(change));
    }

    private Answer patch(Answer user, Map<String, Object> change) {
        return update("PATCH", user, change);
    }

    private Api signedInAs(String email) {
        return anonymous.signedIn(email, PASSWORD);
    }

    private List<String> active(Answer user) {
        return inKeycloak(user).toRepresentation().getAttributes().get("active");
    }

    private UPConfig allowingUnmanaged() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        UnmanagedAttributePolicy before = profile.getUnmanagedAttributePolicy();
        realm.cleanup().add(cleaned -> {
            UPConfig restored = cleaned.users().userProfile().getConfiguration();
            restored.setUnmanagedAttributePolicy(before);
            cleaned.users().userProfile().update(restored);
        });
        profile.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ENABLED);
        return profile;
    }

    private static List<String> roles(Answer user) {
        return user.body().get("roles").findValuesAsText("name");
    }

    private static JsonNode withoutTime(JsonNode user) {
        ObjectNode rest = user.deepCopy();
        rest.remove("updated_at");
        return rest;
    }
}
