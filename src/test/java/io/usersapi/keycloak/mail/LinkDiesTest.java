package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;
import org.keycloak.testframework.ui.annotations.InjectPage;
import org.keycloak.testframework.ui.annotations.InjectWebDriver;
import org.keycloak.testframework.ui.page.ErrorPage;
import org.keycloak.testframework.ui.page.ProceedPage;
import org.keycloak.testframework.ui.webdriver.ManagedWebDriver;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** A mailed link is of no use any more once its user is worth more, or has another password or address. */
@KeycloakIntegrationTest(config = ApiServer.class)
class LinkDiesTest extends ApiTest {

    @InjectWebDriver
    private ManagedWebDriver browser;

    @InjectPage
    private ProceedPage proceedPage;

    @InjectPage
    private ErrorPage errorPage;

    private Answer user;

    private enum Change {
        PASSWORD(test -> test.patch("password", "another password of mine")),
        PASSWORD_IN_THE_CONSOLE(test -> {
            CredentialRepresentation password =
                    CredentialBuilder.password("another password of mine").build();
            test.inKeycloak(test.user).resetPassword(password);
        }),
        ADDRESS(test -> test.patch("email", newEmail())),
        DEACTIVATION(test -> test.patch("status", "inactive")),
        DEACTIVATION_AND_ACTIVATION(test -> {
            test.patch("status", "inactive");
            test.patch("status", "active");
        }),
        PROMOTION(test -> test.patch("type", "admin")),
        REALM_ADMIN(test -> {
            var client = test.realm
                    .admin()
                    .clients()
                    .findByClientId("realm-management")
                    .get(0)
                    .getId();
            var role = test.realm.admin().clients().get(client).roles().get("realm-admin");
            test.inKeycloak(test.user).roles().clientLevel(client).add(List.of(role.toRepresentation()));
        }),
        /** The console's "Sign out all active sessions". */
        SIGN_OUT_OF_ALL(LinkDiesTest::signAllOutLater);

        private final Consumer<LinkDiesTest> act;

        Change(Consumer<LinkDiesTest> act) {
            this.act = act;
        }
    }

    @BeforeEach
    void aUser() {
        user = created();
        browser.cookies().deleteAll();
    }

    @ParameterizedTest
    @EnumSource
    void withEachOfThese(Change change) throws Exception {
        String link = mailed();
        change.act.accept(this);
        browser.open(link);
        errorPage.assertCurrent();
    }

    /** The link of Keycloak's own console to the same page. */
    @ParameterizedTest
    @EnumSource
    void thatOfTheConsoleToo(Change change) throws Exception {
        inKeycloak(user).executeActionsEmail(List.of("UPDATE_PASSWORD"));
        mail.waitForIncomingEmail(1);
        String link = Mails.link(mail.getLastReceivedMessage());
        anotherSecond();
        change.act.accept(this);
        browser.open(link);
        errorPage.assertCurrent();
    }

    /** It is opened in another browser than the one that asked for it. */
    @ParameterizedTest
    @EnumSource
    void thatOfAForgottenPasswordToo(Change change) throws Exception {
        String link = mailedToWhoeverHasForgotten();
        anotherSecond();
        change.act.accept(this);
        browser.open(link);
        errorPage.assertCurrent();
    }

    @Test
    void thatOfAForgottenPasswordIsGoodInAnotherBrowserWhereNothingHasChanged() throws Exception {
        browser.open(mailedToWhoeverHasForgotten());
        assertEquals(1, browser.driver().findElements(By.name("password-new")).size());
    }

    @Test
    void notWithAnotherNameOrAnotherRole() throws Exception {
        String link = mailed();
        admin.patch("/users/" + user.id(), Map.of("name", "Ada", "roles", List.of("editor")))
                .expect(200);
        browser.open(link);
        proceedPage.assertCurrent();
    }

    private String mailed() throws Exception {
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        mail.waitForIncomingEmail(1);
        return Mails.link(mail.getLastReceivedMessage());
    }

    private String mailedToWhoeverHasForgotten() throws Exception {
        realm.updateWithCleanup(settings -> settings.resetPasswordAllowed(true));
        browser.open(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=account");
        WebElement username = browser.driver().findElement(By.name("username"));
        username.sendKeys(user.text("email"));
        username.submit();
        mail.waitForIncomingEmail(1);
        browser.cookies().deleteAll();
        return Mails.link(mail.getLastReceivedMessage());
    }

    private void patch(String field, Object value) {
        admin.patch("/users/" + user.id(), Map.of(field, value)).expect(200);
    }
}
