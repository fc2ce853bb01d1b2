package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** A realm that allows several users to have one address. */
@KeycloakIntegrationTest(config = ApiServer.class)
class SharedAddressTest extends ApiTest {

    private final String shared = newEmail();
    private String one;

    @BeforeEach
    void twoUsersOfOneAddress() {
        realm.updateWithCleanup(changed -> changed.update(settings -> {
            settings.setLoginWithEmailAllowed(false);
            settings.setDuplicateEmailsAllowed(true);
        }));
        one = user("one");
        user("two");
    }

    private String user(String name) {
        String id = ApiUtil.getCreatedId(realm.admin()
                .users()
                .create(UserBuilder.create(name + "-of-two")
                        .email(shared)
                        .enabled(true)
                        .build()));
        realm.cleanup().add(cleaned -> cleaned.users().get(id).remove());
        return id;
    }

    @Test
    void theAddressNamesNobody() {
        String path = "/users/" + shared;
        for (Answer answer : new Answer[] {
            admin.get(path),
            admin.patch(path, Map.of("name", "Ada")),
            admin.delete(path),
            admin.post(path + "/send-password-reset", null)
        }) {
            answer.expectProblem(409, "ambiguous_email");
        }
    }

    @Test
    void whoMayNotManageUsersIsToldNothing() {
        Api user = signedIn(created());
        user.get("/users/" + shared).expectProblem(403, "forbidden");
        assertEquals(
                user.get("/users/" + newEmail()).text(),
                user.get("/users/" + shared).text());
    }

    @Test
    void theAddressIsTakenForOthers() {
        admin.post("/users", newUser("email", shared)).expectInvalid("email", "taken");
        admin.patch("/users/" + created().id(), Map.of("email", shared)).expectInvalid("email", "taken");
    }

    @Test
    void theOwnAddressAgainIsNoChange() {
        Answer before = admin.get("/users/" + one).expect(200);
        Answer after = admin.patch("/users/" + one, Map.of("email", shared)).expect(200);
        assertEquals(before.header("ETag"), after.header("ETag"));
        admin.patch("/users/" + one, Map.of("name", "One")).expect(200);
    }
}
