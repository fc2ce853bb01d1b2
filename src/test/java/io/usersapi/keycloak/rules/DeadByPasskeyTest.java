package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Chromium;
import jakarta.ws.rs.ClientErrorException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.ui.page.LoginPage;
import org.openqa.selenium.By;

/** A person who keeps a passkey (Web Authentication), with which Keycloak asks for nothing else. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadByPasskeyTest extends ShopTest {

    @RegisterExtension
    static final Chromium BROWSER = Chromium.anew();

    private Answer user;

    @BeforeEach
    void registerPasskey() {
        realm.updateWithCleanup(settings -> settings.webAuthnPolicyPasswordlessPasskeysEnabled(true)
                .webAuthnPolicyPasswordlessResidentKey("required")
                .webAuthnPolicyPasswordlessUserVerificationRequirement("required")
                .webAuthnPolicyPasswordlessMediation("none"));
        user = created();
        BROWSER.keepPasskeys();
        BROWSER.open(shop.loginPage(Map.of("kc_action", "webauthn-register-passwordless")));
        BROWSER.see(By.id("password"));
        LoginPage login = BROWSER.page(LoginPage.class);
        login.fillLogin(user.text("email"), PASSWORD);
        login.submit();
        BROWSER.click(By.id("registerWebAuthn"));
        BROWSER.acceptPrompt();
        BROWSER.seeAddress(app.url());
        inKeycloak(user).logout();
    }

    /** What an administrator plants would open the door, were it not taken away. */
    @Test
    void livingUserSignsInByIt() {
        showPasskey();
        BROWSER.seeAddress(app.url());

        inKeycloak(user).logout();
        CredentialRepresentation passkey = passkey();
        inKeycloak(user).removeCredential(passkey.getId());
        plant(passkey);
        showPasskey();
        BROWSER.seeAddress(app.url());
    }

    @Test
    void deletedUserDoesNot() {
        admin.delete("/users/" + user.id()).expect(200);
        expectRefused();
    }

    @Test
    void deletedUserDoesNotByOneThatAnAdministratorPlants() {
        CredentialRepresentation passkey = passkey();
        admin.delete("/users/" + user.id()).expect(200);
        assertThrows(ClientErrorException.class, () -> plant(passkey));
        expectRefused();
    }

    private CredentialRepresentation passkey() {
        return inKeycloak(user).credentials().stream()
                .filter(credential -> credential.getType().equals("webauthn-passwordless"))
                .findFirst()
                .orElseThrow();
    }

    /** Its public key is all that Keycloak has of a passkey. */
    private void plant(CredentialRepresentation passkey) {
        UserRepresentation change = inKeycloak(user).toRepresentation();
        passkey.setId(null);
        passkey.setSecretData("{}");
        change.setCredentials(List.of(passkey));
        change.setEnabled(true);
        inKeycloak(user).update(change);
    }

    private void showPasskey() {
        BROWSER.open(shop.loginPage());
        BROWSER.click(By.id("authenticateWebAuthnButton"));
    }

    private void expectRefused() {
        realm.admin().clearEvents();
        showPasskey();
        await().until(this::refusals, refusals -> !refusals.isEmpty());
        BROWSER.open(shop.loginPage());
        BROWSER.see(By.id("password"));
        assertEquals(List.of(), inKeycloak(user).credentials());
        assertEquals(List.of(), inKeycloak(user).getUserSessions());
    }

    private List<EventRepresentation> refusals() {
        return realm.admin().getEvents(List.of("LOGIN_ERROR"), Shop.CLIENT, null, null, null, null, null, null);
    }
}
