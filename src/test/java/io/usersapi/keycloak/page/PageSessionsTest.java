package io.usersapi.keycloak.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Where a user is signed in, and the end of that. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageSessionsTest extends PageTest {

    @Test
    void areShownAndEndedAllAtOnce() {
        Answer user = user("Ada Lovelace");
        signedIn(user);
        open("#/users/" + user.id());
        page.press("Sessions");
        page.seeText("1 session");
        assertTrue(page.see("user-sessions li").getText().contains("users-api"));
        page.press("End all sessions");
        page.seeText("Ada Lovelace is signed out everywhere.");
        page.seeText("0 sessions");
        assertEquals(0, inKeycloak(user).getUserSessions().size());
    }
}
