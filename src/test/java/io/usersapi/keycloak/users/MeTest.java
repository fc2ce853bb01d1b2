package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class MeTest extends ApiTest {

    @Test
    void showsAPlainUserItself() {
        Answer user = created(newUser("name", "Ada Lovelace"));
        Answer me = signedIn(user).get("/users/me").expect(200);
        assertEquals(user.body(), me.body());
        assertEquals(user.header("ETag"), me.header("ETag"));
    }

    @Test
    void showsAnAdminItself() {
        Answer me = admin.get("/users/me").expect(200);
        assertEquals(ApiServer.ADMIN_EMAIL, me.text("email"));
        assertEquals("admin", me.text("type"));
    }

    @Test
    void showsWhatTheUserIsNowAndNotWhatItWasWhenItSignedIn() {
        Answer user = created();
        Api self = signedIn(user);
        admin.patch("/users/" + user.id(), Map.of("name", "New Name", "role", "editor"))
                .expect(200);
        Answer me = self.get("/users/me").expect(200);
        assertEquals("New Name", me.text("name"));
        assertEquals("editor", me.body().at("/roles/0/name").asText());
    }

    @Test
    void refusesAUserThatThisApiDeactivated() {
        Answer user = created();
        Api self = signedIn(user);
        admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        self.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void refusesAUserThatTheConsoleDisabled() {
        Answer user = created();
        Api self = signedIn(user);
        UserRepresentation disabled = inKeycloak(user).toRepresentation();
        disabled.setEnabled(false);
        inKeycloak(user).update(disabled);
        self.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void challengesWhoHasNoTokenOrABadOne() {
        assertEquals(
                "Bearer",
                anonymous.get("/users/me").expectProblem(401, "invalid_token").header("WWW-Authenticate"));
        assertEquals(
                "Bearer error=\"invalid_token\", error_description=\"The bearer token is not valid.\"",
                anonymous
                        .bearer("not.a.token")
                        .get("/users/me")
                        .expectProblem(401, "invalid_token")
                        .header("WWW-Authenticate"));
    }

    @Test
    void answersHeadAsGet() {
        assertEquals(
                admin.get("/users/me").header("ETag"),
                admin.send("HEAD", "/users/me", null).expect(200).header("ETag"));
        anonymous.send("HEAD", "/users/me", null).expect(401);
    }

    @Test
    void letsNobodyChangeItselfByThisName() {
        Api self = signedIn(created());
        for (Api caller : new Api[] {self, admin}) {
            for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
                Answer refused = caller.exchange(method, "/users/me", "{\"name\":\"Me\"}");
                refused.expectProblem(405, "method_not_allowed");
                assertEquals("GET, HEAD, OPTIONS", refused.header("Allow"));
            }
        }
    }

    @Test
    void namesNobodyToWhomAMailCouldBeSent() {
        admin.post("/users/me/send-password-reset", null).expectProblem(404, "user_not_found");
    }
}
