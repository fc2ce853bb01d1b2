package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class CreateUserTest extends ApiTest {

    @Test
    void answersExactlyTheUserObject() {
        Map<String, Object> request = newUser("name", "Ada King Lovelace");
        request.put("role", "editor");
        Answer user = created(request);
        assertEquals(
                """
                {"id":"%s","name":"Ada King Lovelace","email":"%s","type":"user","status":"active",\
                "roles":[{"id":"%s","name":"editor"}],"email_verified":false,"invitation":null,"attributes":{},\
                "created_at":"%s","updated_at":"%s"}"""
                        .formatted(
                                user.id(),
                                request.get("email"),
                                roleId("editor"),
                                user.text("created_at"),
                                user.text("updated_at")),
                user.text());
    }

    @Test
    void saysWhenTheUserWasCreated() {
        Answer user = created();
        for (String moment : List.of("created_at", "updated_at")) {
            assertTrue(user.text(moment).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
            Duration age = Duration.between(Instant.parse(user.text(moment)), Instant.now());
            assertTrue(age.abs().compareTo(Duration.ofMinutes(1)) < 0, () -> moment + " is " + age + " ago");
        }
    }

    @Test
    void pointsToTheUserBelowThePathThatWasCalled() {
        Api root = Api.at(urls.getBase() + "/api").signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        for (Api api : List.of(admin, root)) {
            Answer user = api.post("/users", newUser()).expect(201);
            assertEquals(api.base() + "/users/" + user.id(), user.header("Location"));
        }
    }

    @Test
    void answersWhatALaterReadAnswers() {
        Answer user = created(newUser("name", "Ada Lovelace"));
        Answer read = admin.get("/users/" + user.id()).expect(200);
        assertEquals(user.body(), read.body());
        assertTrue(user.header("ETag").matches("\"[^\"]+\""), () -> "not a strong tag: " + user.header("ETag"));
        assertEquals(user.header("ETag"), read.header("ETag"));
    }

    @Test
    void makesAnActivePlainUserWithoutNameAndRolesUnlessToldOtherwise() {
        Answer user = created();
        assertEquals("user", user.text("type"));
        assertEquals("active", user.text("status"));
        assertTrue(user.body().get("name").isNull());
        assertEquals(0, user.body().get("roles").size());
        assertTrue(user.body().get("roles").isArray());
    }

    @ParameterizedTest
    @CsvSource({"type,admin", "type,ADMIN", "type,Admin", "type,user", "type,User"})
    @CsvSource({"status,active", "status,Active", "status,inactive", "status,INACTIVE"})
    void takesTypeAndStatusInAnyCase(String field, String word) {
        assertEquals(word.toLowerCase(), created(newUser(field, word)).text(field));
    }

    @Test
    void givesARoleByNameOrById() {
        for (String role : List.of("editor", roleId("editor"))) {
            assertEquals(
                    List.of("editor"),
                    created(newUser("role", role)).body().get("roles").findValuesAsText("name"));
        }
    }

    @Test
    void givesManyRolesByNameOrByIdEachOnce() {
        Answer user = created(newUser("roles", List.of("reader", roleId("editor"), "editor")));
        JsonNode roles = user.body().get("roles");
        assertEquals(List.of("editor", "reader"), roles.findValuesAsText("name"));
        assertEquals(List.of(roleId("editor"), roleId("reader")), roles.findValuesAsText("id"));
    }

    @Test
    void givesNoRoleForAnEmptyArrayOfRoles() {
        assertEquals(0, created(newUser("roles", List.of())).body().get("roles").size());
    }

    @Test
    void givesAnAdminTheAdminRoleBesideItsOthers() {
        Map<String, Object> request = newUser("type", "admin");
        request.put("roles", List.of("editor"));
        Answer user = created(request);
        assertEquals("admin", user.text("type"));
        assertEquals(List.of("admin", "editor"), user.body().get("roles").findValuesAsText("name"));
    }

    @Test
    void makesAnAdminOfWhoGetsTheAdminRoleByName() {
        assertEquals("admin", created(newUser("role", "admin")).text("type"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void bringsANameBackExactlyAsSent(String name) {
        if (!Database.holds(name)) {
            admin.post("/users", newUser("name", name)).expectInvalid("name", "unstorable");
            return;
        }
        Answer user = created(newUser("name", name));
        assertEquals(name, user.text("name"));
        assertEquals(name, admin.get("/users/" + user.id()).text("name"));
    }

    static Stream<String> names() {
        return Stream.of(
                "Cher",
                "山田太郎",
                "山田\u3000太郎",
                "Ada Lovelace",
                "Ada King Lovelace",
                "Nguyễn Thị Minh Khai",
                "Jürgen Müßig-Özdemir",
                "محمد علي",
                "D'Arcy O'Neill Jr.",
                "a\u00a0b",
                "Zoe\u0308 Combining",
                "Fox 🦊 Emoji",
                "x".repeat(255),
                "x".repeat(127) + " " + "y".repeat(127));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  Ada King",
                "Ada King  ",
                "Ada   King",
                " Ada  King ",
                "\u00a0Ada \u00a0King\u3000",
                "Ada\u3000\u3000King"
            })
    void foldsOuterAndRepeatedBlanksOfAName(String name) {
        assertEquals("Ada King", created(newUser("name", name)).text("name"));
    }

    @Test
    void countsANameWithoutTheBlanksThatItFolds() {
        String name = "x".repeat(255);
        assertEquals(name, created(newUser("name", "  " + name + "  ")).text("name"));
    }

    @Test
    void keepsAnEmailInLowerCase() {
        String email = newEmail();
        assertEquals(email, created(newUser("email", email.toUpperCase())).text("email"));
    }

    @Test
    void takesThePasswordConfirmationOfDocumentB() {
        created(newUser("password_confirmation", PASSWORD));
    }

    @Test
    void letsTheNewUserSignIn() {
        Answer user = created();
        assertEquals(user.body(), signedIn(user).get("/users/me").expect(200).body());
    }

    @Test
    void doesNotLetAnInactiveNewUserSignIn() {
        Answer user = created(newUser("status", "inactive"));
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    void keepsAnOrdinaryKeycloakUser() {
        Answer user = created(newUser("name", "Ada King Lovelace"));
        UserRepresentation kept = inKeycloak(user).toRepresentation();
        assertEquals(user.text("email"), kept.getUsername());
        assertEquals(user.text("email"), kept.getEmail());
        assertEquals("Ada King", kept.getFirstName());
        assertEquals("Lovelace", kept.getLastName());
        assertTrue(kept.isEnabled());
        assertFalse(kept.isEmailVerified());
        assertEquals(Map.of("active", List.of("true")), kept.getAttributes());
        assertEquals(List.of(), kept.getRequiredActions());
    }

    @Test
    void keepsAnInactiveUserDisabledInKeycloak() {
        UserRepresentation kept =
                inKeycloak(created(newUser("status", "inactive"))).toRepresentation();
        assertFalse(kept.isEnabled());
        assertEquals(List.of("false"), kept.getAttributes().get("active"));
    }

    @Test
    void leavesTheNewUserTheDefaultRoles() {
        List<String> roles = inKeycloak(created(newUser("role", "editor"))).roles().realmLevel().listAll().stream()
                .map(role -> role.getName())
                .sorted()
                .toList();
        assertEquals(List.of("default-roles-acme", "editor"), roles);
    }

    @Test
    void refusesWhoMayNotManageUsers() {
        signedIn(created()).post("/users", newUser()).expectProblem(403, "forbidden");
        anonymous.post("/users", newUser()).expectProblem(401, "invalid_token");
    }
}
