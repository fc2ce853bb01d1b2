package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.ClientsResource;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Somebody who has signed in as a user has a page of Keycloak's open while an administrator sets another password. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OpenPageChangesNothingTest extends ShopTest {

    private final Browser browser = new Browser();
    private Answer user;

    @BeforeEach
    void addUser() {
        user = created();
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @Test
    void deletesTheAccountWhereNothingHasChanged() {
        openPageToDelete();
        browser.press("kc-submit");
        admin.get("/users/" + user.id()).expect(404);
    }

    @Test
    void deletesNothingOnceAnAdministratorHasSetAPassword() {
        openPageToDelete();
        setPassword();
        browser.press("kc-submit");
        browser.expectExpired();
        admin.get("/users/" + user.id()).expect(200);
    }

    @Test
    void setsNoAuthenticatorUpOnceAnAdministratorHasSetAPassword() {
        openPage("CONFIGURE_TOTP");
        setPassword();
        browser.submit(Map.of("totp", new TimeBasedOTP().generateTOTP(browser.value("totpSecret"))));
        browser.expectExpired();
        assertTrue(inKeycloak(user).credentials().stream()
                .noneMatch(credential -> credential.getType().equals("otp")));
    }

    @Test
    void changesNoNameOnceAnAdministratorHasSetAPassword() {
        openPage("UPDATE_PROFILE");
        setPassword();
        browser.submit(Map.of("firstName", "Grace", "lastName", "Hopper"));
        browser.expectExpired();
        assertEquals(user.text("name"), admin.get("/users/" + user.id()).text("name"));
    }

    /** The console's "Sign out all active sessions". */
    @Test
    void changesNoNameOnceAllOfTheRealmWereSignedOut() {
        openPage("UPDATE_PROFILE");
        signAllOutLater();
        browser.submit(Map.of("firstName", "Grace", "lastName", "Hopper"));
        browser.expectExpired();
        assertNull(inKeycloak(user).toRepresentation().getLastName());
    }

    @Test
    void changesTheNameInASignInThatBeganAfterAllOfTheRealmWereSignedOut() {
        realm.admin().logoutAll();
        openPage("UPDATE_PROFILE");
        browser.submit(Map.of("firstName", "Grace", "lastName", "Hopper"));
        assertEquals("Hopper", inKeycloak(user).toRepresentation().getLastName());
    }

    @Test
    void leadsToTheOtherAddressWhereNothingHasChanged() {
        openPageForAnotherAddress();
        String other = newEmail();
        sendAndVerify(other);
        assertEquals(other, inKeycloak(user).toRepresentation().getEmail());
    }

    @Test
    void leadsToNoOtherAddressOnceAnAdministratorHasSetAPassword() {
        openPageForAnotherAddress();
        setPassword();
        sendAndVerify(newEmail());
        browser.expectExpired();
        assertEquals(user.text("email"), inKeycloak(user).toRepresentation().getEmail());
    }

    /** Keycloak has mailed to the other address by then, and mails nothing where a link has told who somebody is. */
    @Test
    void theLinkToTheOtherAddressIsThenNoWayRoundTheMailOfForgotPassword() {
        realm.updateWithCleanup(settings -> settings.resetPasswordAllowed(true));
        openPageForAnotherAddress();
        setPassword();
        sendAndVerify(newEmail(), ofTheNewAddress -> {
            ofTheNewAddress.forgetPassword(realm.getBaseUrl());
            assertFalse(ofTheNewAddress.shows("password-new"), ofTheNewAddress::text);
            assertTrue(ofTheNewAddress.shows("username"), ofTheNewAddress::text);
        });
    }

    /** Keycloak mails at the sign-in, which waits for the link. */
    @Test
    void signsInByTheMailThatVerifiesTheAddressWhereNothingHasChanged() {
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        browser.open(shop.loginPage());
        browser.signIn(user.text("email"), PASSWORD);
        String page = browser.open(Mails.link(mail.getLastReceivedMessage()));
        assertTrue(shop.welcomes(page), page);
    }

    /** Where the realm verifies addresses, Keycloak mails to the new one first. */
    private void openPageForAnotherAddress() {
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        UserRepresentation verified = inKeycloak(user).toRepresentation();
        verified.setEmailVerified(true);
        inKeycloak(user).update(verified);
        enable("UPDATE_EMAIL");
        openPage("UPDATE_EMAIL");
        assertTrue(browser.shows("email"), browser::text);
    }

    private void openPageToDelete() {
        enable("delete_account");
        ClientsResource clients = realm.admin().clients();
        String account = clients.findByClientId("account").get(0).getId();
        RoleRepresentation right =
                clients.get(account).roles().get("delete-account").toRepresentation();
        inKeycloak(user).roles().clientLevel(account).add(List.of(right));
        openPage("delete_account");
    }

    /** An application-initiated action: what the account console does. */
    private void openPage(String action) {
        browser.open(shop.loginPage(Map.of("kc_action", action)));
        browser.signIn(user.text("email"), PASSWORD);
    }

    private void enable(String action) {
        RequiredActionProviderRepresentation before = realm.admin().flows().getRequiredAction(action);
        RequiredActionProviderRepresentation enabled = realm.admin().flows().getRequiredAction(action);
        enabled.setEnabled(true);
        realm.admin().flows().updateRequiredAction(action, enabled);
        realm.cleanup().add(cleaned -> cleaned.flows().updateRequiredAction(action, before));
    }

    private void setPassword() {
        anotherSecond();
        admin.patch("/users/" + user.id(), Map.of("password", "a password of the administrator's"))
                .expect(200);
    }

    private void sendAndVerify(String address) {
        sendAndVerify(address, ofTheNewAddress -> {});
    }

    private void sendAndVerify(String address, Consumer<Browser> then) {
        browser.submit(Map.of("email", address));
        try (Browser ofTheNewAddress = new Browser()) {
            ofTheNewAddress.open(Mails.link(mail.getLastReceivedMessage()));
            then.accept(ofTheNewAddress);
        }
    }
}
