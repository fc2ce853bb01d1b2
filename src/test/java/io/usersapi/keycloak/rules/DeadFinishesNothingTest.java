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
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What somebody has begun at Keycloak, and not yet finished when the account is soft-deleted. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadFinishesNothingTest extends PartnerTest {

    private static final String NEW_PASSWORD = "another password of mine";

    private final Browser browser = new Browser();
    private Answer user;

    /** Begins it, and gives the rest of the way, which tells whether it led to the end. */
    enum Way {
        CODE(DeadFinishesNothingTest::codeToRedeem),
        DEVICE(DeadFinishesNothingTest::deviceThatWaits),
        DEVICE_PAGE(DeadFinishesNothingTest::pageForTheDevice),
        PASSWORD_PAGE(DeadFinishesNothingTest::pageForAnotherPassword),
        RESET_PAGE(DeadFinishesNothingTest::pageOfTheResetMail),
        ACTIONS_MAIL(DeadFinishesNothingTest::mailOfActions),
        VERIFICATION_MAIL(DeadFinishesNothingTest::mailThatVerifiesTheAddress),
        LINK_MAIL(DeadFinishesNothingTest::mailThatLinksThePartner);

        private final Function<DeadFinishesNothingTest, BooleanSupplier> beginning;

        Way(Function<DeadFinishesNothingTest, BooleanSupplier> beginning) {
            this.beginning = beginning;
        }
    }

    @BeforeEach
    void addUser() {
        user = created();
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @ParameterizedTest
    @EnumSource
    void livingUserFinishesIt(Way way) {
        assertTrue(way.beginning.apply(this).getAsBoolean(), browser::text);
    }

    @ParameterizedTest
    @EnumSource
    void deletedUserDoesNot(Way way) {
        BooleanSupplier rest = way.beginning.apply(this);
        admin.delete("/users/" + user.id()).expect(200);

        assertFalse(rest.getAsBoolean());

        UserRepresentation dead = inKeycloak(user).toRepresentation();
        assertFalse(dead.isEnabled());
        assertFalse(dead.isEmailVerified());
        assertNull(dead.getEmail());
        assertTrue(dead.getUsername().startsWith("deleted-"), dead.getUsername());
        assertEquals(List.of(), inKeycloak(user).credentials());
        assertEquals(List.of(), inKeycloak(user).getUserSessions());
        assertEquals(List.of(), inKeycloak(user).getConsents());
        assertFalse(shop.welcomes(browser.open(shop.loginPage())), "signed in");
    }

    @ParameterizedTest
    @EnumSource(names = {"CODE", "DEVICE", "DEVICE_PAGE", "PASSWORD_PAGE"})
    void deactivatedUserIsNotSignedIn(Way way) {
        BooleanSupplier rest = way.beginning.apply(this);
        admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);

        assertFalse(rest.getAsBoolean());

        assertEquals(List.of(), inKeycloak(user).getUserSessions());
    }

    private String signedIn(String page) {
        browser.open(page);
        return browser.signIn(user.text("email"), PASSWORD);
    }

    private BooleanSupplier codeToRedeem() {
        String page = signedIn(shop.loginPage());
        return () -> shop.redeem(page).status() == 200;
    }

    /** RFC 8628: the person has said yes, the device has not asked again since. */
    private BooleanSupplier deviceThatWaits() {
        Answer device = shop.askForDevice();
        signedIn(device.text("verification_uri_complete"));
        browser.press("accept");
        return () -> shop.redeemDevice(device).status() == 200;
    }

    /** The person is asked whether to let the device in. */
    private BooleanSupplier pageForTheDevice() {
        Answer device = shop.askForDevice();
        signedIn(device.text("verification_uri_complete"));
        return () -> {
            browser.press("accept");
            return shop.redeemDevice(device).status() == 200;
        };
    }

    private BooleanSupplier pageForAnotherPassword() {
        signedIn(shop.loginPage(Map.of("kc_action", "UPDATE_PASSWORD")));
        return () -> {
            String page = setPassword();
            return shop.welcomes(page) && shop.redeem(page).status() == 200;
        };
    }

    private BooleanSupplier pageOfTheResetMail() {
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        openLinkOfTheMail();
        return () -> {
            setPassword();
            return inKeycloak(user).credentials().stream()
                            .anyMatch(credential -> credential.getType().equals("password"))
                    && shop.signIn(user.text("email"), NEW_PASSWORD, "openid").status() == 200;
        };
    }

    private String setPassword() {
        return browser.submit(Map.of("password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD));
    }

    private BooleanSupplier mailOfActions() {
        inKeycloak(user).executeActionsEmail(List.of("UPDATE_PASSWORD", "UPDATE_PROFILE"));
        return () -> {
            openLinkOfTheMail();
            return browser.shows("password-new") || browser.shows("firstName");
        };
    }

    private BooleanSupplier mailThatVerifiesTheAddress() {
        assertFalse(inKeycloak(user).toRepresentation().isEmailVerified());
        inKeycloak(user).sendVerifyEmail();
        return () -> {
            openLinkOfTheMail();
            return inKeycloak(user).toRepresentation().isEmailVerified();
        };
    }

    /** Keycloak asks by mail whether the person at the partner is the user with the same address. */
    private BooleanSupplier mailThatLinksThePartner() {
        partner.person(user.text("email"));
        Partner.signIn(browser, shop, user.text("email"));
        browser.press("linkAccount");
        return () -> {
            openLinkOfTheMail();
            return !inKeycloak(user).getFederatedIdentity().isEmpty();
        };
    }

    /** Keycloak has a link of a mail confirmed in a browser that did not ask for the mail. */
    private void openLinkOfTheMail() {
        String page = browser.open(Mails.link(mail.getLastReceivedMessage()));
        if (!shop.welcomes(page) && browser.links("action-token")) {
            browser.follow("action-token");
        }
    }
}
