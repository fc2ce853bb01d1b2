package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.OrganizationResource;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;
import org.keycloak.testframework.util.ApiUtil;

/**
 * A member whom an organization manages goes with its membership, and so do its sessions. Those of users whom the console removes with a
 * user store stay, and are nobody's.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class RemovedMembersTest extends ShopTest {

    @InjectRunOnServer
    RunOnServerClient server;

    private String organization;

    /** How the member goes. */
    enum Removal {
        WITH_THE_MEMBERSHIP,
        WITH_THE_ORGANIZATION,
        /** Keycloak then shows the member as disabled, whose sessions go on. */
        WITH_THE_ORGANIZATION_SWITCHED_OFF;

        Response of(OrganizationResource guild, String member) {
            if (this == WITH_THE_MEMBERSHIP) {
                return guild.members().member(member).delete();
            }
            if (this == WITH_THE_ORGANIZATION_SWITCHED_OFF) {
                OrganizationRepresentation off = guild.toRepresentation();
                off.setEnabled(false);
                guild.update(off).close();
            }
            return guild.delete();
        }
    }

    @BeforeEach
    void foundOrganization() {
        realm.updateWithCleanup(settings -> settings.organizationsEnabled(true));
        OrganizationRepresentation guild = new OrganizationRepresentation();
        guild.setName("guild");
        guild.addDomain(new OrganizationDomainRepresentation("guild.example"));
        organization = ApiUtil.getCreatedId(realm.admin().organizations().create(guild));
    }

    @AfterEach
    void closeOrganization() {
        realm.admin()
                .organizations()
                .list(0, 10)
                .forEach(left ->
                        realm.admin().organizations().get(left.getId()).delete().close());
    }

    private Answer managedMember() {
        Answer user = created();
        String guild = organization;
        String id = user.id();
        server.run(session -> manage(session, guild, id));
        return user;
    }

    /** The cache's user would forget that the organization manages it (UserModel.joinGroup). */
    private static void manage(KeycloakSession session, String guild, String user) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        organizations.addManagedMember(
                organizations.getById(guild),
                UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, user));
    }

    @ParameterizedTest
    @EnumSource
    void theSessionsGoWithTheMemberAndAreNotOfWhoeverHasTheIdNext(Removal removal) {
        Answer user = managedMember();
        Answer online = shop.signedIn(user.text("email"), PASSWORD, "openid");
        Answer offline = shop.signedIn(user.text("email"), PASSWORD, "openid offline_access");
        try (Response removed = removal.of(realm.admin().organizations().get(organization), user.id())) {
            assertEquals(204, removed.getStatus());
        }
        giveIdAnew(user, 1);
        shop.refresh(online.text("refresh_token")).expect(400);
        shop.refresh(offline.text("refresh_token")).expect(400);
        await().untilAsserted(() -> assertTrue(
                app.endedSessions().containsAll(Set.of(session(online), session(offline))),
                "the client hears of " + app.endedSessions()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sessionsThatStayWithoutAUserAreNotOfWhoeverHasTheIdNext(boolean together) {
        Answer user = created();
        Answer online = shop.signedIn(user.text("email"), PASSWORD, "openid");
        Answer offline = shop.signedIn(user.text("email"), PASSWORD, "openid offline_access");
        anotherSecond();
        String id = user.id();
        server.run(session -> removeWithItsStore(session, id));
        giveIdAnew(user, together ? 2 : 1);
        shop.refresh(online.text("refresh_token")).expect(400);
        shop.refresh(offline.text("refresh_token")).expect(400);
        anonymous.bearer(online.text("access_token")).get("/users/me").expectProblem(401, "invalid_token");
    }

    /** As the console's <em>Remove imported</em>. */
    private static void removeWithItsStore(KeycloakSession session, String user) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        String store = "store-" + user;
        session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("update UserEntity u set u.federationLink = :store where u.id = :id")
                .setParameter("store", store)
                .setParameter("id", user)
                .executeUpdate();
        session.users().removeImportedUsers(realm, store);
    }

    /** Nobody asks for the sessions before: Keycloak itself removes an online one that it finds to be nobody's. */
    private void giveIdAnew(Answer user, int rows) {
        String file = Api.json(Map.of("id", user.id(), "email", user.text("email")))
                + ("\n" + Api.json(Map.of("email", UUID.randomUUID() + "@example.org"))).repeat(rows - 1);
        String lines = admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import", file)
                .expect(200)
                .text();
        assertEquals(rows, lines.split("\"status\":\"created\"", -1).length - 1, lines);
    }

    private static String session(Answer tokens) {
        return Claims.of(tokens.text("access_token")).path("sid").asText();
    }
}
