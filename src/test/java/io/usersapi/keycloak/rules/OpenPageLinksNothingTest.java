package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Somebody who has signed in as a user is about to link the user with an account of the own at an identity provider. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OpenPageLinksNothingTest extends PartnerTest {

    private static final String BY_ADMIN = "a password of the administrator's";

    private final Browser browser = new Browser();
    private Answer user;
    private String other;

    @BeforeEach
    void addUser() {
        user = created();
        other = newEmail();
        partner.person(other);
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @Test
    void linksWhereNothingHasChanged() {
        openPageOfThePartner();
        signInAtThePartner();
        assertEquals(1, inKeycloak(user).getFederatedIdentity().size());
    }

    @Test
    void linksNothingOnceAnAdministratorHasSetAPassword() {
        openPageOfThePartner();
        anotherSecond();
        admin.patch("/users/" + user.id(), Map.of("password", BY_ADMIN)).expect(200);

        String page = signInAtThePartner();

        browser.expectExpired();
        assertFalse(shop.welcomes(page), page);
        assertEquals(0, inKeycloak(user).getFederatedIdentity().size());
    }

    /** An application-initiated action: what the account console does. */
    private void openPageOfThePartner() {
        browser.open(shop.loginPage(Map.of("kc_action", "idp_link:" + Partner.ALIAS)));
        browser.signIn(user.text("email"), PASSWORD);
        browser.press("continue");
    }

    private String signInAtThePartner() {
        return browser.submit(Map.of("username", other, "password", Partner.PASSWORD));
    }
}
