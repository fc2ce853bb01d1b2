package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/**
 * MariaDB, MySQL and SQL Server find a user by its id in another spelling, and Keycloak's model then has that spelling. Nothing
 * is done to the user by it. Other databases find nobody.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class OtherSpellingsTest extends TombstoneTest {

    @InjectRunOnServer
    RunOnServerClient server;

    private enum Spelling {
        CAPITALS,
        BLANK_BEHIND;

        String of(String id) {
            return this == CAPITALS ? id.toUpperCase(Locale.ROOT) : id + " ";
        }
    }

    /** Else Keycloak finds another user with the same username, and refuses by itself what edits the user. */
    @BeforeEach
    void keepUsernames() {
        realm.updateWithCleanup(settings -> settings.editUsernameAllowed(false));
    }

    /** Keycloak's cache has a user for each spelling. */
    private void expectUntouched() {
        realm.admin().clearUserCache();
        expectFlags();
    }

    /** All on one tombstone, whose flags tell after each; the doors are tried at the end. */
    @TestFactory
    Stream<DynamicTest> aTombstoneGetsNothing() {
        Stream<DynamicTest> acts = Stream.of(Spelling.values()).flatMap(spelling -> Stream.of(Revival.values())
                .map(act -> dynamicTest(spelling + " " + act, () -> {
                    act.of(grave.askedFor(spelling.of(user.id())), doors, Revival.By.ADMIN_API);
                    expectUntouched();
                })));
        return Stream.concat(acts, Stream.of(dynamicTest("the doors", this::expectDead)));
    }

    /** An act of the Admin API on a user. */
    private record Act(String name, String method, String below, Object body) {

        Act(String method, String below, Object body) {
            this(method + " " + below + " " + Api.json(body), method, below, body);
        }

        Answer on(Api keycloak, String id) {
            return keycloak.exchange(method, "/users/" + encoded(id) + below, Api.json(body));
        }
    }

    @TestFactory
    Stream<DynamicTest> aLivingUserStaysAsItIs() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        Answer living = created(newUser("roles", List.of("reader", "admin")));
        String group = setup.newGroup("spelt");
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        setup.join(living.id(), group);
        Api itself = signedIn(living);
        String before = setup.state(living.id());
        Stream<Act> acts = Stream.of(
                new Act("PUT", "", Map.of("enabled", false)),
                new Act("PUT", "", Map.of("firstName", "Other")),
                new Act("PUT", "", Map.of("requiredActions", List.of("UPDATE_PASSWORD"))),
                new Act("PUT", "/reset-password", Map.of("type", "password", "value", "another password of mine")),
                new Act("POST", "/role-mappings/realm", List.of(setup.role("editor"))),
                new Act("DELETE", "/role-mappings/realm", List.of(setup.role("reader"))),
                new Act("DELETE", "/role-mappings/realm", List.of(setup.role("admin"))),
                new Act("DELETE", "/groups/" + group, null),
                new Act("POST", "/logout", null),
                new Act("DELETE", "", null));
        return acts.flatMap(act -> Stream.of(Spelling.values())
                .map(spelling -> dynamicTest(spelling + " " + act.name(), () -> {
                    Answer answer = act.on(adminApi(), spelling.of(living.id()));
                    assertTrue(Set.of(404, 409).contains(answer.status()), () -> answer.status() + answer.text());
                    realm.admin().clearUserCache();
                    assertEquals(before, setup.state(living.id()));
                    itself.get("/users").expect(200);
                })));
    }

    @Test
    void thisApiFindsNobody() {
        for (Spelling spelling : Spelling.values()) {
            admin.get("/users/" + encoded(spelling.of(heir.id()))).expectProblem(404, "user_not_found");
        }
    }

    /** A session would be nobody's: what ends those of the user would not find it. */
    @Test
    void nobodyIsImpersonated() {
        String id = Spelling.CAPITALS.of(heir.id());
        adminApi().exchange("POST", "/users/" + id + "/impersonation", null);
        assertEquals(0L, server.fetch(session -> sessions(session, id), Long.class));
    }

    private static long sessions(KeycloakSession session, String userId) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select count(s) from PersistentUserSessionEntity s where lower(s.userId) = lower(:id)",
                        Long.class)
                .setParameter("id", userId)
                .getSingleResult();
    }

    /** What another extension, or a workflow, does. */
    private enum Deed {
        ENABLE,
        DISABLE,
        SET_USERNAME,
        GRANT_ROLE,
        TAKE_ROLE,
        SET_ATTRIBUTE;

        void on(UserModel user, RealmModel realm) {
            switch (this) {
                case ENABLE -> user.setEnabled(true);
                case DISABLE -> user.setEnabled(false);
                case SET_USERNAME -> user.setUsername("lazarus-" + user.getId());
                case GRANT_ROLE -> user.grantRole(realm.getRole("editor"));
                case TAKE_ROLE -> user.deleteRoleMapping(realm.getRole("reader"));
                case SET_ATTRIBUTE -> user.setSingleAttribute("active", "true");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ENABLE", "SET_USERNAME", "GRANT_ROLE", "SET_ATTRIBUTE"})
    void anotherExtensionGivesATombstoneNothing(Deed deed) {
        for (Spelling spelling : Spelling.values()) {
            expectRefused(deed, spelling.of(user.id()));
            expectUntouched();
        }
    }

    /** The sessions of whom it disables would live on. */
    @ParameterizedTest
    @EnumSource(names = {"DISABLE", "SET_USERNAME", "GRANT_ROLE", "TAKE_ROLE"})
    void anotherExtensionDoesNothingToTheLiving(Deed deed) {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        Answer living = created(newUser("role", "reader"));
        signedIn(living);
        String before = setup.state(living.id());
        for (Spelling spelling : Spelling.values()) {
            expectRefused(deed, spelling.of(living.id()));
            realm.admin().clearUserCache();
            assertEquals(before, setup.state(living.id()));
        }
    }

    private void expectRefused(Deed deed, String id) {
        String name = deed.name();
        assertEquals("refused", server.fetch(session -> attempt(session, name, id), String.class));
    }

    private static String attempt(KeycloakSession session, String deed, String id) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), extension -> {
                RealmModel realm = extension.realms().getRealmByName(ApiRealm.NAME);
                extension.getContext().setRealm(realm);
                UserModel found = extension.users().getUserById(realm, id);
                if (found == null) {
                    return "refused";
                }
                Deed.valueOf(deed).on(found, realm);
                return "done";
            });
        } catch (WebApplicationException refused) {
            return "refused";
        }
    }
}
