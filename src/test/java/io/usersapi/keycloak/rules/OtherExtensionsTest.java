package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Database;
import io.usersapi.keycloak.support.KeycloakSetup;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.UserConsentEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.session.PersistentUserSessionEntity;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Other extensions change the model of a user without any event; the rules hold for what they do. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OtherExtensionsTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    /** What another extension does to a user, in a transaction of its own. */
    enum Deed {
        DISABLE,
        ENABLE,
        GIVE_PASSWORD,
        SET_USERNAME,
        GRANT_ROLE,
        TAKE_ADMIN_ROLE,
        MARK_INACTIVE;

        void on(UserModel user, RealmModel realm) {
            switch (this) {
                case DISABLE -> user.setEnabled(false);
                case ENABLE -> user.setEnabled(true);
                case GIVE_PASSWORD -> user.credentialManager()
                        .updateCredential(UserCredentialModel.password("a password for the dead"));
                case SET_USERNAME -> user.setUsername("lazarus-" + user.getId());
                case GRANT_ROLE -> user.grantRole(realm.getRole("editor"));
                case TAKE_ADMIN_ROLE -> user.deleteRoleMapping(realm.getRole("admin"));
                case MARK_INACTIVE -> user.setSingleAttribute("active", "false");
            }
        }
    }

    private void extension(Deed deed, Answer user) {
        String name = deed.name();
        String id = user.id();
        server.run(session -> act(session, name, id));
    }

    private static void act(KeycloakSession session, String deed, String id) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        Deed.valueOf(deed).on(session.users().getUserById(realm, id), realm);
    }

    @Test
    void whomItDisablesIsInactiveAndSignedOut() {
        Answer user = created();
        Api itself = signedIn(user);
        extension(Deed.DISABLE, user);

        assertEquals("inactive", admin.get("/users/" + user.id()).expect(200).text("status"));
        assertEquals("false", inKeycloak(user).toRepresentation().firstAttribute("active"));
        itself.get("/users/me").expectProblem(401, "invalid_token");
        assertEquals(0, inKeycloak(user).getUserSessions().size());
    }

    @Test
    void whomItEnablesIsActive() {
        Answer user = created(newUser("status", "inactive"));
        extension(Deed.ENABLE, user);
        assertEquals("active", admin.get("/users/" + user.id()).expect(200).text("status"));
        assertEquals("true", inKeycloak(user).toRepresentation().firstAttribute("active"));
    }

    @Test
    void whoGetsAPasswordFromItIsSignedOut() {
        Answer user = created();
        Api itself = signedIn(user);
        extension(Deed.GIVE_PASSWORD, user);
        itself.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void theAttributeSaysWhatTheFlagSaysWhateverItWrites() {
        Answer user = created();
        extension(Deed.MARK_INACTIVE, user);
        assertEquals("true", inKeycloak(user).toRepresentation().firstAttribute("active"));
    }

    @Test
    void fromWhomItTakesTheAdminRoleIsSignedOut() {
        Answer user = created(newUser("type", "admin"));
        Api itself = signedIn(user);
        extension(Deed.TAKE_ADMIN_ROLE, user);
        assertEquals("user", admin.get("/users/" + user.id()).expect(200).text("type"));
        itself.get("/users/me").expectProblem(401, "invalid_token");
    }

    /** Keycloak ends sessions at an event that its UserManager alone publishes. Who has the id next has none of them. */
    @Test
    void theSessionsOfWhomItRemovesEnd() {
        Answer user = created();
        Answer tokens = anonymous.token(user.text("email"), PASSWORD).expect(200);
        String id = user.id();
        server.run(session -> remove(session, id, true));
        assertEquals(0L, server.fetch(session -> sessions(session, id), Long.class));

        Map<String, String> again = Map.of("id", id, "email", user.text("email"));
        admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import", Api.json(again))
                .expect(200);
        admin.get("/users/" + id).expect(200);
        anonymous
                .post("/auth/token", Map.of("refresh_token", tokens.text("refresh_token")))
                .expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void theSessionsOfWhomItRemovesInVainGoOn() {
        Answer user = created();
        Api itself = signedIn(user);
        String id = user.id();
        server.run(session -> remove(session, id, false));
        itself.get("/users/me").expect(200);
        assertEquals(1L, server.fetch(session -> sessions(session, id), Long.class));
    }

    private static void remove(KeycloakSession session, String id, boolean commits) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), extension -> {
            RealmModel realm = extension.realms().getRealmByName(ApiRealm.NAME);
            extension.getContext().setRealm(realm);
            extension.users().removeUser(realm, extension.users().getUserById(realm, id));
            if (!commits) {
                extension.getTransactionManager().setRollbackOnly();
            }
        });
    }

    private static long sessions(KeycloakSession session, String userId) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("select count(s) from PersistentUserSessionEntity s where s.userId = :id", Long.class)
                .setParameter("id", userId)
                .getSingleResult();
    }

    /** Its transaction fails at the commit; that for a living user passes. */
    @ParameterizedTest
    @EnumSource(names = {"ENABLE", "GIVE_PASSWORD", "SET_USERNAME", "GRANT_ROLE"})
    void aTombstoneGetsNothingFromIt(Deed deed) {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        assertEquals("done", attempt(deed, created()));
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        String dead = setup.state(user.id());
        assertEquals("409", attempt(deed, user));
        assertEquals(dead, setup.state(user.id()));
    }

    /** Done, or the status of the refusal. Where the request itself fails, the client keeps its connection for ever. */
    private String attempt(Deed deed, Answer user) {
        String name = deed.name();
        String id = user.id();
        return server.fetch(session -> attempt(session, name, id), String.class);
    }

    private static String attempt(KeycloakSession session, String deed, String id) {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(), extension -> act(extension, deed, id));
            return "done";
        } catch (WebApplicationException refused) {
            return String.valueOf(refused.getResponse().getStatus());
        }
    }

    /** Whoever looks after a deletion waits for the row, which the same thread holds until it ends. */
    @Test
    void aChangeWithinAnotherOfTheSameUserEnds() {
        assumeFalse(Database.waitsForWhatRowsReferTo(), "ends in a time-out there, with Keycloak alone");
        Answer user = created();
        String id = user.id();
        assertTimeout(Duration.ofSeconds(30), () -> server.run(session -> changeWithinAnother(session, id)));
        UserRepresentation changed = inKeycloak(user).toRepresentation();
        assertEquals("Outer", changed.getFirstName());
        assertEquals(List.of("CONFIGURE_TOTP"), changed.getRequiredActions());
    }

    private static void changeWithinAnother(KeycloakSession session, String id) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        UserModel user = session.users().getUserById(realm, id);
        user.setFirstName("Outer");
        session.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), inner -> {
            RealmModel same = inner.realms().getRealmByName(ApiRealm.NAME);
            inner.getContext().setRealm(same);
            inner.users().getUserById(same, id).addRequiredAction("CONFIGURE_TOTP");
        });
    }

    /**
     * Keycloak puts a session that it has read from the database into its cache. The session ends in between: first in the
     * cache, where it is not, then in the database. With a row that was read before, each instant of that is met.
     */
    @Test
    void aSessionThatEndsWhileItIsReadStaysEnded() {
        Answer user = created();
        String id = user.id();
        signedIn(user);
        String sessionId = inKeycloak(user).getUserSessions().get(0).getId();
        server.run(session -> endWhileRead(session, id, sessionId));
        assertFalse(server.fetch(session -> isThere(session, sessionId), Boolean.class));
    }

    private static void endWhileRead(KeycloakSession session, String userId, String sessionId) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        PersistentUserSessionEntity row =
                entities.find(PersistentUserSessionEntity.class, new PersistentUserSessionEntity.Key(sessionId, "0"));
        if (row == null) {
            throw new IllegalStateException("No such session");
        }
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), inner -> {
            RealmModel same = inner.realms().getRealmByName(ApiRealm.NAME);
            inner.getContext().setRealm(same);
            inner.users().getUserById(same, userId).setEnabled(false);
        });
        if (session.sessions().getUserSession(realm, sessionId) == null) {
            throw new IllegalStateException("Keycloak does not bring it back");
        }
    }

    private static boolean isThere(KeycloakSession session, String sessionId) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        return session.sessions().getUserSession(realm, sessionId) != null;
    }

    /** A store of clients can be switched off, or have lost a client: Keycloak then fails to show the consent. */
    @Test
    void aConsentForAClientThatIsAwayGoesWithTheUser() {
        Answer user = created();
        String id = user.id();
        server.run(session -> consent(session, id));
        admin.delete("/users/" + id).expect(200);
        assertEquals(0L, server.fetch(session -> consents(session, id), Long.class));
    }

    private static void consent(KeycloakSession session, String userId) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        UserConsentEntity consent = new UserConsentEntity();
        consent.setId(KeycloakModelUtils.generateId());
        consent.setUser(entities.find(UserEntity.class, userId));
        consent.setClientStorageProvider("a-store-that-is-away");
        consent.setExternalClientId("app");
        consent.setCreatedDate(Time.currentTimeMillis());
        consent.setLastUpdatedDate(Time.currentTimeMillis());
        entities.persist(consent);
    }

    private static long consents(KeycloakSession session, String userId) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("select count(c) from UserConsentEntity c where c.user.id = :id", Long.class)
                .setParameter("id", userId)
                .getSingleResult();
    }
}
