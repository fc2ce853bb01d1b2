package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** Whatever the console or the Admin API do to a soft-deleted user, it stays what it is and signs in nowhere. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadStaysDeadTest extends ApiTest {

    private static final String PROFILE = "org.keycloak.userprofile.UserProfileProvider";

    @InjectAdminClient
    Keycloak keycloak;

    private ClientApp app;
    private Oidc shop;
    private Answer user;
    private UserResource dead;
    private Map<String, List<String>> facts;
    private String tokenOfItsLife;
    private String linkOfItsLife;
    private Answer heir;

    @BeforeEach
    void bury() throws IOException {
        app = ClientApp.start();
        shop = Oidc.register(realm, app.url());
        realm.updateWithCleanup(settings -> settings.editUsernameAllowed(true).resetPasswordAllowed(true));
        user = created(newUser("role", "reader"));
        tokenOfItsLife = shop.signedIn(user.text("email"), PASSWORD, "openid").text("access_token");
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        linkOfItsLife = Mails.link(mail.getLastReceivedMessage());
        admin.delete("/users/" + user.id()).expect(200);
        dead = inKeycloak(user);
        facts = dead.toRepresentation().getAttributes();
        heir = created(newUser("email", user.text("email")));
    }

    @AfterEach
    void stop() {
        app.close();
    }

    @Test
    void itKeepsTheFactsOfItsDeletion() {
        assertEquals(Set.of("active", "deleted_at", "deleted_by", "deleted_email"), facts.keySet());
        assertEquals(List.of("false"), facts.get("active"));
        assertEquals(List.of(user.text("email")), facts.get("deleted_email"));
        assertEquals(List.of(admin.get("/users/me").id()), facts.get("deleted_by"));
        expectDead();
    }

    @Test
    void enablingIsUndone() {
        edit(rep -> rep.setEnabled(true));
        expectDead();
    }

    @Test
    void aPasswordIsTakenAway() {
        dead.resetPassword(password());
        expectDead();
    }

    @Test
    void credentialsOfAnUpdateAreTakenAway() {
        edit(rep -> rep.setCredentials(List.of(password())));
        expectDead();
    }

    @Test
    void anAddressIsTakenAway() {
        edit(rep -> {
            rep.setEmail(newEmail());
            rep.setEmailVerified(true);
        });
        expectDead();
    }

    @Test
    void itsOldAddressIsTakenAwayOnceItIsFreeAgain() {
        admin.delete("/users/" + heir.id()).expect(200);
        heir = null;

        edit(rep -> {
            rep.setEmail(user.text("email"));
            rep.setUsername(user.text("email"));
        });

        expectDead();
        heir = created(newUser("email", user.text("email")));
        expectHeirLives();
    }

    @Test
    void aUsernameIsTakenAway() {
        edit(rep -> rep.setUsername("lazarus"));
        expectDead();
    }

    @Test
    void everythingAtOnceIsUndone() {
        edit(rep -> {
            rep.setEnabled(true);
            rep.setEmail(newEmail());
            rep.setEmailVerified(true);
            rep.setUsername("lazarus");
            rep.setFirstName("Lazarus");
            rep.setCredentials(List.of(password()));
            rep.setRequiredActions(List.of("UPDATE_PASSWORD"));
        });
        expectDead();
    }

    @ParameterizedTest
    @ValueSource(strings = {"//users/", "/users//", "/users;a=b/", "/%75sers/"})
    void aPathInDisguiseDoesNotHelp(String users) {
        String body = Api.json(Map.of("enabled", true, "credentials", List.of(password())));
        Answer answer = adminApi().exchange("PUT", users + user.id() + "/", body);
        assertTrue(answer.status() < 500, answer::text);
        expectDead();
    }

    @Test
    void anIdentityLinkIsTakenAway() {
        addIdentityProvider();
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId("outside");
        link.setUserName("outside");
        assertEquals(204, dead.addFederatedIdentity("partner", link).getStatus());
        expectDead();
    }

    @Test
    void realmRolesAreTakenAway() {
        dead.roles().realmLevel().add(List.of(realmRole("admin"), realmRole("editor")));
        expectDead();
    }

    @Test
    void clientRolesAreTakenAway() {
        String management = realm.admin()
                .clients()
                .findByClientId("realm-management")
                .get(0)
                .getId();
        RoleRepresentation realmAdmin = realm.admin()
                .clients()
                .get(management)
                .roles()
                .get("realm-admin")
                .toRepresentation();
        dead.roles().clientLevel(management).add(List.of(realmAdmin));
        expectDead();
    }

    @Test
    void groupsAreTakenAway() {
        GroupRepresentation group = new GroupRepresentation();
        group.setName("staff");
        String id = ApiUtil.getCreatedId(realm.admin().groups().add(group));
        realm.cleanup().add(cleaned -> cleaned.groups().group(id).remove());
        dead.joinGroup(id);
        expectDead();
    }

    @Test
    void itsAttributesCannotBeEdited() {
        refusedOrIgnored(() -> edit(rep -> rep.setAttributes(revival())));
        edit(rep -> rep.setAttributes(Map.of()));
        expectDead();
    }

    @Test
    void looseningTheUserProfileDoesNotHelp() {
        UPConfig strict = realm.admin().users().userProfile().getConfiguration();
        realm.admin().users().userProfile().update(loosened());
        assertEquals(strict, realm.admin().users().userProfile().getConfiguration());

        refusedOrIgnored(() -> edit(rep -> rep.setAttributes(revival())));
        expectDead();
    }

    @Test
    void looseningTheComponentOfTheUserProfileDoesNotHelp() {
        UPConfig strict = realm.admin().users().userProfile().getConfiguration();
        ComponentRepresentation component = profileComponent();
        component.getConfig().putSingle("kc.user.profile.config", Api.json(loosened()));
        realm.admin().components().component(component.getId()).update(component);
        assertEquals(strict, realm.admin().users().userProfile().getConfiguration());

        refusedOrIgnored(() -> edit(rep -> rep.setAttributes(revival())));
        expectDead();
    }

    @Test
    void removingTheComponentOfTheUserProfileDoesNotHelp() {
        realm.admin().components().component(profileComponent().getId()).remove();

        refusedOrIgnored(() -> edit(rep -> {
            rep.setAttributes(Map.of());
            rep.setUsername("lazarus");
            rep.setEnabled(true);
        }));

        expectDead();
    }

    @Test
    void nobodyMailsItActions() {
        int before = mail.getReceivedMessages().length;
        assertThrows(BadRequestException.class, () -> dead.executeActionsEmail(List.of("UPDATE_PASSWORD")));
        assertEquals(before, mail.getReceivedMessages().length);
        expectDead();
    }

    @Test
    void nobodyImpersonatesIt() {
        assertThrows(BadRequestException.class, dead::impersonate);
        expectDead();
    }

    @Test
    void theResetPageSendsItNothing() {
        int before = mail.getReceivedMessages().length;
        try (Browser browser = new Browser()) {
            browser.open(shop.loginPage(app.url() + "/"));
            browser.follow("reset-credentials");
            browser.submit(Map.of("username", "deleted-" + user.id()));
        }
        assertEquals(before, mail.getReceivedMessages().length);
        expectDead();
    }

    @Test
    void aLinkMailedInItsLifeOpensNothing() {
        try (Browser browser = new Browser()) {
            browser.open(linkOfItsLife);
            assertFalse(browser.shows("password-new"), browser::text);
        }
        expectDead();
    }

    @Test
    void deletingItForGoodStaysPossible() {
        dead.remove();
        assertEquals(
                0,
                realm.admin()
                        .users()
                        .searchByUsername("deleted-" + user.id(), true)
                        .size());
        expectHeirLives();
    }

    @Test
    void anotherUserCanBeEditedAllTheSame() {
        UserRepresentation edited = inKeycloak(heir).toRepresentation();
        edited.setUsername("lazarus-" + heir.id());
        edited.setEnabled(false);
        inKeycloak(heir).update(edited);
        assertEquals("lazarus-" + heir.id(), inKeycloak(heir).toRepresentation().getUsername());
    }

    private void expectDead() {
        UserRepresentation rep = dead.toRepresentation();
        assertFalse(rep.isEnabled());
        assertFalse(rep.isEmailVerified());
        assertNull(rep.getEmail());
        assertEquals("deleted-" + user.id(), rep.getUsername());
        assertEquals(facts, rep.getAttributes());
        assertEquals(List.of(), rep.getRequiredActions());
        assertEquals(List.of(), dead.credentials());
        assertEquals(List.of(), dead.getFederatedIdentity());
        assertEquals(List.of(), dead.getConsents());
        assertEquals(List.of(), dead.groups());
        assertEquals(List.of(), dead.getUserSessions());
        assertNull(dead.roles().getAll().getRealmMappings());
        assertNull(dead.roles().getAll().getClientMappings());
        expectNoSignIn();
        if (heir != null) {
            expectHeirLives();
        }
    }

    private void expectNoSignIn() {
        for (String name : List.of("deleted-" + user.id(), "lazarus")) {
            shop.signIn(name, PASSWORD, "openid").expect(400);
            try (Browser browser = new Browser()) {
                browser.open(shop.loginPage(app.url() + "/"));
                String page = browser.submit(Map.of("username", name, "password", PASSWORD));
                assertFalse(page.startsWith(app.url()), page);
            }
        }
        shop.exchange(tokenOfItsLife).expect(400);
        anonymous.bearer(tokenOfItsLife).get("/users/me").expectProblem(401, "invalid_token");
        admin.get("/users/" + user.id()).expectProblem(404, "user_not_found");
    }

    private void expectHeirLives() {
        Answer now = admin.get("/users/" + heir.id()).expect(200);
        assertEquals(heir.body(), now.body());
        assertEquals(heir.header("ETag"), now.header("ETag"));
        signedIn(heir).get("/users/me").expect(200);
    }

    private void edit(Consumer<UserRepresentation> change) {
        UserRepresentation representation = dead.toRepresentation();
        change.accept(representation);
        dead.update(representation);
    }

    /** Keycloak refuses some edits and leaves out others; what counts is what is there afterwards. */
    private static void refusedOrIgnored(Runnable edit) {
        try {
            edit.run();
        } catch (ClientErrorException refused) {
            assertEquals(400, refused.getResponse().getStatus());
        }
    }

    private static Map<String, List<String>> revival() {
        return Map.of(
                "active", List.of("true"),
                "deleted_at", List.of("2001-01-01T00:00:00Z"),
                "deleted_by", List.of("nobody"),
                "deleted_email", List.of("nobody@example.org"));
    }

    private UPConfig loosened() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        for (String name : facts.keySet()) {
            UPAttributePermissions all = new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin", "user"));
            profile.addOrReplaceAttribute(new UPAttribute(name, all));
        }
        return profile;
    }

    private ComponentRepresentation profileComponent() {
        return realm.admin().components().query(realm.getId(), PROFILE).get(0);
    }

    private void addIdentityProvider() {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias("partner");
        provider.setProviderId("oidc");
        provider.setConfig(new HashMap<>(Map.of(
                "clientId",
                "acme",
                "clientSecret",
                "secret",
                "authorizationUrl",
                app.url() + "/auth",
                "tokenUrl",
                app.url() + "/token")));
        assertEquals(201, realm.admin().identityProviders().create(provider).getStatus());
        realm.cleanup()
                .add(cleaned -> cleaned.identityProviders().get("partner").remove());
    }

    private RoleRepresentation realmRole(String name) {
        return realm.admin().roles().get(name).toRepresentation();
    }

    private Api adminApi() {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(assertDoesNotThrow(() -> keycloak.tokenManager().getAccessTokenString()));
    }

    private static CredentialRepresentation password() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(PASSWORD);
        return password;
    }
}
