package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.LoggingServer;
import io.usersapi.keycloak.support.Mails;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.ServerLog;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What settings do that the server has other values for than the defaults. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class SettingsInEffectTest extends OwnRealmTest {

    @Test
    void aPageIsAsLongAsMaxPageSizeSays() {
        int most = LoggingServer.MAX_PAGE_SIZE;
        Answer page = admin.get("/users?per_page=" + most).expect(200);
        assertEquals(most, page.body().at("/meta/per_page").asInt());
        admin.get("/users?per_page=" + (most + 1)).expectInvalid("per_page", "out_of_range");
    }

    @Test
    void aPasswordIsAsLongAsPasswordMinLengthSaysOnKeycloaksPagesToo() {
        String least = "x".repeat(LoggingServer.PASSWORD_MIN_LENGTH - 5) + " long";
        created(newUser("password", least));
        admin.post("/users", newUser("password", least.substring(1))).expectInvalid("password", "too_short");
        String policy = realm.admin().toRepresentation().getPasswordPolicy();
        assertTrue(policy.contains("length(" + LoggingServer.PASSWORD_MIN_LENGTH + ")"), policy);
    }

    @Test
    void thePageAsksForAPasswordAsLongAsPasswordMinLengthSays() {
        String texts = "/realms/" + realm.getName() + "/users-admin/texts/en.json";
        Answer sentences = Api.at(urls.getBase()).exchange("GET", texts, null).expect(200);
        assertEquals("At least " + LoggingServer.PASSWORD_MIN_LENGTH + " characters", sentences.text("password.hint"));
    }

    @Test
    void anImportIsAsLargeAsImportMaxBytesSays() {
        String row = "{\"email\":\"" + newEmail() + "\"}";
        String most = row + "\n".repeat(LoggingServer.IMPORT_MAX_BYTES - row.length());
        Api importing = admin.with("Content-Type", "application/x-ndjson");
        importing.send("POST", "/users/import", most + "\n").expectProblem(413, "body_too_large");
        assertTrue(
                importing.send("POST", "/users/import", most).expect(200).text().contains("\"created\":1"));
    }

    @Test
    void linksLiveAsLongAsTheirSettingsSay() throws Exception {
        created(Map.of("email", newEmail(), "invite", true));
        assertEquals(LoggingServer.INVITATION_LIFESPAN, lifespanOfTheLink());
        resetMail(created()).expect(200);
        assertEquals(LoggingServer.RESET_LINK_LIFESPAN, lifespanOfTheLink());
    }

    private Duration lifespanOfTheLink() throws Exception {
        String key = Mails.link(mail.getLastReceivedMessage()).split("key=")[1];
        JWTClaimsSet claims = JWTParser.parse(key).getJWTClaimsSet();
        Duration lifespan = Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
        // A second may begin between the two times.
        return Duration.ofMinutes(Math.round(lifespan.toSeconds() / 60.0));
    }

    @Test
    void aUserGetsAsManyMailsAsResetMailsPerUserSays() {
        Answer user = created();
        for (int sent = 0; sent < LoggingServer.MAILS_PER_USER; sent++) {
            resetMail(user).expect(200);
        }
        resetMail(user).expectProblem(429, "too_many_requests");
    }

    private Answer resetMail(Answer user) {
        return admin.post("/users/" + user.id() + "/send-password-reset", null);
    }

    @Test
    void ofTheAddressOfADeletedUserTheHashIsKept() throws Exception {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        byte[] address = user.text("email").getBytes(StandardCharsets.UTF_8);
        Map<String, List<String>> facts = inKeycloak(user).toRepresentation().getAttributes();
        assertEquals(
                List.of(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(address))),
                facts.get("deleted_email"));
    }

    @Test
    void theLastAdminIsKeptInThisApiAlone() {
        create(OwnRealmTest::on);
        KeycloakSetup keycloak = setup();
        String last = add("ada");
        keycloak.grant(last, keycloak.role("admin"));
        keycloak.newServiceAccount("manager", keycloak.role("users-api", "manage-users"));
        Api manager =
                api().bearer(new Oidc(urls.getBase() + "/realms/own").serviceAccount("manager", KeycloakSetup.SECRET));
        manager.patch("/users/" + last, Map.of("status", "inactive")).expectProblem(409, "last_admin");

        UserRepresentation disabled = own.users().get(last).toRepresentation();
        disabled.setEnabled(false);
        long before = ServerLog.size();
        own.users().get(last).update(disabled);
        assertEquals("inactive", manager.get("/users/" + last).expect(200).text("status"));
        assertTrue(ServerLog.linesAfter(before)
                .anyMatch(line -> line.contains("WARN") && line.contains("Realm own has no active admin left")));
    }

    /** By the key of the Firebase project in the settings. */
    @Test
    void aHashOfTheFirebaseProjectNeedsNoKeyOfItsOwn() {
        String email = newEmail();
        String hash = "$fbscrypt$v=1$z6//K668GyYWNQ==$Hz3hro3hX01CeFtMq2TY4HvOAEnVkIVCMrzL557tOVZi"
                + "+n8f6AezD2czfhSyTAG09FsPtQcBgedyu+YMkl80Cw==";
        admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import", Api.json(Map.of("email", email, "password_hash", hash)))
                .expect(200);
        anonymous.signIn(email, "correct horse battery staple");
    }
}
