package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Somebody who has signed in as a user is about to give the user an address of the own. The realm verifies addresses,
 * so Keycloak mails to that address before the user has it.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class OpenPageOfTheAddressTest extends ShopTest {

    private static final String ACTION = "UPDATE_EMAIL";
    private static final String BY_ADMIN = "a password of the administrator's";

    private final Browser browser = new Browser();
    private Answer user;

    @BeforeEach
    void openPage() {
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        switchAction(true);
        realm.cleanup().add(cleaned -> switchAction(false));
        user = created();
        UserRepresentation verified = inKeycloak(user).toRepresentation();
        verified.setEmailVerified(true);
        inKeycloak(user).update(verified);
        browser.open(shop.loginPage(Map.of("kc_action", ACTION)));
        browser.signIn(user.text("email"), PASSWORD);
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @Test
    void leadsToTheAddressWhereNothingHasChanged() {
        String other = newEmail();
        sendAndVerify(other);
        assertEquals(other, email());
    }

    @Test
    void leadsToNoAddressOnceAnAdministratorHasSetAPassword() {
        waitForAnotherSecond();
        admin.patch("/users/" + user.id(), Map.of("password", BY_ADMIN)).expect(200);
        sendAndVerify(newEmail());
        assertEquals(user.text("email"), email());
    }

    private void switchAction(boolean on) {
        RequiredActionProviderRepresentation action = realm.admin().flows().getRequiredAction(ACTION);
        action.setEnabled(on);
        realm.admin().flows().updateRequiredAction(ACTION, action);
    }

    private void sendAndVerify(String address) {
        browser.submit(Map.of("email", address));
        try (Browser ofTheNewAddress = new Browser()) {
            ofTheNewAddress.open(Mails.link(mail.getLastReceivedMessage()));
        }
    }

    private String email() {
        return inKeycloak(user).toRepresentation().getEmail();
    }
}
