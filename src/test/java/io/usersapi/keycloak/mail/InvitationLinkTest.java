package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;
import org.keycloak.testframework.ui.annotations.InjectPage;
import org.keycloak.testframework.ui.annotations.InjectWebDriver;
import org.keycloak.testframework.ui.page.ErrorPage;
import org.keycloak.testframework.ui.page.InfoPage;
import org.keycloak.testframework.ui.page.LoginPasswordUpdatePage;
import org.keycloak.testframework.ui.page.ProceedPage;
import org.keycloak.testframework.ui.webdriver.ManagedWebDriver;

/** The link of an invitation in a browser: what it does, and what makes it useless, closed or open. */
@KeycloakIntegrationTest(config = ApiServer.class)
class InvitationLinkTest extends ApiTest {

    private static final String NEW_PASSWORD = "a new password";
    private static final String NEW = "set in another way";

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

    /** What makes a link useless. */
    enum Change {
        NEXT_INVITATION(test -> test.admin
                .post("/users/" + test.user.id() + "/send-invitation", null)
                .expect(200)),
        DELETION(test -> test.admin.delete("/users/" + test.user.id()).expect(200)),
        REMOVAL(test -> test.inKeycloak(test.user).remove()),
        DEACTIVATION(test -> test.patch("status", "inactive")),
        DEACTIVATION_AND_ACTIVATION(test -> {
            test.patch("status", "inactive");
            test.patch("status", "active");
        }),
        PASSWORD_BY_THE_API(test -> test.patch("password", NEW)),
        PASSWORD_IN_THE_CONSOLE(test -> test.inKeycloak(test.user)
                .resetPassword(CredentialBuilder.password(NEW).build())),
        PROMOTION(test -> test.patch("type", "admin")),
        ADDRESS(test -> test.patch("email", newEmail())),
        ADDRESS_OF_MANY(test -> test.admin
                .post("/users/bulk", Map.of("users", List.of(test.user.id()), "change", Map.of("email", newEmail())))
                .expect(200)),
        ADDRESS_IN_THE_CONSOLE(test -> {
            UserRepresentation changed = test.inKeycloak(test.user).toRepresentation();
            changed.setEmail(newEmail());
            test.inKeycloak(test.user).update(changed);
        });

        /** After these the user still has no password. */
        private static final Set<Change> WITHOUT_PASSWORD =
                EnumSet.of(NEXT_INVITATION, PROMOTION, ADDRESS, ADDRESS_OF_MANY, ADDRESS_IN_THE_CONSOLE);

        private final Consumer<InvitationLinkTest> act;

        Change(Consumer<InvitationLinkTest> act) {
            this.act = act;
        }
    }

    @BeforeEach
    void anInvitation() throws Exception {
        user = created(Map.of("email", newEmail(), "invite", true));
        assertTrue(mail.waitForIncomingEmail(1));
        link = Mails.link(mail.getLastReceivedMessage());
        browser.cookies().deleteAll();
    }

    @Test
    void letsThePersonSetAPasswordAndVerifiesTheAddress() {
        openForm();
        assertTrue(shown().body().path("email_verified").asBoolean());
        assertEquals("pending", shown().text("invitation"));
        passwordPage.changePassword(NEW_PASSWORD, NEW_PASSWORD);
        infoPage.assertCurrent();
        assertTrue(shown().body().path("invitation").isNull());
        anonymous.signIn(user.text("email"), NEW_PASSWORD);
        admin.post("/users/" + user.id() + "/send-invitation", null).expectProblem(409, "not_invited");
    }

    @Test
    void keepsThePasswordPolicyAndWorksOnce() {
        openForm();
        passwordPage.changePassword("123456789", "123456789");
        passwordPage.assertCurrent();
        passwordPage.changePassword(NEW_PASSWORD, NEW_PASSWORD);
        infoPage.assertCurrent();
        browser.cookies().deleteAll();
        browser.open(link);
        errorPage.assertCurrent();
    }

    @ParameterizedTest
    @EnumSource
    void isOfNoUseAfter(Change change) {
        change.act.accept(this);
        browser.open(link);
        errorPage.assertCurrent();
    }

    @ParameterizedTest
    @EnumSource
    void setsNoPasswordWhereItWasOpenAt(Change change) {
        openForm();
        change.act.accept(this);
        passwordPage.changePassword(NEW_PASSWORD, NEW_PASSWORD);
        errorPage.assertCurrent();
        anonymous.token(user.text("email"), NEW_PASSWORD).expectProblem(401, "invalid_credentials");
        if (Change.WITHOUT_PASSWORD.contains(change)) {
            assertEquals("pending", shown().text("invitation"));
            assertEquals(List.of(), inKeycloak(user).credentials());
        }
    }

    @Test
    void theNextOneWorks() throws Exception {
        admin.post("/users/" + user.id() + "/send-invitation", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(2));
        link = Mails.link(mail.getLastReceivedMessage());
        openForm();
        passwordPage.changePassword(NEW_PASSWORD, NEW_PASSWORD);
        infoPage.assertCurrent();
    }

    /** The same by the mail for a user who has forgotten its password. */
    @Test
    void aResetMailEndsAnInvitation() throws Exception {
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(2));
        String invitation = link;
        link = Mails.link(mail.getLastReceivedMessage());
        openForm();
        passwordPage.changePassword(NEW_PASSWORD, NEW_PASSWORD);
        infoPage.assertCurrent();
        assertTrue(shown().body().path("invitation").isNull());
        browser.cookies().deleteAll();
        browser.open(invitation);
        errorPage.assertCurrent();
    }

    private void openForm() {
        browser.open(link);
        proceedPage.assertCurrent();
        proceedPage.clickProceedLink();
        passwordPage.assertCurrent();
    }

    private Answer shown() {
        return admin.get("/users/" + user.id()).expect(200);
    }

    private void patch(String field, Object value) {
        admin.patch("/users/" + user.id(), Map.of(field, value)).expect(200);
    }
}
