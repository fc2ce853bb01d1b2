package io.usersapi.keycloak.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Chromium;
import io.usersapi.keycloak.support.Mails;
import io.usersapi.keycloak.support.MessageFile;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.ui.page.InfoPage;
import org.keycloak.testframework.ui.page.LoginPasswordUpdatePage;
import org.openqa.selenium.By;

/** From the mail to the new password, in a browser, with the theme's mail and pages. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ResetWalkTest extends ApiTest {

    private static final String NEW_PASSWORD = "a new password";

    @RegisterExtension
    static final Chromium BROWSER = Chromium.shared();

    @TempDir
    Path directory;

    @BeforeEach
    void theRealmChoosesTheTheme() {
        BROWSER.forget();
        realm.updateWithCleanup(settings -> settings.displayName("Example Ltd").update(rep -> {
            rep.setEmailTheme("users-api");
            rep.setLoginTheme("users-api");
        }));
    }

    /** In two languages; the words of all are looked at by {@link ThemeFilesTest} and {@link ThemedMailTest}. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ar"})
    void leadsFromTheMailToTheNewPassword(String language) throws Exception {
        walkFromTheMail(language);
    }

    @Tag("thorough")
    @Test
    void leadsFromTheMailToTheNewPasswordInGreek() throws Exception {
        walkFromTheMail("el");
    }

    /** The same for who was invited. */
    @Test
    void leadsFromTheInvitationToTheFirstPassword() throws Exception {
        walkFromTheInvitation("en");
    }

    @Tag("thorough")
    @Test
    void leadsFromTheInvitationToTheFirstPasswordInArabic() throws Exception {
        walkFromTheInvitation("ar");
    }

    private void walkFromTheMail(String language) throws Exception {
        Answer user = created();
        inKeycloak(user)
                .update(UserBuilder.update(inKeycloak(user).toRepresentation())
                        .attribute("locale", language)
                        .build());
        MessageFile words = MessageFile.ofTheme("login", language);
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(1));

        openMail(mail.getLastReceivedMessage());
        if (language.equals("en") || language.equals("ar")) {
            BROWSER.picture("mail-" + language);
        }
        BROWSER.click(By.linkText(MessageFile.ofTheme("email", language).sentence("usersApi.mail.reset.action")));

        BROWSER.page(InfoPage.class).assertCurrent();
        seeOnce(words.sentence("confirmExecutionOfActions"));
        seeOnce(words.sentence("requiredAction.UPDATE_PASSWORD"));
        picture("reset-begin", language);
        BROWSER.click(By.linkText(words.sentence("proceedWithAction")));

        BROWSER.seeText(words.sentence("resetPasswordMessage"));
        LoginPasswordUpdatePage passwords = BROWSER.page(LoginPasswordUpdatePage.class);
        passwords.assertCurrent();
        picture("reset-password", language);
        passwords.changePassword(NEW_PASSWORD, NEW_PASSWORD);

        seeOnce(words.sentence("accountUpdatedMessage"));
        assertEquals("login-info", BROWSER.see(By.tagName("body")).getAttribute("data-page-id"));
        picture("reset-done", language);
        anonymous.signIn(user.text("email"), NEW_PASSWORD);

        openMail(mail.getLastReceivedMessage());
        BROWSER.click(By.linkText(MessageFile.ofTheme("email", language).sentence("usersApi.mail.reset.action")));
        seeOnce(words.sentence("expiredActionTokenNoSessionMessage"));
        picture("reset-spent", language);
    }

    private void walkFromTheInvitation(String language) throws Exception {
        Answer user = created(Map.of("email", newEmail(), "invite", true));
        inKeycloak(user)
                .update(UserBuilder.update(inKeycloak(user).toRepresentation())
                        .attribute("locale", language)
                        .build());
        admin.post("/users/" + user.id() + "/send-invitation", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(2));
        MessageFile words = MessageFile.ofTheme("login", language);

        openMail(mail.getLastReceivedMessage());
        BROWSER.click(By.linkText(MessageFile.ofTheme("admin", language).sentence("usersApi.mail.invitation.action")));
        BROWSER.page(InfoPage.class).assertCurrent();
        BROWSER.click(By.linkText(words.sentence("proceedWithAction")));
        LoginPasswordUpdatePage passwords = BROWSER.page(LoginPasswordUpdatePage.class);
        passwords.assertCurrent();
        passwords.changePassword(NEW_PASSWORD, NEW_PASSWORD);

        BROWSER.seeText(words.sentence("accountUpdatedMessage"));
        anonymous.signIn(user.text("email"), NEW_PASSWORD);
        Answer shown = admin.get("/users/" + user.id()).expect(200);
        assertTrue(shown.body().path("invitation").isNull(), shown::text);
        assertTrue(shown.body().path("email_verified").asBoolean(), shown::text);
    }

    private static void seeOnce(String text) {
        String page = BROWSER.seeText(text);
        assertEquals(page.indexOf(text), page.lastIndexOf(text), page);
    }

    private void openMail(MimeMessage message) throws IOException {
        Path file = directory.resolve("mail.html");
        Files.writeString(file, Mails.html(message));
        BROWSER.open(file.toUri().toString());
    }

    private static void picture(String name, String language) {
        if (language.equals("en")) {
            BROWSER.picture(name);
        }
    }
}
