package io.usersapi.keycloak.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import io.usersapi.keycloak.support.MessageFile;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.ui.annotations.InjectPage;
import org.keycloak.testframework.ui.annotations.InjectWebDriver;
import org.keycloak.testframework.ui.page.LoginPasswordResetPage;
import org.keycloak.testframework.ui.webdriver.ManagedWebDriver;

/** The mails of the theme, made by Keycloak from what the jar carries and sent by SMTP, in each language. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class ThemedMailTest extends ApiTest {

    private static final String REALM = "Acme & <Söhne>";
    private static final List<String> ACTIONS = List.of(
            "UPDATE_PASSWORD",
            "UPDATE_PROFILE",
            "VERIFY_EMAIL",
            "CONFIGURE_TOTP",
            "CONFIGURE_RECOVERY_AUTHN_CODES",
            "TERMS_AND_CONDITIONS",
            "UPDATE_EMAIL",
            "webauthn-register",
            "webauthn-register-passwordless");
    private static final Pattern NO_SENTENCE =
            Pattern.compile("usersApi|linkExpiration|requiredAction|executeActions|passwordReset|\\{\\d|\\$\\{");
    private static final int HALF_A_DAY = 12 * 60 * 60;

    @InjectWebDriver
    private ManagedWebDriver browser;

    @InjectPage
    private LoginPasswordResetPage forgotPage;

    @TestSetup
    public void theRealmChoosesTheTheme() {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setResetPasswordAllowed(true);
        settings.setDisplayName(REALM);
        settings.setEmailTheme("users-api");
        settings.setActionTokenGeneratedByAdminLifespan(HALF_A_DAY);
        settings.setActionTokenGeneratedByUserLifespan(300);
        realm.admin().update(settings);
    }

    @ParameterizedTest
    @MethodSource("languages")
    void theResetMailOfTheApiSaysThatAnAdministratorAsks(String language) throws Exception {
        Answer user = speaking(language);
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        expectResetMail(language, "reasonAdministrator", 12, "hours");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void theMailOfAForgottenPasswordSaysThatSomebodyAsked(String language) throws Exception {
        Answer user = speaking(language);
        browser.open(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=account");
        forgotPage.assertCurrent();
        forgotPage.changePassword(user.text("email"));
        expectResetMail(language, "reasonUser", 5, "minutes");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void theMailOfTheConsoleNamesEachStep(String language) throws Exception {
        inKeycloak(speaking(language)).executeActionsEmail(ACTIONS);
        MessageFile theme = MessageFile.ofTheme("email", language);
        List<String> sentences = new ArrayList<>(List.of(
                theme.sentence("usersApi.mail.actions.reason", REALM),
                expiry(theme, 12, "hours"),
                theme.sentence("usersApi.mail.actions.ignore")));
        ACTIONS.forEach(action -> sentences.add(theme.sentence("requiredAction." + action)));
        expectMail(language, theme.sentence("executeActionsSubject"), sentences);
    }

    @ParameterizedTest
    @MethodSource("languages")
    void theInvitationSaysWhoInvitesToWhat(String language) throws Exception {
        expectInvitation(language);
    }

    /** With Keycloak's own theme the words are the same. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "ar"})
    void theInvitationSaysTheSameInAnotherTheme(String language) throws Exception {
        realm.updateWithCleanup(settings -> settings.update(rep -> rep.setEmailTheme("keycloak")));
        MimeMessage message = invited(language);
        MessageFile words = MessageFile.ofTheme("admin", language);
        assertEquals(words.sentence("usersApi.mail.invitation.subject", REALM), message.getSubject());
        for (String body : List.of(Mails.text(message), html(message).asNormalizedText())) {
            assertTrue(body.contains(words.sentence("usersApi.mail.invitation.reason", REALM)), body);
            assertTrue(body.contains(words.sentence("usersApi.mail.invitation.ignore")), body);
            assertFalse(
                    NO_SENTENCE.matcher(body.replaceAll("https?://\\S+", "")).find(), body);
        }
        assertEquals(
                List.of(Mails.link(message)),
                html(message).getAnchors().stream()
                        .map(anchor -> anchor.getHrefAttribute())
                        .toList());
    }

    private void expectInvitation(String language) throws Exception {
        MimeMessage message = invited(language);
        MessageFile words = MessageFile.ofTheme("admin", language);
        List<String> sentences = List.of(
                words.sentence("usersApi.mail.invitation.reason", REALM),
                expiry(MessageFile.ofTheme("email", language), 7, "days"),
                words.sentence("usersApi.mail.invitation.ignore"));
        expectMail(message, language, words.sentence("usersApi.mail.invitation.subject", REALM), sentences);
    }

    /** The second invitation, for the first goes to a user who has not told its language yet. */
    private MimeMessage invited(String language) {
        Answer user = created(Map.of("email", newEmail(), "invite", true));
        inKeycloak(user)
                .update(UserBuilder.update(inKeycloak(user).toRepresentation())
                        .attribute("locale", language)
                        .build());
        admin.post("/users/" + user.id() + "/send-invitation", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(2));
        return mail.getLastReceivedMessage();
    }

    /** Keycloak's other mails stand in the same frame. */
    @Test
    void theMailToVerifyAnAddressStandsInTheSameFrame() throws Exception {
        inKeycloak(speaking("ar")).sendVerifyEmail();
        HtmlPage html = html(received());
        assertEquals("rtl", html.getDocumentElement().getAttribute("dir"));
        assertTrue(html.asNormalizedText().contains(REALM), html.asNormalizedText());
    }

    private void expectResetMail(String language, String reason, int count, String unit) throws Exception {
        MessageFile theme = MessageFile.ofTheme("email", language);
        List<String> sentences = List.of(
                theme.sentence("usersApi.mail.reset." + reason, REALM),
                expiry(theme, count, unit),
                theme.sentence("usersApi.mail.reset.ignore"));
        expectMail(language, theme.sentence("passwordResetSubject"), sentences);
    }

    private void expectMail(String language, String subject, List<String> sentences) throws Exception {
        expectMail(received(), language, subject, sentences);
    }

    private static void expectMail(MimeMessage message, String language, String subject, List<String> sentences)
            throws Exception {
        assertEquals(subject, message.getSubject());
        HtmlPage html = html(message);
        assertEquals(language, html.getDocumentElement().getAttribute("lang"));
        assertEquals(
                language.equals("ar") ? "rtl" : "ltr", html.getDocumentElement().getAttribute("dir"));
        for (String body : List.of(Mails.text(message), html.asNormalizedText())) {
            for (String sentence : sentences) {
                assertTrue(body.contains(sentence), () -> sentence + " is not in: " + body);
            }
            assertFalse(
                    NO_SENTENCE.matcher(body.replaceAll("https?://\\S+", "")).find(), body);
        }
        String link = Mails.link(message);
        assertEquals(
                List.of(link, link),
                html.getAnchors().stream()
                        .map(anchor -> anchor.getHrefAttribute())
                        .toList());
    }

    private static String expiry(MessageFile theme, int count, String unit) {
        String period = count + " " + theme.sentence("linkExpirationFormatter.timePeriodUnit." + unit, count);
        return theme.sentence("usersApi.mail.expiry", period);
    }

    private Answer speaking(String language) {
        Answer user = created();
        inKeycloak(user)
                .update(UserBuilder.update(inKeycloak(user).toRepresentation())
                        .attribute("locale", language)
                        .build());
        return user;
    }

    private MimeMessage received() {
        assertTrue(mail.waitForIncomingEmail(1));
        return mail.getLastReceivedMessage();
    }

    private static HtmlPage html(MimeMessage message) throws Exception {
        try (WebClient client = new WebClient()) {
            return client.loadHtmlCodeIntoCurrentWindow(Mails.html(message));
        }
    }

    static Set<String> languages() {
        return MessageFile.LANGUAGES;
    }
}
