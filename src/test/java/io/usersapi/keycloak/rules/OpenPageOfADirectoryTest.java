package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Mails;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Keycloak tells a directory of a password, and of a removal, before the commit: an outdated page must not get that far. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OpenPageOfADirectoryTest extends ShopTest {

    private static final String ADA = "ada@directory.example.org";
    private static final String BY_ADMIN = "a password of the administrator's";
    private static final String BY_PAGE = "a password from a page";

    private final Browser browser = new Browser();
    private Directory directory;
    private Answer ada;

    @BeforeEach
    void startDirectory() {
        directory = Directory.of(realm).with("ada", "Ada King", "Lovelace", ADA);
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    private void federate(boolean imports) {
        directory.federate(realm, "WRITABLE", imports);
        ada = admin.get("/users/" + ADA).expect(200);
    }

    /** An application-initiated action: what the account console does. */
    private void openPage(String action) {
        browser.open(shop.loginPage(Map.of("kc_action", action)));
        browser.signIn("ada", Directory.PASSWORD);
    }

    private void setPassword() {
        anotherSecond();
        admin.patch(UnimportedTest.path(ada), Map.of("password", BY_ADMIN)).expect(200);
    }

    private void sendPassword() {
        assertTrue(browser.shows("password-new"), browser::text);
        browser.submit(Map.of("password-new", BY_PAGE, "password-confirm", BY_PAGE));
    }

    private void expectPasswordOfTheAdministrator() {
        browser.expectExpired();
        assertTrue(directory.accepts("ada", BY_ADMIN));
        assertFalse(directory.accepts("ada", BY_PAGE));
        anonymous.token(ADA, BY_PAGE).expect(401);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void setsThePasswordWhereNothingHasChanged(boolean imports) {
        federate(imports);
        openPage("UPDATE_PASSWORD");
        sendPassword();
        assertTrue(directory.accepts("ada", BY_PAGE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void setsNoPasswordOnceAnAdministratorHasSetOne(boolean imports) {
        federate(imports);
        openPage("UPDATE_PASSWORD");
        setPassword();
        sendPassword();
        expectPasswordOfTheAdministrator();
    }

    @Test
    void setsNoPasswordByALinkThatIsOpenOnceAnAdministratorHasSetOne() {
        federate(true);
        openLink();
        setPassword();
        sendPassword();
        expectPasswordOfTheAdministrator();
    }

    @Test
    void setsNoPasswordByALinkThatIsOpenOnceTheUserIsWorthMore() {
        federate(true);
        openLink();
        new KeycloakSetup(realm.admin())
                .grant(ada.id(), new KeycloakSetup(realm.admin()).role("users-api", "manage-users"));
        sendPassword();
        browser.expectExpired();
        assertTrue(directory.accepts("ada", Directory.PASSWORD));
        assertFalse(directory.accepts("ada", BY_PAGE));
    }

    @Test
    void setsThePasswordByALinkWhereNothingHasChanged() {
        federate(true);
        openLink();
        sendPassword();
        assertTrue(directory.accepts("ada", BY_PAGE));
    }

    private void openLink() {
        admin.send("POST", UnimportedTest.path(ada) + "/send-password-reset", null)
                .expect(200);
        assertTrue(mail.waitForIncomingEmail(1));
        browser.open(Mails.link(mail.getLastReceivedMessage()));
        browser.follow("action-token");
    }

    @Test
    void removesTheEntryWhereNothingHasChanged() {
        openPageToDelete();
        browser.press("kc-submit");
        assertNull(directory.value("ada", "sn"));
    }

    @Test
    void removesNoEntryOnceAnAdministratorHasSetAPassword() {
        openPageToDelete();
        setPassword();
        browser.press("kc-submit");
        browser.expectExpired();
        assertNotNull(directory.value("ada", "sn"));
        assertEquals(ada.id(), admin.get("/users/" + ADA).expect(200).id());
    }

    private void openPageToDelete() {
        federate(true);
        RequiredActionProviderRepresentation before = realm.admin().flows().getRequiredAction("delete_account");
        RequiredActionProviderRepresentation enabled = realm.admin().flows().getRequiredAction("delete_account");
        enabled.setEnabled(true);
        realm.admin().flows().updateRequiredAction("delete_account", enabled);
        realm.cleanup().add(cleaned -> cleaned.flows().updateRequiredAction("delete_account", before));
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        realm.admin()
                .users()
                .get(ada.id())
                .roles()
                .clientLevel(setup.client("account").toRepresentation().getId())
                .add(List.of(setup.role("account", "delete-account")));
        openPage("delete_account");
    }
}
