package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A new password of a user whom Keycloak does not import, and what was open, under way or mailed before. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UnimportedAtOnceTest extends UnimportedTest {

    private static final String OTHER = "other@partner.example.org";

    @InjectRealm(ref = "partner", config = Partner.Realm.class)
    ManagedRealm partnerRealm;

    private final Browser browser = new Browser();
    private ClientApp app;
    private Shop shop;
    private Answer ada;

    @BeforeEach
    void openShop() throws IOException {
        app = ClientApp.start();
        shop = Shop.register(realm, app.url());
        ada = ada("WRITABLE");
    }

    @AfterEach
    void close() {
        browser.close();
        app.close();
    }

    private void setPassword() {
        anotherSecond();
        admin.patch(path(ada), Map.of("password", NEW_PASSWORD)).expect(200);
    }

    private void openProfile() {
        browser.open(shop.loginPage(Map.of("kc_action", "UPDATE_PROFILE")));
        browser.signIn("ada", Directory.PASSWORD);
        assertTrue(browser.shows("lastName"), browser::text);
    }

    @Test
    void anOpenPageChangesItsUserWhereNothingHasChanged() {
        openProfile();
        browser.submit(Map.of("lastName", "Byron"));
        assertEquals("Byron", directory.value("ada", "sn"));
    }

    @Test
    void anOpenPageChangesNothingOfItsUser() {
        openProfile();
        setPassword();
        browser.submit(Map.of("lastName", "Byron"));
        browser.expectExpired();
        assertEquals("Of Directory", directory.value("ada", "sn"));
    }

    @Test
    void anOpenPageLinksItsUserWhereNothingHasChanged() {
        openPageOfThePartner();
        signInAtThePartner();
        assertEquals(1, inKeycloak(ada).getFederatedIdentity().size());
    }

    @Test
    void anOpenPageLinksNothing() {
        openPageOfThePartner();
        setPassword();
        String page = signInAtThePartner();
        browser.expectExpired();
        assertFalse(shop.welcomes(page), page);
        assertEquals(0, inKeycloak(ada).getFederatedIdentity().size());
    }

    private void openPageOfThePartner() {
        Partner.of(realm, partnerRealm).person(OTHER);
        browser.open(shop.loginPage(Map.of("kc_action", "idp_link:" + Partner.ALIAS)));
        browser.signIn("ada", Directory.PASSWORD);
        browser.press("continue");
    }

    private String signInAtThePartner() {
        return browser.submit(Map.of("username", OTHER, "password", Partner.PASSWORD));
    }

    @Test
    void aSignInThatIsUnderWayEnds() {
        ClientRepresentation asking = realm.admin().clients().get(shop.uuid()).toRepresentation();
        asking.setConsentRequired(true);
        realm.admin().clients().get(shop.uuid()).update(asking);
        browser.open(shop.loginPage());
        browser.signIn("ada", Directory.PASSWORD);
        setPassword();
        shop.redeem(browser.press("accept")).expect(400);
        assertEquals(
                0,
                admin.send("GET", path(ada) + "/sessions", null)
                        .expect(200)
                        .body()
                        .path("data")
                        .size());
    }

    @Test
    void aMailedLinkDies() {
        String link = mailedLink();
        setPassword();
        browser.open(link);
        assertTrue(browser.text().contains("expired"), browser::text);
    }

    private String mailedLink() {
        admin.send("POST", path(ada) + "/send-password-reset", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(1));
        return Mails.link(mail.getLastReceivedMessage());
    }

    @Test
    void anOlderTokenIsRefusedByKeycloakToo() {
        Answer token = shop.signedIn("ada", Directory.PASSWORD, "openid");
        assertTrue(shop.isActive(token.text("access_token")));
        setPassword();
        assertTrue(!shop.isActive(token.text("access_token")));
        assertTrue(shop.isActive(shop.signedIn("ada", NEW_PASSWORD, "openid").text("access_token")));
    }
}
