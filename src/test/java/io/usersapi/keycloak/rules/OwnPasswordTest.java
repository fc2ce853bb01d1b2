package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Mails;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;
import org.keycloak.testframework.realm.UserBuilder;

/**
 * A user who changes the own password on Keycloak's page, as the account console has it done, and leaves the box "Sign out
 * from other devices" empty, as Keycloak shows it.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class OwnPasswordTest extends ShopTest {

    private static final String NEW_PASSWORD = "another password of mine";
    private static final String BY_ADMIN = "a password of the administrator's";
    private static final String TOTP_SECRET = "a secret of the authenticator";

    private Browser browser;
    private Answer user;

    @BeforeEach
    void openBrowser() {
        browser = new Browser();
        user = created();
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @Test
    void endsTheTokensOfTheSessionInWhichItWasChangedToo() {
        Answer before = signedInByBrowser();

        changePassword();

        expectRefused(before);
        shop.signedIn(user.text("email"), NEW_PASSWORD, "openid");
    }

    @Test
    void endsTheOfflineSessionOfTheSameId() {
        Answer before = signedInByBrowser();
        Answer offline = aged(shop.redeem(browser.open(shop.loginPage(Map.of("scope", "openid offline_access"))))
                .expect(200));
        assertEquals(session(before), session(offline));
        assertEquals(1, inKeycloak(user).getOfflineSessions(shop.uuid()).size());

        changePassword();

        expectRefused(before);
        expectGone(offline);
        assertEquals(List.of(), inKeycloak(user).getOfflineSessions(shop.uuid()));
    }

    @Test
    void endsTheSessionsElsewhere() {
        Answer elsewhere = shop.signedIn(user.text("email"), PASSWORD, "openid");
        signedInByBrowser();

        changePassword();

        expectGone(elsewhere);
    }

    /** RFC 6238; the tokens of the browser stay, since nobody can sign in with less than before. */
    @Test
    void endsTheSessionsElsewhereForAnAuthenticatorAppToo() {
        Answer elsewhere = shop.signedIn(user.text("email"), PASSWORD, "openid");
        Answer here = signedInByBrowser();

        browser.open(shop.loginPage(Map.of("kc_action", "CONFIGURE_TOTP")));
        String page = browser.submit(Map.of("totp", new TimeBasedOTP().generateTOTP(browser.value("totpSecret"))));

        shop.redeem(page).expect(200);
        expectGone(elsewhere);
        anonymous.bearer(here.text("access_token")).get("/users/me").expect(200);
    }

    /** What Keycloak gives the browser after the change works: the person has just signed in. */
    @Test
    void leadsBackToTheApplicationInTheSessionOfTheBrowser() {
        Answer before = signedInByBrowser();

        Answer after = shop.redeem(changePassword()).expect(200);

        assertEquals(Set.of(session(after)), Set.copyOf(sessions()));
        anonymous.bearer(after.text("access_token")).get("/users/me").expect(200);
        shop.refresh(after.text("refresh_token")).expect(200);
        expectRefused(before);
    }

    @Test
    void mayBeForcedAtSignIn() {
        forcePassword();
        browser.open(shop.loginPage());
        browser.submit(Map.of("username", user.text("email"), "password", PASSWORD));

        Answer after = shop.redeem(submitNewPassword()).expect(200);

        anonymous.bearer(after.text("access_token")).get("/users/me").expect(200);
    }

    @Test
    void goesOnWithTheNextPageOfTheSignIn() {
        setPasswordBeforeThePageOfTheProfile();

        Answer after = shop.redeem(submitProfile()).expect(200);

        anonymous.bearer(after.text("access_token")).get("/users/me").expect(200);
    }

    /** Whoever knew the old password may have set another one, and left the next page open. */
    @Test
    void signsNobodyInOnceAnAdministratorHasSetAnother() {
        setPasswordBeforeThePageOfTheProfile();
        setPasswordByAdminLater();

        String page = submitProfile();

        assertFalse(shop.welcomes(page), page);
        assertEquals(List.of(), sessions());
    }

    @Test
    void goesOnWithTheConsentOfTheSignIn() {
        setPasswordBeforeTheConsent();

        shop.redeem(browser.press("accept")).expect(200);
    }

    /** The page for the consent changes nothing of the user, and leads to a sign-in that is over. */
    @Test
    void endsTheSignInOfAConsentAfterAnAdministratorHasSetAnother() {
        setPasswordBeforeTheConsent();
        setPasswordByAdminLater();

        String page = browser.press("accept");

        assertEquals(List.of(), sessions());
        shop.redeem(page).expect(400);
    }

    /** The page is nobody's yet. */
    @Test
    void signsInWithTheAdministratorsFromAPageOfBefore() {
        browser.open(shop.loginPage());
        anotherSecond();
        admin.patch("/users/" + user.id(), Map.of("password", BY_ADMIN)).expect(200);

        String page = browser.submit(Map.of("username", user.text("email"), "password", BY_ADMIN));

        shop.redeem(page).expect(200);
    }

    /** The password of before was the right one when it was sent, and the code of the authenticator still is. */
    @Test
    void endsTheSignInThatWaitsForACodeOnceAnAdministratorHasSetAnother() {
        String email = newEmail();
        realm.addUser(UserBuilder.create(email).email(email).password(PASSWORD).totpSecret(TOTP_SECRET));
        user = admin.get("/users/" + email).expect(200);
        browser.open(shop.loginPage());
        browser.submit(Map.of("username", email, "password", PASSWORD));
        anotherSecond();
        admin.patch("/users/" + user.id(), Map.of("password", BY_ADMIN)).expect(200);

        String page = browser.submit(Map.of("otp", new TimeBasedOTP().generateTOTP(TOTP_SECRET)));

        assertEquals(List.of(), sessions());
        shop.redeem(page).expect(400);
    }

    /** Whoever knew the password of before may have the page for another one open. */
    @Test
    void changesNothingFromAPageOfBeforeAnAdministratorSetAnother() {
        signedInByBrowser();
        browser.open(shop.loginPage(Map.of("kc_action", "UPDATE_PASSWORD")));

        expectNothingIsChangedOnceAnAdministratorHasSetAnother();
    }

    @Test
    void changesNothingFromTheLinkOfAForgottenPasswordOfBefore() {
        realm.updateWithCleanup(settings -> settings.resetPasswordAllowed(true));
        browser.open(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=" + Shop.CLIENT);
        browser.submit(Map.of("username", user.text("email")));
        browser.open(Mails.link(mail.getLastReceivedMessage()));

        expectNothingIsChangedOnceAnAdministratorHasSetAnother();
    }

    private void expectNothingIsChangedOnceAnAdministratorHasSetAnother() {
        assertTrue(browser.shows("password-new"), browser::text);
        anotherSecond();
        admin.patch("/users/" + user.id(), Map.of("password", BY_ADMIN)).expect(200);

        String page = submitNewPassword();

        browser.expectExpired();
        assertFalse(shop.welcomes(page), page);
        assertEquals(List.of(), sessions());
        shop.signedIn(user.text("email"), BY_ADMIN, "openid");
    }

    private void setPasswordBeforeThePageOfTheProfile() {
        forcePassword();
        browser.open(shop.loginPage(Map.of("kc_action", "UPDATE_PROFILE")));
        browser.submit(Map.of("username", user.text("email"), "password", PASSWORD));
        submitNewPassword();
        assertTrue(browser.shows("firstName"), browser::text);
    }

    private void setPasswordBeforeTheConsent() {
        ClientRepresentation asking = realm.admin().clients().get(shop.uuid()).toRepresentation();
        asking.setConsentRequired(true);
        realm.admin().clients().get(shop.uuid()).update(asking);
        forcePassword();
        browser.open(shop.loginPage());
        browser.submit(Map.of("username", user.text("email"), "password", PASSWORD));
        submitNewPassword();
    }

    /** Later than what the person's own change ends (OpenPage.REFUSED_WITHIN). */
    private void setPasswordByAdminLater() {
        later(5);
        admin.patch("/users/" + user.id(), Map.of("password", BY_ADMIN)).expect(200);
    }

    private String submitProfile() {
        return browser.submit(Map.of("firstName", "Ada", "lastName", "Byron"));
    }

    private void forcePassword() {
        CredentialRepresentation temporary =
                CredentialBuilder.password(PASSWORD).build();
        temporary.setTemporary(true);
        inKeycloak(user).resetPassword(temporary);
    }

    private Answer signedInByBrowser() {
        browser.open(shop.loginPage());
        String page = browser.submit(Map.of("username", user.text("email"), "password", PASSWORD));
        return aged(shop.redeem(page).expect(200));
    }

    /** Keycloak dates tokens, and tells old ones from new ones, by whole seconds. */
    private Answer aged(Answer tokens) {
        anotherSecond();
        return tokens;
    }

    /** An application-initiated action: what the account console does. */
    private String changePassword() {
        browser.open(shop.loginPage(Map.of("kc_action", "UPDATE_PASSWORD")));
        return submitNewPassword();
    }

    private String submitNewPassword() {
        return browser.submit(Map.of("password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD));
    }

    private void expectGone(Answer tokens) {
        expectRefused(tokens);
        await().untilAsserted(() -> assertTrue(app.endedSessions().contains(session(tokens))));
    }

    private void expectRefused(Answer tokens) {
        anonymous.bearer(tokens.text("access_token")).get("/users/me").expectProblem(401, "invalid_token");
        assertFalse(shop.isActive(tokens.text("access_token")));
        shop.refresh(tokens.text("refresh_token")).expect(400);
        shop.exchange(tokens.text("access_token")).expect(400);
    }

    private List<String> sessions() {
        return inKeycloak(user).getUserSessions().stream()
                .map(session -> session.getId())
                .toList();
    }

    private static String session(Answer tokens) {
        return Claims.of(tokens.text("access_token")).path("sid").asText();
    }
}
