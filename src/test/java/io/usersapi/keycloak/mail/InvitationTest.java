package io.usersapi.keycloak.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Mails;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** Users who set their first password by a mailed link: created, shown, listed, invited again, refused. */
@KeycloakIntegrationTest(config = ApiServer.class)
class InvitationTest extends ApiTest {

    @Test
    void aCreateWithInviteMailsALinkAndShowsThatItIsPending() throws Exception {
        Map<String, Object> request = invite();
        request.put("name", "Grace Hopper");
        request.put("role", "editor");
        Answer user = created(request);
        assertEquals("pending", user.text("invitation"));
        assertEquals("active", user.text("status"));
        assertFalse(user.body().path("email_verified").asBoolean());
        MimeMessage mail = received(1);
        assertEquals(user.text("email"), mail.getRecipients(Message.RecipientType.TO)[0].toString());
        assertTrue(
                Mails.link(mail).startsWith(realm.getBaseUrl() + "/login-actions/action-token?key="), Mails.link(mail));
        assertEquals(List.of(), inKeycloak(user).credentials());
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    void aUserWithAPasswordHasNoInvitation() {
        assertTrue(created().body().path("invitation").isNull());
    }

    @Test
    void theLinkLivesSevenDays() throws Exception {
        created(invite());
        String key = Mails.link(received(1)).split("key=")[1];
        JWTClaimsSet claims = JWTParser.parse(key).getJWTClaimsSet();
        assertEquals(
                Duration.ofDays(7),
                Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()));
        assertTrue(Mails.text(received(1)).contains("7 days"), Mails.text(received(1)));
    }

    @Test
    void listsShowItAndFilterByIt() {
        String name = "Invited-" + System.nanoTime();
        Answer one = created(invite("name", name + " one"));
        Answer two = created(invite("name", name + " two"));
        Map<String, Object> other = newUser("name", name + " three");
        created(other);
        Answer dead = created(invite("name", name + " four"));
        admin.delete("/users/" + dead.id()).expect(200);
        List<JsonNode> all = list("?status=all&search=" + name);
        assertEquals(4, all.size());
        all.forEach(user -> assertEquals(
                List.of(one.id(), two.id()).contains(user.path("id").asText()),
                user.path("invitation").asText().equals("pending"),
                user::toString));
        assertEquals(
                List.of(one.body(), two.body()),
                list("?invitation=pending&status=all&include=attributes&search=" + name));
        assertEquals(
                List.of(one.body(), two.body()), list("?invitation=pending&cursor=&include=attributes&search=" + name));
        assertEquals(List.of(), list("?invitation=pending&status=inactive&search=" + name));
        admin.get("/users?invitation=none").expectInvalid("invitation", "invalid_choice");
    }

    @Test
    void anExportFiltersByItToo() {
        String name = "Exported-" + System.nanoTime();
        Answer one = created(invite("name", name + " one"));
        Answer two = created(newUser("name", name + " two"));
        String file = admin.get("/users/export?invitation=pending&search=" + name)
                .expect(200)
                .text();
        assertTrue(file.contains(one.id()) && !file.contains(two.id()), file);
        admin.get("/users/export?invitation=none").expectInvalid("invitation", "invalid_choice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"API", "CONSOLE", "PARTIAL_UPDATE"})
    void aPasswordThatIsSetOtherwiseEndsIt(String way) {
        Answer user = created(invite());
        CredentialRepresentation password = CredentialBuilder.password(PASSWORD).build();
        switch (way) {
            case "API" -> admin.patch("/users/" + user.id(), Map.of("password", PASSWORD))
                    .expect(200);
            case "CONSOLE" -> inKeycloak(user).resetPassword(password);
            default -> {
                UserRepresentation changed = inKeycloak(user).toRepresentation();
                changed.setCredentials(List.of(password));
                inKeycloak(user).update(changed);
            }
        }
        assertTrue(admin.get("/users/" + user.id()).body().path("invitation").isNull());
        assertEquals(List.of(), list("?invitation=pending&email=" + user.text("email")));
        invited(user).expectProblem(409, "not_invited");
        anonymous.token(user.text("email"), PASSWORD).expect(200);
    }

    @Test
    void itIsSentAgainAndOthersAreRefused() {
        Answer user = created(invite());
        assertEquals(
                "Invitation email sent successfully.", invited(user).expect(200).text("message"));
        assertEquals(2, mail.getReceivedMessages().length);
        invited(created()).expectProblem(409, "not_invited");
        Answer inactive = created(invite());
        admin.patch("/users/" + inactive.id(), Map.of("status", "inactive")).expect(200);
        invited(inactive).expectProblem(409, "inactive");
        Answer dead = created(invite());
        admin.delete("/users/" + dead.id()).expect(200);
        invited(dead).expectProblem(404, "user_not_found");
        for (String nobody : List.of("me", "unknown", newEmail())) {
            admin.post("/users/" + nobody + "/send-invitation", null).expectProblem(404, "user_not_found");
        }
    }

    /** As one who came by the console or an import, without any way in. */
    @Test
    void aUserWithNothingToSignInWithCanBeInvitedToo() {
        Answer user = withoutPassword();
        assertTrue(user.body().path("invitation").isNull());
        admin.post("/users/" + user.text("email") + "/send-invitation", null).expect(200);
        assertEquals("pending", admin.get("/users/" + user.id()).text("invitation"));
        assertEquals(1, list("?invitation=pending&email=" + user.text("email")).size());
    }

    /** As one who came through an identity provider and has no password. */
    @Test
    void whoSignsInThroughAnIdentityProviderHasNothingToBeInvitedTo() {
        IdentityProviderRepresentation partner = new IdentityProviderRepresentation();
        partner.setAlias("partner");
        partner.setProviderId("oidc");
        realm.admin().identityProviders().create(partner).close();
        realm.cleanup()
                .add(cleaned -> cleaned.identityProviders().get("partner").remove());
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId("ada");
        link.setUserName("ada");
        Answer pending = created(invite());
        for (boolean wasInvited : List.of(false, true)) {
            Answer user = wasInvited ? pending : withoutPassword();
            inKeycloak(user).addFederatedIdentity("partner", link);
            if (wasInvited) {
                invited(user).expect(200);
            } else {
                invited(user).expectProblem(409, "not_invited");
                assertTrue(admin.get("/users/" + user.id())
                        .body()
                        .path("invitation")
                        .isNull());
            }
            inKeycloak(user).removeFederatedIdentity("partner");
            invited(user).expect(200);
        }
    }

    private Answer withoutPassword() {
        String email = newEmail();
        String id = ApiUtil.getCreatedId(realm.admin()
                .users()
                .create(UserBuilder.create(email).email(email).enabled(true).build()));
        realm.cleanup().add(cleaned -> cleaned.users().get(id).remove());
        return admin.get("/users/" + id).expect(200);
    }

    @Test
    void threeInTenMinutesThatOfTheCreateAmongThem() {
        Answer user = created(invite());
        invited(user).expect(200);
        invited(user).expect(200);
        Answer refused = invited(user).expectProblem(429, "too_many_requests");
        assertTrue(Integer.parseInt(refused.header("Retry-After")) > 500);
        assertEquals(3, mail.getReceivedMessages().length);
        invited(created(invite())).expect(200);
    }

    @Test
    void whoMayNotInvitesNobody() {
        Answer user = created(invite());
        String path = "/users/" + user.id() + "/send-invitation";
        anonymous.post(path, null).expectProblem(401, "invalid_token");
        signedIn(created()).post(path, null).expectProblem(403, "forbidden");
        signedIn(created()).post("/users", invite()).expectProblem(403, "forbidden");
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(user.id(), keycloak.role("realm-management", "realm-admin"));
        admin.post(path, null).expectProblem(403, "privileged");
        assertEquals(1, mail.getReceivedMessages().length);
    }

    @Test
    void inviteAndPasswordExcludeEachOther() {
        Map<String, Object> both = newUser("invite", true);
        admin.post("/users", both).expectInvalid("invite", "not_combinable");
        Map<String, Object> confirmed = invite("password_confirmation", PASSWORD);
        admin.post("/users", confirmed).expectInvalid("invite", "not_combinable");
        admin.post("/users", invite("status", "Inactive")).expectInvalid("invite", "not_combinable");
        admin.post("/users", Map.of("email", newEmail(), "invite", false)).expectInvalid("password", "required");
        admin.post("/users", Map.of("email", newEmail(), "invite", "true")).expectInvalid("invite", "wrong_type");
        assertTrue(created(newUser("invite", false)).body().path("invitation").isNull());
        admin.patch("/users/" + created().id(), Map.of("invite", true)).expectInvalid("invite", "unknown_field");
        assertEquals(0, mail.getReceivedMessages().length);
    }

    @Test
    void aRepeatedCreateMakesOneUserAndSendsOneMail() {
        Map<String, Object> request = invite();
        Api api = admin.with("Idempotency-Key", "invite-" + request.get("email"));
        String id = api.post("/users", request).expect(201).id();
        Answer again = api.post("/users", request).expect(201);
        assertEquals(id, again.id());
        assertEquals("pending", again.text("invitation"));
        assertEquals(1, mail.getReceivedMessages().length);
        Api sender = admin.with("Idempotency-Key", "again");
        sender.post("/users/" + id + "/send-invitation", null).expect(200);
        sender.post("/users/" + id + "/send-invitation", null).expect(200);
        assertEquals(2, mail.getReceivedMessages().length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereTheMailServerFailsThereIsNoUserAndTheCreateCanBeSentAgain(boolean keyed) throws IOException {
        Map<String, Object> request = invite();
        Api api = keyed ? admin.with("Idempotency-Key", "down-" + request.get("email")) : admin;
        breakMail();
        api.post("/users", request).expectProblem(502, "mail_not_sent");
        admin.get("/users/" + request.get("email")).expectProblem(404, "user_not_found");
        assertEquals(List.of(), list("?status=all&email=" + request.get("email")));
        assertEquals(List.of(), realm.admin().users().searchByEmail((String) request.get("email"), true));
        realm.runCleanup();
        api.post("/users", request).expect(201);
        assertEquals(1, mail.getReceivedMessages().length);
    }

    @Test
    void whereTheMailServerFailsTheInvitationOfBeforeStays() throws Exception {
        Answer user = created(invite());
        String sentAt = sentAt(user);
        Answer before = admin.get("/users/" + user.id());
        breakMail();
        invited(user).expectProblem(502, "mail_not_sent");
        assertEquals(sentAt, sentAt(user));
        assertEquals(before.header("ETag"), admin.get("/users/" + user.id()).header("ETag"));
    }

    @Test
    void nobodyEditsWhenItWasSent() {
        Answer user = created(invite());
        String sentAt = sentAt(user);
        UserRepresentation changed = inKeycloak(user).toRepresentation();
        changed.singleAttribute("invitation_sent_at", "2020-01-01T00:00:00Z");
        try {
            inKeycloak(user).update(changed);
        } catch (jakarta.ws.rs.BadRequestException refused) {
            // Either is right.
        }
        assertEquals(sentAt, sentAt(user));
    }

    @Test
    void bothFormsOfThePathInvite() throws Exception {
        Api root = admin.on(urls.getBase() + "/api");
        Answer user = root.post("/users", invite()).expect(201);
        root.post("/users/" + user.text("email") + "/send-invitation", null).expect(200);
        assertTrue(Mails.link(received(2)).startsWith(realm.getBaseUrl() + "/login-actions/action-token?key="));
    }

    private static Map<String, Object> invite() {
        Map<String, Object> request = new HashMap<>();
        request.put("email", newEmail());
        request.put("invite", true);
        return request;
    }

    private static Map<String, Object> invite(String field, Object value) {
        Map<String, Object> request = invite();
        request.put(field, value);
        return request;
    }

    private Answer invited(Answer user) {
        return admin.post("/users/" + user.id() + "/send-invitation", null);
    }

    private String sentAt(Answer user) {
        return inKeycloak(user).toRepresentation().firstAttribute("invitation_sent_at");
    }

    private List<JsonNode> list(String query) {
        JsonNode data = admin.get("/users" + query).expect(200).body().path("data");
        return new ArrayList<>(StreamSupport.stream(data.spliterator(), false).toList());
    }

    private MimeMessage received(int count) {
        assertTrue(mail.waitForIncomingEmail(count));
        return mail.getLastReceivedMessage();
    }

    private void breakMail() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            realm.updateWithCleanup(changed -> changed.smtp("localhost", port, "nobody@example.org"));
        }
    }
}
