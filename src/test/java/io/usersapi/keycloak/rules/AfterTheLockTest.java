package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Who waited for the lock of a user works on what the one before left: also what stands in other rows than the user's, and
 * where the database shows a transaction what was there when it began.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class AfterTheLockTest extends ApiTest {

    private static final int CROWD = 10;

    @RepeatedTest(5)
    void ofThoseWhoReplaceTheRolesOneHasTheLastWord() {
        Answer user = created();
        Crowd.of(
                        CROWD,
                        number -> admin.patch(
                                "/users/" + user.id(), Map.of("roles", List.of(number % 2 == 0 ? "editor" : "reader"))))
                .forEach(answer -> answer.expect(200));
        assertEquals(1, admin.get("/users/" + user.id()).body().path("roles").size());
    }

    @RepeatedTest(5)
    void theAttributeSaysWhatTheFlagSays() {
        Answer user = created();
        Crowd.of(
                        CROWD,
                        number -> admin.patch(
                                "/users/" + user.id(), Map.of("status", number % 2 == 0 ? "active" : "inactive")))
                .forEach(answer -> answer.expect(200));
        UserRepresentation inConsole = inKeycloak(user).toRepresentation();
        assertEquals(
                List.of(inConsole.isEnabled().toString()),
                inConsole.getAttributes().get("active"));
    }

    @RepeatedTest(5)
    void anUpdateOfRolesOfAnOldVersionIsRefused() {
        Answer user = created();
        List<Answer> answers = Crowd.of(CROWD, number -> admin.with("If-Match", user.header("ETag"))
                .patch("/users/" + user.id(), Map.of("roles", List.of(number % 2 == 0 ? "editor" : "reader"))));
        assertEquals(
                1, answers.stream().filter(answer -> answer.status() == 200).count());
        assertEquals(1, admin.get("/users/" + user.id()).body().path("roles").size());
    }

    /** A database refuses to hold a role twice, and so one of two fails; that is told for what it is. */
    @RepeatedTest(5)
    void aRoleThatTheConsoleGivesAtThatInstantIsNoTakenAddress() {
        Answer user = created();
        List<RoleRepresentation> editor =
                List.of(realm.admin().roles().get("editor").toRepresentation());
        List<Answer> answers = Crowd.of(CROWD, number -> {
            if (number % 2 == 0) {
                return admin.patch("/users/" + user.id(), Map.of("roles", List.of("editor")));
            }
            try {
                inKeycloak(user).roles().realmLevel().add(editor);
            } catch (WebApplicationException keycloaksOwn) {
                // Nothing of ours.
            }
            return null;
        });
        answers.stream()
                .filter(answer -> answer != null && answer.status() != 200)
                .forEach(answer -> answer.expectProblem(409, "conflict"));
        assertEquals(1, admin.get("/users/" + user.id()).body().path("roles").size());
    }
}
