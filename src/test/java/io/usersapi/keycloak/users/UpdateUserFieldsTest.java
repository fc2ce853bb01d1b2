package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.realm.UserBuilder;

/** What only a change of an existing user can break. */
abstract class UpdateUserFieldsTest extends UserFieldsTest {

    @Override
    protected String path() {
        return "/users/" + target.id();
    }

    @Override
    protected Map<String, Object> valid() {
        return new HashMap<>(Map.of("name", "Grace Hopper"));
    }

    @Test
    void refusesAnEmptyUpdate() {
        send(Map.of()).expectInvalid("body", "empty_update");
    }

    /** Whatever the user has by now: the second one's only role is the admin role. */
    @Test
    void refusesThePlainTypeTogetherWithTheAdminRoleForEveryUser() {
        Answer plain = created();
        Answer boss = created(newUser("role", "admin"));
        before = everything();
        for (Answer user : List.of(plain, boss)) {
            change(user, "user").expectInvalid("type", "not_combinable");
        }
        change(boss, "admin").expect(200);
        assertEquals(boss.body(), admin.get("/users/" + boss.id()).expect(200).body());
    }

    private Answer change(Answer user, String type) {
        return admin.send(method(), "/users/" + user.id(), Api.json(Map.of("type", type, "roles", List.of("admin"))));
    }

    /** A hash costs time, and whoever changes users could find out a short password that somebody has from before. */
    @Test
    void comparesATooShortPasswordWithNoneThatTheUserHad() {
        realm.updateWithCleanup(updated -> updated.passwordPolicy("digits(0)"));
        String username = newEmail();
        realm.addUser(UserBuilder.create(username).email(username).enabled(true).password("old 1"));
        realm.updateWithCleanup(updated -> updated.passwordPolicy("passwordHistory(3) and passwordAge(3)"));
        String path = "/users/" + Api.encoded(username);
        admin.send(method(), path, Api.json(Map.of("password", "old 1"))).expectInvalid("password", "too_short");
        admin.send(method(), path, Api.json(Map.of("password", PASSWORD))).expect(200);
        before = everything();
        admin.send(method(), path, Api.json(Map.of("password", PASSWORD)))
                .expectInvalid("password", "password_policy", "password_policy");
    }

    @Test
    void refusesAConfirmationWithoutAPassword() {
        send(Map.of("password_confirmation", PASSWORD)).expectInvalid("password", "required");
    }
}
