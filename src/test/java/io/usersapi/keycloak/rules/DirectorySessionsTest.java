package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;

/**
 * What ends the sessions of a user ends those of a directory's user, too, where the directory alone keeps what was
 * changed, and no row tells of the change.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class DirectorySessionsTest extends DirectoryTest {

    /** The ways in which an administrator sets a password. */
    enum NewPassword {
        HERE {
            @Override
            void set(DirectorySessionsTest test, Answer user) {
                test.admin
                        .patch("/users/" + user.id(), Map.of("password", NEW_PASSWORD))
                        .expect(200);
            }
        },
        HERE_FOR_MANY {
            @Override
            void set(DirectorySessionsTest test, Answer user) {
                test.admin
                        .post(
                                "/users/bulk",
                                Map.of("users", List.of(user.id()), "change", Map.of("password", NEW_PASSWORD)))
                        .expect(200);
            }
        },
        IN_THE_CONSOLE {
            @Override
            void set(DirectorySessionsTest test, Answer user) {
                test.inKeycloak(user)
                        .resetPassword(CredentialBuilder.password(NEW_PASSWORD).build());
            }
        };

        abstract void set(DirectorySessionsTest test, Answer user);
    }

    @ParameterizedTest
    @EnumSource(NewPassword.class)
    void aNewPasswordThatTheDirectoryKeepsEndsThem(NewPassword way) {
        endsThem(ada("WRITABLE"), user -> way.set(this, user));
        anonymous.token(ADA, NEW_PASSWORD).expect(200);
    }

    @ParameterizedTest
    @EnumSource(NewPassword.class)
    void aNewPasswordThatKeycloakKeepsEndsThem(NewPassword way) {
        endsThem(ada("UNSYNCED"), user -> way.set(this, user));
        anonymous.token(ADA, NEW_PASSWORD).expect(200);
    }

    @Test
    void aNewPasswordThatTheDirectoryKeepsMakesAnOlderLinkUseless() throws Exception {
        Answer ada = ada("WRITABLE");
        admin.post("/users/" + ada.id() + "/send-password-reset", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(1));
        admin.patch("/users/" + ada.id(), Map.of("password", NEW_PASSWORD)).expect(200);
        try (Browser browser = new Browser()) {
            browser.open(Mails.link(mail.getLastReceivedMessage()));
            assertFalse(browser.links("action-token"), browser::text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "roles"})
    void losingTheAdminRoleThatTheDirectoryKeepsEndsThem(String field) {
        directory.grant("admin", "ada");
        directory.federate(realm, "WRITABLE", true);
        Directory.keepRoles(realm.admin());
        Answer ada = admin.get("/users/" + ADA).expect(200);
        assertEquals("admin", ada.text("type"));
        Object value = field.equals("type") ? "user" : List.of();
        endsThem(ada, user -> admin.patch("/users/" + user.id(), Map.of(field, value))
                .expect(200));
        assertEquals("user", admin.get("/users/" + ada.id()).text("type"));
    }

    @Test
    void losingAnotherRoleThatTheDirectoryKeepsEndsNothing() {
        directory.grant("reader", "ada");
        directory.federate(realm, "WRITABLE", true);
        Directory.keepRoles(realm.admin());
        Answer ada = admin.get("/users/" + ADA).expect(200);
        assertEquals(List.of("reader"), names(ada));
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        admin.patch("/users/" + ada.id(), Map.of("roles", List.of())).expect(200);
        assertEquals(List.of(), names(admin.get("/users/" + ada.id())));
        refreshed(token).expect(200);
    }

    private static List<String> names(Answer user) {
        return user.body().path("roles").findValuesAsText("name");
    }

    private void endsThem(Answer user, Consumer<Answer> change) {
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        refreshed(token).expect(200);
        change.accept(user);
        refreshed(token).expectProblem(401, "invalid_refresh_token");
        anonymous.bearer(token.text("access_token")).get("/users/me").expectProblem(401, "invalid_token");
        assertEquals(List.of(), inKeycloak(user).getUserSessions());
    }

    private Answer refreshed(Answer token) {
        return anonymous.post("/auth/token", Map.of("refresh_token", token.text("refresh_token")));
    }
}
