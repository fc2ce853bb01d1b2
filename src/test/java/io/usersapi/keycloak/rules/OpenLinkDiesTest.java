package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * A link that the console has mailed can ask for more than a password. It is open in a browser, at the first of its pages,
 * while its user becomes worth more or gets another password.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class OpenLinkDiesTest extends ApiTest {

    private static final String NEW_PASSWORD = "another password of mine";

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

    /** Opens a new link as far as the first of its pages, and answers the address of that page. */
    private String open(String... actions) throws Exception {
        inKeycloak(user).executeActionsEmail(List.of(actions));
        return openMailed();
    }

    private String openMailed() throws Exception {
        assertTrue(mail.waitForIncomingEmail(1));
        browser.open(Mails.link(mail.getLastReceivedMessage()));
        return browser.follow("action-token");
    }

    private void setUp(String action, Consumer<RequiredActionProviderRepresentation> change) {
        RequiredActionProviderRepresentation before = realm.admin().flows().getRequiredAction(action);
        RequiredActionProviderRepresentation changed = realm.admin().flows().getRequiredAction(action);
        change.accept(changed);
        realm.admin().flows().updateRequiredAction(action, changed);
        realm.cleanup().add(cleaned -> cleaned.flows().updateRequiredAction(action, before));
    }

    /** Keycloak asks for it last by default. */
    private void askForThePasswordFirst() {
        setUp("UPDATE_PASSWORD", password -> password.setPriority(10));
    }

    private void promote() {
        admin.patch("/users/" + user.id(), Map.of("type", "admin")).expect(200);
    }

    private void giveAnotherAddress() {
        admin.patch("/users/" + user.id(), Map.of("email", newEmail())).expect(200);
    }

    /** Whoever has the address gets the next password by mail. */
    private void sendProfile(String email) {
        Map<String, String> profile = new HashMap<>(Map.of("firstName", "Mallory"));
        if (browser.shows("email")) {
            profile.put("email", email);
        }
        browser.submit(profile);
    }

    private void sendPassword() {
        assertTrue(browser.shows("password-new"), browser.text());
        browser.submit(Map.of("password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD));
    }

    private void sendCode() {
        browser.submit(Map.of("totp", new TimeBasedOTP().generateTOTP(browser.value("totpSecret"))));
    }

    private List<String> credentials() {
        return inKeycloak(user).credentials().stream()
                .map(CredentialRepresentation::getType)
                .sorted()
                .toList();
    }

    private void assertProfileIsAsItWas() {
        UserRepresentation now = inKeycloak(user).toRepresentation();
        assertTrue(browser.text().contains("expired"), browser.text());
        assertNull(now.getFirstName());
        assertEquals(user.text("email"), now.getEmail());
    }

    @Test
    void whereNothingHasChangedItDoesWhatItAsksFor() throws Exception {
        open("UPDATE_PROFILE");
        sendProfile(user.text("email"));
        assertEquals("Mallory", inKeycloak(user).toRepresentation().getFirstName());
    }

    @Test
    void whoSetsThePasswordByItGoesOn() throws Exception {
        askForThePasswordFirst();
        open("UPDATE_PASSWORD", "UPDATE_PROFILE", "CONFIGURE_TOTP");
        sendPassword();
        sendProfile(user.text("email"));
        sendCode();
        assertEquals("Mallory", inKeycloak(user).toRepresentation().getFirstName());
        assertEquals(List.of("otp", "password"), credentials());
    }

    @Test
    void afterAPromotionItChangesNoProfile() throws Exception {
        open("UPDATE_PROFILE");
        promote();
        sendProfile(newEmail());
        assertProfileIsAsItWas();
    }

    @Test
    void afterAPromotionItAddsNoAuthenticator() throws Exception {
        open("CONFIGURE_TOTP");
        promote();
        sendCode();
        assertTrue(browser.text().contains("expired"), browser.text());
        assertEquals(List.of("password"), credentials());
    }

    @Test
    void afterAnotherPasswordItChangesNoProfile() throws Exception {
        open("UPDATE_PROFILE");
        admin.patch("/users/" + user.id(), Map.of("password", NEW_PASSWORD)).expect(200);
        sendProfile(newEmail());
        assertProfileIsAsItWas();
    }

    @Test
    void afterAPromotionBehindItsPasswordItChangesNoProfile() throws Exception {
        askForThePasswordFirst();
        open("UPDATE_PASSWORD", "UPDATE_PROFILE");
        sendPassword();
        promote();
        sendProfile(newEmail());
        assertProfileIsAsItWas();
    }

    @Test
    void afterAnotherAddressItSetsNoPassword() throws Exception {
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        openMailed();
        String address = newEmail();
        admin.patch("/users/" + user.id(), Map.of("email", address)).expect(200);
        sendPassword();
        browser.expectExpired();
        anonymous.token(address, NEW_PASSWORD).expectProblem(401, "invalid_credentials");
        anonymous.signIn(address, PASSWORD);
    }

    @Test
    void whoHasForgottenThePasswordSetsAnother() {
        openForgotten();
        sendPassword();
        anonymous.signIn(user.text("email"), NEW_PASSWORD);
    }

    /** Keycloak's own link. */
    @Test
    void afterAnotherAddressTheLinkOfAForgottenPasswordSetsNone() {
        openForgotten();
        String address = newEmail();
        admin.patch("/users/" + user.id(), Map.of("email", address)).expect(200);
        sendPassword();
        browser.expectExpired();
        anonymous.token(address, NEW_PASSWORD).expectProblem(401, "invalid_credentials");
    }

    private void openForgotten() {
        realm.updateWithCleanup(settings -> settings.resetPasswordAllowed(true));
        browser.open(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=account");
        browser.submit(Map.of("username", user.text("email")));
        assertTrue(mail.waitForIncomingEmail(1));
        browser.open(Mails.link(mail.getLastReceivedMessage()));
    }

    @Test
    void afterAnotherAddressItChangesNoProfile() throws Exception {
        open("UPDATE_PROFILE");
        giveAnotherAddress();
        sendProfile(newEmail());
        browser.expectExpired();
        assertNull(inKeycloak(user).toRepresentation().getFirstName());
    }

    @Test
    void afterAnotherAddressItAddsNoAuthenticator() throws Exception {
        open("CONFIGURE_TOTP");
        giveAnotherAddress();
        sendCode();
        browser.expectExpired();
        assertEquals(List.of("password"), credentials());
    }

    @Test
    void afterAnotherAddressBehindItsPasswordItChangesNoProfile() throws Exception {
        askForThePasswordFirst();
        open("UPDATE_PASSWORD", "UPDATE_PROFILE");
        sendPassword();
        giveAnotherAddress();
        sendProfile(newEmail());
        browser.expectExpired();
        assertNull(inKeycloak(user).toRepresentation().getFirstName());
    }

    @Test
    void whoChangesTheAddressByItGoesOn() throws Exception {
        String address = newEmail();
        open("UPDATE_PROFILE", "UPDATE_PASSWORD");
        sendProfile(address);
        sendPassword();
        assertEquals(address, inKeycloak(user).toRepresentation().getEmail());
        anonymous.signIn(address, NEW_PASSWORD);
    }

    @Test
    void whoChangesTheAddressByItSetsNoPasswordAfterYetAnotherAddress() throws Exception {
        open("UPDATE_PROFILE", "UPDATE_PASSWORD");
        sendProfile(newEmail());
        giveAnotherAddress();
        sendPassword();
        browser.expectExpired();
    }

    @Test
    void whereNothingHasChangedItLeadsToAnAddressThatIsVerified() throws Exception {
        openWhereAddressesAreVerified();
        String address = newEmail();
        sendAndVerify(address);
        assertEquals(address, inKeycloak(user).toRepresentation().getEmail());
    }

    @Test
    void whoVerifiesAnotherAddressByItGoesOn() throws Exception {
        setUp("UPDATE_EMAIL", address -> address.setPriority(1));
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        setUp("UPDATE_EMAIL", address -> address.setEnabled(true));
        String form = open("UPDATE_EMAIL", "UPDATE_PROFILE");
        String address = newEmail();
        sendAndVerify(address);
        browser.open(form);
        browser.submit(Map.of("email", address));
        sendProfile(address);
        UserRepresentation now = inKeycloak(user).toRepresentation();
        assertEquals(List.of(address, "Mallory"), List.of(now.getEmail(), now.getFirstName()));
    }

    @Test
    void afterAPromotionItLeadsToNoOtherAddress() throws Exception {
        openWhereAddressesAreVerified();
        promote();
        sendAndVerify(newEmail());
        assertEquals(user.text("email"), inKeycloak(user).toRepresentation().getEmail());
    }

    private void openWhereAddressesAreVerified() throws Exception {
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        setUp("UPDATE_EMAIL", address -> address.setEnabled(true));
        open("UPDATE_EMAIL");
    }

    /** Keycloak mails to the new address before the user has it. */
    private void sendAndVerify(String address) {
        browser.submit(Map.of("email", address));
        try (Browser ofTheNewAddress = new Browser()) {
            ofTheNewAddress.open(Mails.link(mail.getLastReceivedMessage()));
        }
    }
}
