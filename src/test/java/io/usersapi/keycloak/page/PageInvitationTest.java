package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Somebody is invited instead of given a password. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageInvitationTest extends PageTest {

    @Test
    void invitesShowsThatAndInvitesAgain() {
        String email = newEmail();
        open("");
        page.press("Invite");
        page.fill("#new-name", "Ada Lovelace");
        page.fill("#new-email", email);
        page.press("Send invitation");
        page.seeText("Ada Lovelace is invited.");
        assertTrue(mail.waitForIncomingEmail(1));
        Answer user = admin.get("/users/" + email).expect(200);
        assertEquals("pending", user.text("invitation"));
        page.press("Invite again");
        page.seeText("A new invitation is on its way to Ada Lovelace.");
        assertTrue(mail.waitForIncomingEmail(1));
    }

    @Test
    void findsWhoHasNotAccepted() {
        String word = word();
        user("Grace " + word);
        String email = newEmail();
        admin.post("/users", Map.of("email", email, "name", "Ada " + word, "invite", true))
                .expect(201);
        open("#/users?search=" + word);
        page.press("More filters");
        page.choose("[data-filter=invitation]", "pending");
        page.seeUsers(email);
        await().until(() -> page.texts("td[data-label=Status]").equals(List.of("Invited")));
    }

    @Test
    void sendsAMailToVerifyTheAddress() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.press("Send verification mail");
        page.seeText("A mail to verify the address is on its way to Ada Lovelace.");
        assertTrue(mail.waitForIncomingEmail(1));
    }
}
