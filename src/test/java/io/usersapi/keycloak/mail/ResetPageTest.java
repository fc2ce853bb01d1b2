package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.ui.annotations.InjectPage;
import org.keycloak.testframework.ui.annotations.InjectWebDriver;
import org.keycloak.testframework.ui.page.ErrorPage;
import org.keycloak.testframework.ui.page.InfoPage;
import org.keycloak.testframework.ui.page.LoginPasswordUpdatePage;
import org.keycloak.testframework.ui.page.ProceedPage;
import org.keycloak.testframework.ui.webdriver.ManagedWebDriver;

/** The link of the reset mail in a browser. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ResetPageTest extends ApiTest {

    private static final String NEW_PASSWORD = "a new password";

    @InjectWebDriver
    private ManagedWebDriver browser;

    @InjectPage
    private ProceedPage proceedPage;

    @InjectPage
    private LoginPasswordUpdatePage passwordPage;

    @InjectPage
    private InfoPage infoPage;

    @InjectPage
    private ErrorPage errorPage;

    private Answer user;
    private String link;

    @BeforeEach
    void userGetsAMail() throws Exception {
        user = created();
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(1));
        link = Mails.link(mail.getLastReceivedMessage());
    }

    @Test
    void setsANewPassword() {
        changePassword(NEW_PASSWORD);
        infoPage.assertCurrent();
        anonymous.signIn(user.text("email"), NEW_PASSWORD);
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    void refusesAPasswordOfNineCharactersAndTakesOneOfTen() {
        changePassword("123456789");
        passwordPage.assertCurrent();
        assertTrue(passwordPage.getError().contains("10"), passwordPage.getError());
        anonymous.token(user.text("email"), "123456789").expect(401);
        passwordPage.changePassword("1234567890", "1234567890");
        infoPage.assertCurrent();
        anonymous.signIn(user.text("email"), "1234567890");
    }

    @Test
    void worksOnce() {
        changePassword(NEW_PASSWORD);
        assertOfNoUse();
        anonymous.signIn(user.text("email"), NEW_PASSWORD);
    }

    @Test
    void endsTheSessionsOfBefore() {
        Answer token = anonymous.signIn(user.text("email"), PASSWORD);
        Api before = anonymous.bearer(token.text("access_token"));
        before.get("/users/me").expect(200);
        changePassword(NEW_PASSWORD);
        before.get("/users/me").expectProblem(401, "invalid_token");
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void isOfNoUseToAUserWhoIsNoLongerActive() {
        admin.put("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        assertOfNoUse();
    }

    @Test
    void isOfNoUseToADeletedUser() {
        admin.delete("/users/" + user.id()).expect(200);
        assertOfNoUse();
    }

    @Test
    void isOfNoUseOnceTheEmailIsAnother() {
        admin.put("/users/" + user.id(), Map.of("email", newEmail())).expect(200);
        assertOfNoUse();
    }

    private void changePassword(String password) {
        browser.open(link);
        proceedPage.assertCurrent();
        proceedPage.clickProceedLink();
        passwordPage.assertCurrent();
        passwordPage.changePassword(password, password);
    }

    private void assertOfNoUse() {
        browser.cookies().deleteAll();
        browser.open(link);
        errorPage.assertCurrent();
    }
}
