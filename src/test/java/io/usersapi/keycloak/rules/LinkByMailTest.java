package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
        waitForAnotherSecond();
        admin.patch("/users/" + user.id(), Map.of("password", "a password of the administrator's"))
                .expect(200);
        confirmed(browser);
        browser.expectExpired();
        assertEquals(0, links());
    }

    /** Whoever reads the old mailbox has said yes before, elsewhere. */
    @Test
    void confirmedBeforeLinksNothingOnceTheUserHasAnotherAddressAndPassword() {
        try (Browser elsewhere = new Browser()) {
            confirmed(elsewhere);
        }
        waitForAnotherSecond();
        admin.patch("/users/" + user.id(), Map.of("email", newEmail(), "password", "a password of the administrator's"))
                .expect(200);
        browser.follow("first-broker-login");
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
