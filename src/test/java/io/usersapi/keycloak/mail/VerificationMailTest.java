package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Mails;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.ui.annotations.InjectPage;
import org.keycloak.testframework.ui.annotations.InjectWebDriver;
import org.keycloak.testframework.ui.page.ErrorPage;
import org.keycloak.testframework.ui.page.InfoPage;
import org.keycloak.testframework.ui.page.ProceedPage;
import org.keycloak.testframework.ui.webdriver.ManagedWebDriver;
import org.openqa.selenium.By;

/** The mail with which a user verifies its address. */
@KeycloakIntegrationTest(config = ApiServer.class)
class VerificationMailTest extends ApiTest {

    private static final Pattern TAB = Pattern.compile("tab_id=([\\w-]+)");

    @InjectWebDriver
    private ManagedWebDriver browser;

    @InjectPage
    private ProceedPage proceedPage;

    @InjectPage
    private InfoPage infoPage;

    @InjectPage
    private ErrorPage errorPage;

    @BeforeEach
    void asNobody() {
        browser.cookies().deleteAll();
    }

    @Test
    void whoOpensTheLinkVerifiesTheAddress() throws Exception {
        Answer user = created();
        assertFalse(verified(user));
        Answer sent = send(user).expect(200);
        assertEquals("Verification email sent successfully.", sent.text("message"));
        MimeMessage mail = received(1);
        assertEquals(user.text("email"), mail.getRecipients(Message.RecipientType.TO)[0].toString());
        browser.open(Mails.link(mail));
        proceedPage.assertCurrent();
        assertFalse(verified(user));
        proceedPage.clickProceedLink();
        infoPage.assertCurrent();
        assertTrue(verified(user));
        anonymous.token(user.text("email"), PASSWORD).expect(200);
    }

    @Test
    void aNewUserGetsItWhereTheRealmAsksForVerifiedAddresses() throws Exception {
        realm.updateWithCleanup(changed -> changed.verifyEmail(true));
        Answer user = created();
        anonymous.token(user.text("email"), PASSWORD).expectProblem(403, "account_not_set_up");
        browser.open(Mails.link(received(1)));
        proceedPage.clickProceedLink();
        anonymous.token(user.text("email"), PASSWORD).expect(200);
        created(newUser("email_verified", true));
        assertEquals(1, mail.getReceivedMessages().length);
    }

    @Test
    void aNewUserStaysWhereTheMailIsNotSent() {
        realm.updateWithCleanup(
                changed -> changed.verifyEmail(true).update(settings -> settings.setSmtpServer(Map.of())));
        Answer user = created();
        send(user).expectProblem(502, "mail_not_configured");
        admin.get("/users/" + user.id()).expect(200);
    }

    @Test
    void aVerifiedAddressGetsNone() {
        Answer user = created(newUser("email_verified", true));
        send(user).expectProblem(409, "already_verified");
        assertEquals(0, mail.getReceivedMessages().length);
        admin.patch("/users/" + user.id(), Map.of("email_verified", false)).expect(200);
        send(user).expect(200);
    }

    @Test
    void theLinkIsOfNoUseForAnotherAddress() throws Exception {
        Answer user = created();
        send(user).expect(200);
        admin.patch("/users/" + user.id(), Map.of("email", newEmail())).expect(200);
        browser.open(Mails.link(received(1)));
        errorPage.assertCurrent();
        assertFalse(verified(user));
    }

    /** Otherwise the owner of a mistyped address could set the password of a user who must set one. */
    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_PASSWORD", "CONFIGURE_TOTP", "UPDATE_PROFILE"})
    void theLinkDoesNoMoreThanVerify(String open) throws Exception {
        Answer user = created();
        UserRepresentation asked = inKeycloak(user).toRepresentation();
        asked.setRequiredActions(List.of(open));
        inKeycloak(user).update(asked);
        send(user).expect(200);
        browser.open(Mails.link(received(1)));
        proceedPage.clickProceedLink();
        infoPage.assertCurrent();
        assertTrue(verified(user));
        assertEquals(List.of(open), inKeycloak(user).toRepresentation().getRequiredActions());
    }

    /** Keycloak itself leads on, for hours after the mail, to what an administrator has asked of the user meanwhile. */
    @Test
    void thatOfTheConsoleDoesNoMoreThanVerifyEither() throws Exception {
        Answer user = created();
        inKeycloak(user).sendVerifyEmail();
        CredentialRepresentation temporary =
                CredentialBuilder.password("another password of mine").build();
        temporary.setTemporary(true);
        inKeycloak(user).resetPassword(temporary);
        browser.open(Mails.link(received(1)));
        proceedPage.clickProceedLink();
        infoPage.assertCurrent();
        assertTrue(verified(user));
        assertEquals(
                List.of("UPDATE_PASSWORD"), inKeycloak(user).toRepresentation().getRequiredActions());
    }

    /** Keycloak asks for no mail where a link has told who somebody is (ResetCredentialEmail). */
    @Test
    void theLinkIsNoWayRoundTheMailOfForgotPassword() throws Exception {
        realm.updateWithCleanup(settings -> settings.resetPasswordAllowed(true));
        Answer user = created();
        send(user).expect(200);
        browser.open(Mails.link(received(1)));
        Matcher tab = TAB.matcher(browser.driver().getPageSource());
        assertTrue(tab.find());
        browser.open(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=account&tab_id=" + tab.group(1));
        assertEquals(0, browser.driver().findElements(By.name("password-new")).size());
        assertEquals(1, browser.driver().findElements(By.name("username")).size());
    }

    @Test
    void theLinkIsOfNoUseToADeletedOrInactiveUser() throws Exception {
        Answer dead = created();
        send(dead).expect(200);
        admin.delete("/users/" + dead.id()).expect(200);
        browser.open(Mails.link(received(1)));
        errorPage.assertCurrent();
        Answer inactive = created();
        send(inactive).expect(200);
        admin.patch("/users/" + inactive.id(), Map.of("status", "inactive")).expect(200);
        browser.open(Mails.link(received(2)));
        errorPage.assertCurrent();
        assertFalse(verified(inactive));
    }

    @Test
    void whoCannotGetMailGetsNone() {
        send(created(newUser("status", "inactive"))).expectProblem(409, "inactive");
        realm.addUser(UserBuilder.create("unaddressed").password(PASSWORD));
        String id = realm.admin()
                .users()
                .searchByUsername("unaddressed", true)
                .get(0)
                .getId();
        admin.post("/users/" + id + "/send-verification", null).expectProblem(409, "no_email");
        Answer dead = created();
        admin.delete("/users/" + dead.id()).expect(200);
        for (String user : List.of(dead.id(), newEmail(), "me")) {
            admin.post("/users/" + user + "/send-verification", null).expectProblem(404, "user_not_found");
        }
        assertEquals(0, mail.getReceivedMessages().length);
    }

    @Test
    void whoMayNotSendsNone() {
        Answer user = created();
        String path = "/users/" + user.id() + "/send-verification";
        anonymous.post(path, null).expectProblem(401, "invalid_token");
        signedIn(user).post(path, null).expectProblem(403, "forbidden");
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(user.id(), keycloak.role("realm-management", "realm-admin"));
        admin.post(path, null).expectProblem(403, "privileged");
        assertEquals(0, mail.getReceivedMessages().length);
    }

    @Test
    void threeInTenMinutesAndResetMailsBesides() {
        Answer user = created();
        for (int sent = 0; sent < 3; sent++) {
            send(user).expect(200);
        }
        Answer refused = send(user).expectProblem(429, "too_many_requests");
        assertTrue(Integer.parseInt(refused.header("Retry-After")) > 500);
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
    }

    @Test
    void aRepeatedRequestSendsOneMail() {
        Answer user = created();
        Api retrying = admin.with("Idempotency-Key", "verify");
        retrying.post("/users/" + user.id() + "/send-verification", null).expect(200);
        retrying.post("/users/" + user.id() + "/send-verification", null).expect(200);
        // The same key is another act's, too.
        retrying.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        assertEquals(2, mail.getReceivedMessages().length);
    }

    @Test
    void bothFormsOfThePathSendIt() throws Exception {
        Answer user = created();
        admin.on(urls.getBase() + "/api")
                .post("/users/" + user.text("email") + "/send-verification", null)
                .expect(200);
        String link = Mails.link(received(1));
        assertTrue(link.startsWith(realm.getBaseUrl() + "/login-actions/action-token?key="), link);
    }

    private boolean verified(Answer user) {
        return admin.get("/users/" + user.id())
                .expect(200)
                .body()
                .path("email_verified")
                .asBoolean();
    }

    private Answer send(Answer user) {
        return admin.post("/users/" + user.id() + "/send-verification", null);
    }

    private MimeMessage received(int count) {
        assertTrue(mail.waitForIncomingEmail(count));
        return mail.getLastReceivedMessage();
    }
}
