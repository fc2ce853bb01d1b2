package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Invitations and verifications of users whom a directory keeps. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DirectoryInvitationsTest extends DirectoryTest {

    @Test
    void anInvitedUserOfAWritableDirectorySetsItsPasswordThere() throws Exception {
        directory.federate(realm, "WRITABLE", true);
        Answer user = created(Map.of("email", newEmail(), "name", "Alan Turing", "invite", true));
        assertPending(user, true);
        admin.post("/users/" + user.id() + "/send-invitation", null).expect(200);
        try (Browser browser = opened(2)) {
            browser.submit(Map.of("password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD));
        }
        assertTrue(directory.accepts(user.text("email"), NEW_PASSWORD));
        assertPending(user, false);
        admin.post("/users/" + user.id() + "/send-invitation", null).expectProblem(409, "not_invited");
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void whoHasAPasswordInTheDirectoryNeedsNoInvitation(String editMode) {
        Answer ada = ada(editMode);
        admin.post("/users/" + ada.id() + "/send-invitation", null).expectProblem(409, "not_invited");
    }

    @Test
    void aDirectoryThatIsNotImportedTakesNoInvitedUsers() {
        directory.federate(realm, "WRITABLE", false);
        String email = newEmail();
        admin.post("/users", Map.of("email", email, "invite", true)).expectProblem(409, "read_only");
        admin.get("/users/" + email).expectProblem(404, "user_not_found");
        assertEquals(0, mail.getReceivedMessages().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void theAddressOfAnImportedUserIsVerified(String editMode) throws Exception {
        Answer ada = ada(editMode);
        admin.post("/users/" + ada.id() + "/send-verification", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(1));
        try (Browser browser = new Browser()) {
            browser.open(Mails.link(mail.getLastReceivedMessage()));
            browser.follow("action-token");
        }
        assertTrue(admin.get("/users/" + ada.id()).body().path("email_verified").asBoolean());
    }

    private Browser opened(int mails) throws Exception {
        assertTrue(mail.waitForIncomingEmail(mails));
        Browser browser = new Browser();
        browser.open(Mails.link(mail.getLastReceivedMessage()));
        browser.follow("action-token");
        return browser;
    }

    private void assertPending(Answer user, boolean pending) {
        assertEquals(
                pending ? "pending" : "null", admin.get("/users/" + user.id()).text("invitation"));
        int listed = pending ? 1 : 0;
        assertEquals(
                listed,
                admin.get("/users?invitation=pending&email=" + user.text("email"))
                        .expect(200)
                        .body()
                        .path("data")
                        .size());
    }
}
