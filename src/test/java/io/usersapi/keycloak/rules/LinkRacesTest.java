package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Two browsers with one mailed link, and a browser with a link while its user is deleted or invited anew. */
@KeycloakIntegrationTest(config = ApiServer.class)
class LinkRacesTest extends ApiTest {

    private static final List<String> PASSWORDS = List.of("the first password", "the second password");

    @Test
    void ofTwoThatOpenedOneInvitationTheSecondSetsNoPassword() throws Exception {
        theSecondSetsNone(created(Map.of("email", newEmail(), "invite", true)));
    }

    @Test
    void ofTwoThatOpenedOneResetLinkTheSecondSetsNoPassword() throws Exception {
        Answer user = created();
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        theSecondSetsNone(user);
    }

    private void theSecondSetsNone(Answer user) throws Exception {
        try (Browser first = opened();
                Browser second = opened()) {
            set(first, PASSWORDS.get(0));
            set(second, PASSWORDS.get(1));
            assertTrue(second.text().contains("expired"), second.text());
        }
        anonymous.signIn(user.text("email"), PASSWORDS.get(0));
        anonymous.token(user.text("email"), PASSWORDS.get(1)).expectProblem(401, "invalid_credentials");
    }

    @RepeatedTest(3)
    void ofTwoAtOneInstantOneSetsThePassword() {
        race().ofTwoAtOneInstantOneSetsThePassword();
    }

    @RepeatedTest(3)
    void whatIsOpenWhileItsUserIsDeletedGivesTheDeadNothing() {
        race().whatIsOpenWhileItsUserIsDeletedGivesTheDeadNothing();
    }

    @RepeatedTest(5)
    void ofAPasswordAndTheNextInvitationOneHolds() {
        race().ofAPasswordAndTheNextInvitationOneHolds();
    }

    private LinkRace race() {
        LinkRace.Side here = new LinkRace.Side(admin, () -> anonymous, Browser::new);
        return new LinkRace(here, here, realm.admin(), mail::getReceivedMessages);
    }

    private Browser opened() throws Exception {
        assertTrue(mail.waitForIncomingEmail(1));
        Browser browser = new Browser();
        browser.open(Mails.link(mail.getLastReceivedMessage()));
        browser.follow("action-token");
        assertTrue(browser.shows("password-new"), browser.text());
        return browser;
    }

    private static void set(Browser browser, String password) {
        browser.submit(Map.of("password-new", password, "password-confirm", password));
    }
}
