package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import jakarta.ws.rs.ClientErrorException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Whatever the console or the Admin API do to a soft-deleted user, it stays what it is and signs in nowhere. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadStaysDeadTest extends TombstoneTest {

    @Test
    void itKeepsTheFactsOfItsDeletion() {
        assertEquals(Set.of("active", "deleted_at", "deleted_by", "deleted_email"), facts.keySet());
        assertEquals(List.of("false"), facts.get("active"));
        assertEquals(List.of(user.text("email")), facts.get("deleted_email"));
        assertEquals(List.of(admin.get("/users/me").id()), facts.get("deleted_by"));
        expectDead();
    }

    /**
     * Every act, by what the Admin API takes and by what the console sends; after both every door is tried. All on one
     * tombstone: after each it must be as the deletion left it.
     */
    @TestFactory
    Stream<DynamicTest> isRefusedOrUndone() {
        return Stream.of(Revival.values())
                .map(act -> dynamicTest(act.name(), () -> {
                    act.of(grave, doors, Revival.By.ADMIN_API);
                    expectFlags();
                    act.of(grave, doors, Revival.By.CONSOLE);
                    expectDead();
                }));
    }

    @ParameterizedTest
    @EnumSource
    void everythingAtOnceIsRefusedOrUndone(Revival.By by) {
        Revival.everything(grave, doors, by);
        expectDead();
    }

    @Test
    void itDoesNotGetItsOldAddressBackOnceThatIsFreeAgain() {
        admin.delete("/users/" + heir.id()).expect(200);
        heir = null;

        assertThrows(
                ClientErrorException.class,
                () -> edit(rep -> {
                    rep.setEmail(user.text("email"));
                    rep.setUsername(user.text("email"));
                }));

        expectDead();
        heir = created(newUser("email", user.text("email")));
        expectHeirLives();
    }

    /** All on one tombstone, whose flags tell after each; the doors are tried at the end. */
    @TestFactory
    Stream<DynamicTest> aPathInDisguiseDoesNotHelp() {
        String body = Api.json(Map.of("enabled", true, "credentials", List.of()));
        Stream<DynamicTest> paths = Stream.of("//users/", "/users//", "/users;a=b/", "/%75sers/")
                .map(users -> dynamicTest(users, () -> {
                    Answer answer = adminApi().exchange("PUT", users + user.id() + "/", body);
                    assertTrue(answer.status() < 500, answer::text);
                    expectFlags();
                }));
        return Stream.concat(paths, Stream.of(dynamicTest("the doors", this::expectDead)));
    }

    @Test
    void deletingItForGoodStaysPossible() {
        String name = grave.name();
        dead.remove();
        assertEquals(0, realm.admin().users().searchByUsername(name, true).size());
        expectHeirLives();
    }

    @Test
    void anotherUserCanBeEditedAllTheSame() {
        UserRepresentation edited = inKeycloak(heir).toRepresentation();
        edited.setUsername("lazarus-" + heir.id());
        edited.setEnabled(false);
        inKeycloak(heir).update(edited);
        assertEquals("lazarus-" + heir.id(), inKeycloak(heir).toRepresentation().getUsername());
    }
}
