package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Mails;
import jakarta.ws.rs.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;

/** What takes something away from a user takes it at once: sessions, refresh tokens, access tokens already out. */
@KeycloakIntegrationTest(config = ApiServer.class)
class AtOnceTest extends ShopTest {

    private static final String NEW_PASSWORD = "another password of mine";

    @Test
    void deactivatingEndsEverything() {
        endsEverything(user ->
                admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200));
    }

    @Test
    void deactivatingManyTogetherEndsEverythingOfEach() {
        List<SignedIn> all = Stream.generate(() -> new SignedIn(created(newUser("type", "admin"))))
                .limit(3)
                .toList();
        all.forEach(SignedIn::expectAlive);
        List<String> ids = all.stream().map(one -> one.user.id()).toList();
        admin.post("/users/bulk", Map.of("users", ids, "change", Map.of("status", "inactive")))
                .expect(200);
        all.forEach(SignedIn::expectGone);
    }

    @Test
    void deactivatingAndActivatingAgainBringsNothingBack() {
        endsEverything(user -> {
            admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
            admin.patch("/users/" + user.id(), Map.of("status", "active")).expect(200);
        });
    }

    @Test
    void deletingEndsEverything() {
        endsEverything(user -> admin.delete("/users/" + user.id()).expect(200));
    }

    /** Keycloak alone removes the sessions, and tells no client. */
    @Test
    void deletingForGoodInTheConsoleEndsEverything() {
        SignedIn signedIn = new SignedIn(created(newUser("type", "admin")));
        signedIn.expectAlive();
        inKeycloak(signedIn.user).remove();
        signedIn.expectUseless();
    }

    @Test
    void demotingEndsEverything() {
        endsEverything(user ->
                admin.patch("/users/" + user.id(), Map.of("type", "user")).expect(200));
    }

    @Test
    void demotingByRolesEndsEverything() {
        endsEverything(user -> admin.patch("/users/" + user.id(), Map.of("roles", List.of("reader")))
                .expect(200));
    }

    @Test
    void aNewPasswordEndsEverything() {
        endsEverything(user -> admin.patch("/users/" + user.id(), Map.of("password", NEW_PASSWORD))
                .expect(200));
    }

    @Test
    void disablingInTheConsoleEndsEverything() {
        endsEverything(user -> edit(user, rep -> rep.setEnabled(false)));
    }

    @Test
    void aNewPasswordInTheConsoleEndsEverything() {
        endsEverything(user -> inKeycloak(user).resetPassword(password(NEW_PASSWORD)));
    }

    @Test
    void aNewPasswordInAnUpdateByTheAdminApiEndsEverything() {
        endsEverything(user -> edit(user, rep -> rep.setCredentials(List.of(password(NEW_PASSWORD)))));
    }

    /** The Admin API takes a password as a hash, too, with the date that it is said to be of. */
    @Test
    void anotherHashUnderTheDateOfThePasswordBeforeEndsEverything() {
        endsEverything(user -> {
            CredentialRepresentation hash = new CredentialRepresentation();
            hash.setType(CredentialRepresentation.PASSWORD);
            hash.setCreatedDate(inKeycloak(user).credentials().get(0).getCreatedDate());
            hash.setCredentialData("{\"algorithm\":\"pbkdf2-sha256\",\"hashIterations\":27500}");
            hash.setSecretData("{\"value\":\"YW5vdGhlcg==\",\"salt\":\"c2FsdA==\"}");
            edit(user, rep -> rep.setCredentials(List.of(hash)));
        });
    }

    @Test
    void takingTheAdminRoleInTheConsoleEndsEverything() {
        endsEverything(user -> inKeycloak(user).roles().realmLevel().remove(List.of(adminRole())));
    }

    @Test
    void leavingTheGroupThatMadeItAnAdminEndsEverything() {
        String id = new KeycloakSetup(realm.admin()).newGroup("admins", adminRole());
        realm.cleanup().add(cleaned -> cleaned.groups().group(id).remove());
        Answer user = created();
        inKeycloak(user).joinGroup(id);

        endsEverything(user, left -> inKeycloak(left).leaveGroup(id));
    }

    @Test
    void aNewPasswordByTheResetMailEndsEverything() {
        endsEverything(user -> {
            admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
            setPasswordByMail();
        });
    }

    @Test
    void endingTheSessionsEndsEverything() {
        endsEverything(user -> admin.delete("/users/" + user.id() + "/sessions").expect(200));
    }

    @Test
    void anotherNameEndsNothing() {
        Answer user = created();
        SignedIn signedIn = new SignedIn(user);

        admin.patch("/users/" + user.id(), Map.of("name", "Ada Lovelace")).expect(200);
        edit(user, rep -> rep.setFirstName("Countess"));

        signedIn.expectAlive();
    }

    @Test
    void losingAnotherRoleOrGroupInTheConsoleEndsNothing() {
        Answer user = created(newUser("role", "reader"));
        SignedIn signedIn = new SignedIn(user);

        RoleRepresentation reader = realm.admin().roles().get("reader").toRepresentation();
        inKeycloak(user).roles().realmLevel().remove(List.of(reader));

        signedIn.expectAlive();
    }

    @Test
    void otherUsersStaySignedIn() {
        SignedIn other = new SignedIn(created());

        admin.delete("/users/" + created().id()).expect(200);

        other.expectAlive();
    }

    /** Keycloak keeps no online session of a sign-in for offline access, and judges the exchanged token by a copy of the offline one. */
    @Test
    void whatIsExchangedForAnOfflineTokenAfterANewPasswordIsGoodAsLongAsItsSession() {
        Answer user = created();
        admin.patch("/users/" + user.id(), Map.of("password", NEW_PASSWORD)).expect(200);
        anotherSecond();
        Answer offline = shop.signedIn(user.text("email"), NEW_PASSWORD, "openid offline_access");
        String exchanged =
                shop.exchange(offline.text("access_token")).expect(200).text("access_token");
        anonymous.bearer(offline.text("access_token")).get("/users/me").expect(200);
        anonymous.bearer(exchanged).get("/users/me").expect(200);
        admin.delete("/users/" + user.id() + "/sessions").expect(200);
        anonymous.bearer(exchanged).get("/users/me").expectProblem(401, "invalid_token");
    }

    private void endsEverything(Consumer<Answer> act) {
        endsEverything(created(newUser("type", "admin")), act);
    }

    private void endsEverything(Answer user, Consumer<Answer> act) {
        SignedIn signedIn = new SignedIn(user);
        signedIn.expectAlive();
        act.accept(user);
        signedIn.expectGone();
    }

    /** A user with a session by this API, one by the client, and an offline one. */
    private final class SignedIn {

        private final Answer user;
        private final Answer byApi;
        private final Answer online;
        private final Answer offline;

        SignedIn(Answer user) {
            this.user = user;
            String email = user.text("email");
            this.byApi = anonymous.token(email, PASSWORD).expect(200);
            this.online = shop.signedIn(email, PASSWORD, "openid");
            this.offline = shop.signedIn(email, PASSWORD, "openid offline_access");
        }

        void expectAlive() {
            assertEquals(Set.of(session(byApi), session(online)), sessions());
            assertEquals(1, inKeycloak(user).getOfflineSessions(shop.uuid()).size());
            tokens().forEach(token -> {
                anonymous.bearer(token).get("/users/me").expect(200);
            });
            assertTrue(shop.isActive(online.text("access_token")));
            assertTrue(shop.isActive(offline.text("access_token")));
            shop.exchange(online.text("access_token")).expect(200);
        }

        void expectGone() {
            assertEquals(Set.of(), sessions());
            assertEquals(List.of(), inKeycloak(user).getOfflineSessions(shop.uuid()));
            expectUseless();
        }

        /** That no token is good for anything, and the client has heard of it. */
        void expectUseless() {
            expectInNoCache(online, false);
            expectInNoCache(byApi, false);
            expectInNoCache(offline, true);
            anonymous
                    .post("/auth/token", Map.of("refresh_token", byApi.text("refresh_token")))
                    .expectProblem(401, "invalid_refresh_token");
            shop.refresh(online.text("refresh_token")).expect(400);
            shop.refresh(offline.text("refresh_token")).expect(400);
            tokens().forEach(token -> {
                anonymous.bearer(token).get("/users/me").expectProblem(401, "invalid_token");
            });
            assertFalse(shop.isActive(online.text("access_token")));
            assertFalse(shop.isActive(offline.text("access_token")));
            shop.exchange(online.text("access_token")).expect(400);
            await().untilAsserted(() -> assertTrue(
                    app.endedSessions().containsAll(Set.of(session(online), session(offline))),
                    "the client hears of " + app.endedSessions()));
        }

        /** Keycloak looks for a session in its caches first, and only then in the database. */
        private void expectInNoCache(Answer tokens, boolean isOffline) {
            assertThrows(NotFoundException.class, () -> realm.admin().deleteSession(session(tokens), isOffline));
        }

        private List<String> tokens() {
            return Stream.of(byApi, online, offline)
                    .map(answer -> answer.text("access_token"))
                    .toList();
        }

        private Set<String> sessions() {
            return inKeycloak(user).getUserSessions().stream()
                    .map(session -> session.getId())
                    .collect(Collectors.toSet());
        }

        private String session(Answer tokens) {
            return Claims.of(tokens.text("access_token")).path("sid").asText();
        }
    }

    private void edit(Answer user, Consumer<UserRepresentation> change) {
        UserRepresentation representation = inKeycloak(user).toRepresentation();
        change.accept(representation);
        inKeycloak(user).update(representation);
    }

    private RoleRepresentation adminRole() {
        return realm.admin().roles().get("admin").toRepresentation();
    }

    private static CredentialRepresentation password(String value) {
        return CredentialBuilder.password(value).build();
    }

    private void setPasswordByMail() {
        try (Browser browser = new Browser()) {
            browser.open(Mails.link(mail.getLastReceivedMessage()));
            if (!browser.shows("password-new")) {
                browser.follow("action-token");
            }
            browser.submit(Map.of("password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD));
        }
    }
}
