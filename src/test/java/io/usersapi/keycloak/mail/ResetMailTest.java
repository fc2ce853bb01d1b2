package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class ResetMailTest extends ApiTest {

    @Test
    void sendsOneMailToTheUser() throws Exception {
        Answer user = created();
        Answer sent = sendReset(user).expect(200);
        assertEquals("Password reset email sent successfully.", sent.text("message"));
        assertTrue(mail.waitForIncomingEmail(1));
        assertEquals(1, mail.getReceivedMessages().length);
        MimeMessage message = mail.getLastReceivedMessage();
        assertEquals(user.text("email"), message.getRecipients(Message.RecipientType.TO)[0].toString());
        assertEquals("Reset password", message.getSubject());
    }

    @Test
    void findsTheUserByEmailToo() throws Exception {
        Answer user = created();
        admin.post("/users/" + user.text("email").toUpperCase() + "/send-password-reset", null)
                .expect(200);
        assertEquals(
                user.text("email"),
                received().getRecipients(Message.RecipientType.TO)[0].toString());
    }

    @Test
    void writesInTheLanguageOfTheUserAndNotOfTheCaller() throws Exception {
        Answer user = created();
        inKeycloak(user)
                .update(UserBuilder.update(inKeycloak(user).toRepresentation())
                        .attribute("locale", "de")
                        .build());
        admin.with("Accept-Language", "fr")
                .post("/users/" + user.id() + "/send-password-reset", null)
                .expect(200);
        assertEquals("Passwort zurücksetzen", received().getSubject());
        assertTrue(Mails.text(received()).contains("Zugangsdaten"), Mails.text(received()));
    }

    @Test
    void writesInTheLanguageOfTheRealmToAUserWhoHasNone() throws Exception {
        admin.with("Accept-Language", "de")
                .with("Cookie", "KEYCLOAK_LOCALE=de")
                .post("/users/" + created().id() + "/send-password-reset", null)
                .expect(200);
        assertEquals("Reset password", received().getSubject());
    }

    @Test
    void linksToKeycloakWhicheverPathTheCallerUses() throws Exception {
        String prefix = realm.getBaseUrl() + "/login-actions/action-token?key=";
        sendReset(created()).expect(200);
        assertTrue(Mails.link(received()).startsWith(prefix), Mails.link(received()));
        Api root = Api.at(urls.getBase() + "/api").signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        root.post("/users/" + created().id() + "/send-password-reset", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(2));
        assertTrue(Mails.link(received()).startsWith(prefix), Mails.link(received()));
    }

    @Test
    void linkLivesAsLongAsTheRealmSays() throws Exception {
        realm.updateWithCleanup(
                changed -> changed.update(settings -> settings.setActionTokenGeneratedByAdminLifespan(7200)));
        sendReset(created()).expect(200);
        String key = Mails.link(received()).split("key=")[1];
        JWTClaimsSet claims = JWTParser.parse(key).getJWTClaimsSet();
        Duration life = Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
        assertEquals(Duration.ofHours(2), life);
        assertTrue(Mails.text(received()).contains("2 hours"), Mails.text(received()));
    }

    @Test
    void leavesAnAdminEventWithoutTheLink() {
        Answer user = created();
        realm.admin().clearAdminEvents();
        sendReset(user).expect(200);
        String path = "users/" + user.id() + "/send-password-reset";
        List<String> events = realm.admin().getAdminEvents().stream()
                .map(event ->
                        event.getOperationType() + " " + event.getResourcePath() + " " + event.getRepresentation())
                .toList();
        assertEquals(List.of("ACTION " + path + " null"), events);
    }

    @Test
    void refusesAnInactiveUser() {
        sendReset(created(newUser("status", "inactive"))).expectProblem(409, "inactive");
        assertEquals(0, mail.getReceivedMessages().length);
    }

    @Test
    void refusesAUserWithoutAnAddress() {
        realm.addUser(UserBuilder.create("nobody").password(PASSWORD));
        String id =
                realm.admin().users().searchByUsername("nobody", true).get(0).getId();
        admin.post("/users/" + id + "/send-password-reset", null).expectProblem(409, "no_email");
    }

    @Test
    void refusesADeletedOrUnknownUser() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        sendReset(user).expectProblem(404, "user_not_found");
        admin.post("/users/" + newEmail() + "/send-password-reset", null).expectProblem(404, "user_not_found");
        assertEquals(0, mail.getReceivedMessages().length);
    }

    @Test
    void refusesCallersWithoutThePermission() {
        Answer user = created();
        String path = "/users/" + user.id() + "/send-password-reset";
        anonymous.post(path, null).expectProblem(401, "invalid_token");
        signedIn(user).post(path, null).expectProblem(403, "forbidden");
        assertEquals(0, mail.getReceivedMessages().length);
    }

    @Test
    void sendsAUserThreeMailsInTenMinutesAndNoMore() {
        Answer user = created();
        for (int sent = 0; sent < 3; sent++) {
            sendReset(user).expect(200);
        }
        Answer refused = sendReset(user).expectProblem(429, "too_many_requests");
        int seconds = Integer.parseInt(refused.header("Retry-After"));
        assertTrue(seconds > 500 && seconds <= 600, refused.header("Retry-After"));
        assertEquals(3, mail.getReceivedMessages().length);
        sendReset(created()).expect(200);
    }

    private Answer sendReset(Answer user) {
        return admin.post("/users/" + user.id() + "/send-password-reset", null);
    }

    private MimeMessage received() {
        assertTrue(mail.waitForIncomingEmail(1));
        return mail.getLastReceivedMessage();
    }
}
