package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

/**
 * What names a user or a role names that one alone, also where the database takes other letters for the same: to MariaDB
 * {@code E}, {@code e} and {@code é} are equal, and blanks at the end are nothing.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class ExactMatchTest extends ApiTest {

    @Test
    void anIdInCapitalsIsNobodys() {
        Answer user = created();
        String capitals = user.id().toUpperCase(Locale.ROOT);
        admin.get("/users/" + capitals).expectProblem(404, "user_not_found");
        admin.patch("/users/" + capitals, Map.of("name", "Ada")).expectProblem(404, "user_not_found");
        admin.delete("/users/" + capitals).expectProblem(404, "user_not_found");
    }

    @Test
    void anAddressWithoutItsAccentIsNobodys() {
        String mark = UUID.randomUUID() + ".org";
        Answer user = created(newUser("email", "rene@caf\u00e9-" + mark));
        admin.get("/users/rene@cafe-" + mark).expectProblem(404, "user_not_found");
        admin.delete("/users/rene@cafe-" + mark).expectProblem(404, "user_not_found");
        assertEquals(
                0,
                admin.get("/users?email=rene@cafe-" + mark)
                        .expect(200)
                        .body()
                        .at("/data")
                        .size());
        anonymous
                .post("/auth/token", Map.of("email", "rene@cafe-" + mark, "password", PASSWORD))
                .expect(401);
        assertEquals(user.id(), admin.get("/users/rene@caf%C3%A9-" + mark).id());
    }

    /** Keycloak's unique keys decide: MariaDB takes the two for one, PostgreSQL and H2 do not. */
    @Test
    void anAddressWithoutAnothersAccentIsFreeOrTaken() {
        String mark = UUID.randomUUID() + ".org";
        created(newUser("email", "rene@caf\u00e9-" + mark));
        Answer other = admin.post("/users", newUser("email", "rene@cafe-" + mark));
        if (other.status() != 201) {
            other.expectInvalid("email", "taken");
        }
    }

    /** The two letters have one capital, so they are one letter to Java's equalsIgnoreCase. To MariaDB they are equal, too. */
    @ParameterizedTest
    @CsvSource({"mill, m\u0131ll", "mist, mi\u017ft"})
    void anAddressWithAnotherLetterOfTheSameCapitalIsAnotherAddress(String one, String other) {
        String mark = "-" + UUID.randomUUID() + ".org";
        Answer user = created(newUser("email", "ada@" + one + mark));
        for (String wanted : List.of("ada@" + other + mark, "ada@" + one + mark)) {
            Answer changed = admin.patch("/users/" + user.id(), Map.of("email", wanted));
            assertEquals(wanted, changed.expect(200).text("email"));
            UserRepresentation stored = inKeycloak(user).toRepresentation();
            assertEquals(List.of(wanted, wanted), List.of(stored.getEmail(), stored.getUsername()));
        }
    }

    /** As above: what the unique keys hold for equal is taken when it is created. */
    @ParameterizedTest
    @CsvSource({"mill, m\u0131ll", "mist, mi\u017ft"})
    void anAddressOfAnotherUserIsTakenWhateverItsCapitals(String one, String other) {
        String mark = "-" + UUID.randomUUID() + ".org";
        Answer user = created(newUser("email", "ada@" + one + mark));
        Answer second = admin.post("/users", newUser("email", "ada@" + other + mark));
        if (second.status() != 201) {
            second.expectInvalid("email", "taken");
            return;
        }
        admin.patch("/users/" + user.id(), Map.of("email", "ada@" + other + mark))
                .expectInvalid("email", "taken");
        admin.patch("/users/" + second.id(), Map.of("email", "ada@" + one + mark))
                .expectInvalid("email", "taken");
    }

    @Test
    void aUsernameThatOnlyResemblesTheAddressStays() {
        String mark = "-" + UUID.randomUUID() + ".org";
        String username = "ada@m\u0131ll" + mark;
        realm.addUser(UserBuilder.create(username)
                .email("ada@mill" + mark)
                .name("Ada", "King")
                .enabled(true));
        Answer user = admin.get("/users/ada@mill" + mark).expect(200);
        admin.patch("/users/" + user.id(), Map.of("email", newEmail())).expect(200);
        assertEquals(username, inKeycloak(user).toRepresentation().getUsername());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EDITOR", "\u00e9ditor", "editor "})
    void aRoleOfNearlyTheSameNameIsUnknown(String name) {
        admin.post("/users", newUser("role", name)).expectInvalid("role", "unknown_role");
        admin.post("/users", newUser("roles", List.of(name))).expectProblem(422, "validation");
        admin.get("/users?role=" + name.replace(" ", "%20").replace("\u00e9", "%C3%A9"))
                .expectInvalid("role", "unknown_role");
    }

    /** Among them letters that no role on MariaDB can have, and that MariaDB compares with the name of none. */
    @ParameterizedTest
    @ValueSource(strings = {"\uD83D\uDE00", "editor\uD83D\uDE00", "\u7de8\u8f2f"})
    void aRoleOfAnyLettersIsUnknown(String name) {
        admin.get("/users?role=" + Api.encoded(name)).expectInvalid("role", "unknown_role");
        admin.post("/users", newUser("role", name)).expectInvalid("role", "unknown_role");
        Answer user = created();
        Map<String, Object> change = Map.of("roles", List.of("editor", name));
        admin.patch("/users/" + user.id(), change).expectProblem(422, "validation");
        admin.post("/users/bulk", Map.of("users", List.of(user.id()), "change", change))
                .expectProblem(422, "validation");
        String row = Api.json(newUser("role", name));
        Answer imported = admin.with("Content-Type", "application/x-ndjson").send("POST", "/users/import", row);
        assertTrue(imported.expect(200).text().contains("unknown_role"), imported::text);
    }

    @Test
    void anIdOfAnyLettersIsNobodys() {
        String id = Api.encoded("\uD83D\uDE00");
        admin.get("/users/" + id).expectProblem(404, "user_not_found");
        admin.patch("/users/" + id, Map.of("name", "Ada")).expectProblem(404, "user_not_found");
        admin.delete("/users/" + id).expectProblem(404, "user_not_found");
    }

    /** Where people may choose their username and the profile lets them write attributes of any other name. */
    @Test
    void attributesOfNearlyTheNamesOfATombstonesMakeNobodyOne() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(profile);
        realm.cleanup().add(cleaned -> {
            profile.setUnmanagedAttributePolicy(null);
            cleaned.users().userProfile().update(profile);
        });
        realm.updateWithCleanup(settings -> settings.editUsernameAllowed(true));
        Answer user = created();
        UserRepresentation edited = inKeycloak(user).toRepresentation();
        edited.setUsername("deleted-" + UUID.randomUUID());
        edited.getAttributes().put("Deleted_At", List.of("2026-01-01T00:00:00Z"));
        edited.getAttributes().put("Deleted_By", List.of(user.id()));
        inKeycloak(user).update(edited);

        for (String status : List.of("active", "all")) {
            assertEquals(
                    "active",
                    admin.get("/users?status=" + status + "&email=" + user.text("email"))
                            .expect(200)
                            .body()
                            .at("/data/0/status")
                            .asText());
        }
        admin.patch("/users/" + user.id(), Map.of("status", "inactive", "name", "Ada"))
                .expect(200);
        admin.delete("/users/" + user.id()).expect(200);
    }

    @Test
    void theIdOfARoleInCapitalsIsUnknown() {
        admin.post("/users", newUser("role", roleId("editor").toUpperCase(Locale.ROOT)))
                .expectInvalid("role", "unknown_role");
    }
}
