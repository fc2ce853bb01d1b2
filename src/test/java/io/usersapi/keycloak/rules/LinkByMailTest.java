package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Somebody comes from an identity provider with the address of a user. Keycloak asks by mail whether both are one. What
 * began before the user's sessions were ended links nothing.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class LinkByMailTest extends PartnerTest {

    private final Browser browser = new Browser();
    private Answer user;

    @BeforeEach
    void askByMail() throws Exception {
        user = created();
        partner.person(user.text("email"));
        Partner.signIn(browser, shop, user.text("email"));
        browser.press("linkAccount");
        assertTrue(mail.waitForIncomingEmail(1));
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @Test
    void linksWhereNothingHasChanged() {
        String page = confirmed(browser);
        assertTrue(shop.welcomes(page), page);
        assertEquals(1, links());
    }

    @Test
    void linksNothingOnceAnAdministratorHasSetAPassword() {
        anotherSecond();
        setPassword();
        confirmed(browser);
        browser.expectExpired();
        assertEquals(0, links());
    }

    /** Whoever reads the old mailbox has said yes before, elsewhere. */
    @Test
    void confirmedBeforeLinksNothingOnceTheUserHasAnotherAddressAndPassword() {
        confirmedElsewhere();
        anotherSecond();
        admin.patch("/users/" + user.id(), Map.of("email", newEmail(), "password", "a password of the administrator's"))
                .expect(200);
        browser.follow("first-broker-login");
        assertEquals(0, links());
    }

    @Test
    void confirmedBeforeLinksNothingOnceTheUserHasAnotherAddress() {
        confirmedElsewhere();
        admin.patch("/users/" + user.id(), Map.of("email", newEmail())).expect(200);
        browser.follow("first-broker-login");
        browser.expectExpired();
        assertEquals(0, links());
    }

    /** Whose first browser is gone signs in anew, and is not asked again. */
    @Test
    void confirmedElsewhereLinksInAnotherSignIn() {
        confirmedElsewhere();
        try (Browser anew = new Browser()) {
            String page = Partner.signIn(anew, shop, user.text("email"));
            assertTrue(shop.welcomes(page), page);
        }
        assertEquals(1, links());
    }

    @Test
    void confirmedBeforeLinksNothingInAnotherSignInOnceAnAdministratorHasSetAPassword() {
        confirmedElsewhere();
        anotherSecond();
        setPassword();
        expectNothingIsLinkedInAnotherSignIn();
    }

    /** The person of the provider is found by the username. */
    @Test
    void confirmedBeforeLinksNothingInAnotherSignInOnceTheUserHasAnotherAddress() {
        confirmedElsewhere();
        UserRepresentation moved = inKeycloak(user).toRepresentation();
        moved.setEmail(newEmail());
        inKeycloak(user).update(moved);
        expectNothingIsLinkedInAnotherSignIn();
    }

    @Test
    void aLinkOfBeforeIsDeadInAnotherBrowserOnceAnAdministratorHasSetAPassword() {
        anotherSecond();
        setPassword();
        try (Browser elsewhere = new Browser()) {
            elsewhere.open(Mails.link(mail.getLastReceivedMessage()));
            elsewhere.expectExpired();
        }
    }

    @RepeatedTest(5)
    void verifiesNoAddressThatComesAtThatInstant() {
        String address = newEmail();
        Crowd.of(2, number -> {
            if (number == 0) {
                return admin.patch("/users/" + user.id(), Map.of("email", address))
                        .expect(200);
            }
            browser.open(Mails.link(mail.getLastReceivedMessage()));
            return null;
        });
        UserRepresentation now = inKeycloak(user).toRepresentation();
        assertEquals(address, now.getEmail());
        assertFalse(now.isEmailVerified());
    }

    private void setPassword() {
        admin.patch("/users/" + user.id(), Map.of("password", "a password of the administrator's"))
                .expect(200);
    }

    private void confirmedElsewhere() {
        try (Browser elsewhere = new Browser()) {
            confirmed(elsewhere);
        }
    }

    private void expectNothingIsLinkedInAnotherSignIn() {
        try (Browser anew = new Browser()) {
            Partner.signIn(anew, shop, user.text("email"));
            anew.expectExpired();
        }
        assertEquals(0, links());
    }

    private String confirmed(Browser by) {
        String page = by.open(Mails.link(mail.getLastReceivedMessage()));
        return !shop.welcomes(page) && by.links("action-token") ? by.follow("action-token") : page;
    }

    private int links() {
        return inKeycloak(user).getFederatedIdentity().size();
    }
}
