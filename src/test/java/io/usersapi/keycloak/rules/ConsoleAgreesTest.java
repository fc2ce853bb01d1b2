package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** What the console shows and what this API answers are one truth. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ConsoleAgreesTest extends ApiTest {

    private static final String LEGACY = "legacy";

    @InjectAdminClient
    Keycloak keycloak;

    @Test
    void disablingInTheConsoleDeactivates() {
        Answer user = created();
        Api itself = signedIn(user);

        edit(user, rep -> rep.setEnabled(false));

        expectStatus(user, "inactive", "false");
        itself.get("/users/me").expectProblem(401, "invalid_token");
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
    }

    /** Keycloak's cache keeps the user then, and takes but the links out. */
    @Test
    void aLinkToAnIdentityProviderShowsAtOnce() {
        IdentityProviderRepresentation partner = new IdentityProviderRepresentation();
        partner.setAlias("partner");
        partner.setProviderId("oidc");
        partner.setConfig(
                Map.of("clientId", "x", "authorizationUrl", "https://x.example", "tokenUrl", "https://x.example"));
        realm.admin().identityProviders().create(partner).close();
        realm.cleanup()
                .add(cleaned -> cleaned.identityProviders().get("partner").remove());
        Answer user = created();
        String path = "/users/" + user.id();
        String before = admin.get(path).header("ETag");
        anotherSecond();
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId("1");
        link.setUserName("one");
        inKeycloak(user).addFederatedIdentity("partner", link).close();
        Answer linked = admin.get(path);
        assertNotEquals(before, linked.header("ETag"));
        assertEquals(
                admin.get("/users?email=" + user.text("email"))
                        .body()
                        .at("/data/0/updated_at")
                        .asText(),
                linked.text("updated_at"));
        admin.with("If-Match", linked.header("ETag"))
                .patch(path, Map.of("name", "Another Name"))
                .expect(200);
    }

    @Test
    void enablingInTheConsoleActivates() {
        Answer user = created(newUser("status", "inactive"));
        edit(user, rep -> rep.setEnabled(true));
        expectStatus(user, "active", "true");
        signedIn(user).get("/users/me").expect(200);
    }

    @Test
    void deactivatingByTheApiShowsInTheConsole() {
        Answer user = created();
        admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        assertEquals(false, inKeycloak(user).toRepresentation().isEnabled());
        expectStatus(user, "inactive", "false");

        admin.patch("/users/" + user.id(), Map.of("status", "active")).expect(200);
        assertEquals(true, inKeycloak(user).toRepresentation().isEnabled());
        expectStatus(user, "active", "true");
    }

    @Test
    void savingInTheConsoleLosesNoAttribute() {
        Answer user = created(newUser("status", "inactive"));
        saveAsTheConsoleDoes(user);
        expectStatus(user, "inactive", "false");
        assertEquals("Edited", admin.get("/users/" + user.id()).text("name"));
    }

    /** Keycloak removes an attribute by a statement, which no row tells. */
    @Test
    void takingAnAttributeAwayInTheConsoleIsAChange() {
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).setUnmanagedAttributes(null));
        new KeycloakSetup(realm.admin()).setUnmanagedAttributes(UnmanagedAttributePolicy.ENABLED);
        Answer user = created();
        edit(user, rep -> rep.singleAttribute("team", "blue"));
        String before = admin.get("/users/" + user.id()).text("updated_at");

        anotherSecond();
        edit(user, rep -> rep.getAttributes().remove("team"));

        String after = admin.get("/users/" + user.id()).text("updated_at");
        assertNotEquals(before, after);
        anotherSecond();
        edit(user, rep -> {});
        assertEquals(after, admin.get("/users/" + user.id()).text("updated_at"));
    }

    @Test
    void savingASoftDeletedUserInTheConsoleLosesNoAttribute() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        Map<String, List<String>> before = attributes(user);

        saveAsTheConsoleDoes(user);

        assertEquals(before, attributes(user));
    }

    @Test
    void attributesThatAnUpdateLeavesOutStay() {
        Answer user = created();
        edit(user, rep -> rep.setAttributes(Map.of()));
        expectStatus(user, "active", "true");
        edit(user, rep -> rep.setAttributes(null));
        expectStatus(user, "active", "true");
    }

    @Test
    void theFlagCannotBeEditedInTheConsole() {
        Answer user = created();
        assertDoesNotThrow(() -> {
            try {
                edit(user, rep -> rep.setAttributes(Map.of("active", List.of("false"))));
            } catch (jakarta.ws.rs.BadRequestException refused) {
                // as good as ignored
            }
        });
        expectStatus(user, "active", "true");
    }

    @Test
    void theConsoleShowsTheFlagsAsReadOnly() {
        inKeycloak(created()).toRepresentation(true).getUserProfileMetadata().getAttributes().stream()
                .filter(attribute -> List.of(
                                "active", "deleted_at", "deleted_by", "deleted_email", "invitation_sent_at")
                        .contains(attribute.getName()))
                .forEach(attribute -> assertTrue(attribute.isReadOnly(), attribute.getName()));
    }

    @Test
    void aUserOfTheAdminApiWorks() {
        UserRepresentation rep = user(newEmail());
        String id = ApiUtil.getCreatedId(realm.admin().users().create(rep));
        expectWorks(anonymous, admin, id, rep.getEmail());
    }

    @Test
    void aUserOfTheRegistrationFormWorks() throws Exception {
        realm.updateWithCleanup(settings -> settings.registrationAllowed(true).registrationEmailAsUsername(true));
        String email = newEmail();
        try (ClientApp app = ClientApp.start();
                Browser browser = new Browser()) {
            browser.open(Shop.register(realm, app.url()).loginPage());
            browser.follow("registration");
            String page = browser.submit(Map.of("email", email, "password", PASSWORD, "password-confirm", PASSWORD));
            assertTrue(page.startsWith(app.url()), page);
        }
        String id = admin.get("/users/" + Api.encoded(email)).expect(200).id();
        expectWorks(anonymous, admin, id, email);
    }

    @Test
    void usersFromBeforeTheModuleWasEnabledWorkAtOnce() {
        RealmResource legacy =
                importRealm(user("boss@example.org"), user("old@example.org"), user("older@example.org"));
        Api api = Api.at(urls.getBase() + "/realms/" + LEGACY + "/api");
        assertEquals(404, api.exchange("GET", "/users", null).status());

        switchOn(legacy);
        String boss =
                legacy.users().searchByEmail("boss@example.org", true).get(0).getId();
        legacy.users()
                .get(boss)
                .roles()
                .realmLevel()
                .add(List.of(legacy.roles().get("admin").toRepresentation()));

        Api bossApi = api.signedIn("boss@example.org", PASSWORD);
        for (String email : List.of("old@example.org", "older@example.org")) {
            String id = bossApi.get("/users/" + Api.encoded(email)).expect(200).id();
            expectWorks(api, bossApi, id, email);
        }
    }

    private void expectWorks(Api anonymous, Api admin, String id, String email) {
        String byEmail = "?email=" + Api.encoded(email);
        assertEquals("active", admin.get("/users/" + id).expect(200).text("status"));
        assertEquals(1, admin.get("/users" + byEmail).body().path("data").size());
        assertEquals(
                1,
                admin.get("/users" + byEmail + "&status=active")
                        .body()
                        .path("data")
                        .size());
        anonymous.signedIn(email, PASSWORD).get("/users/me").expect(200);

        admin.patch("/users/" + id, Map.of("status", "inactive")).expect(200);
        anonymous.token(email, PASSWORD).expectProblem(401, "invalid_credentials");
        admin.delete("/users/" + id).expect(200);
        admin.get("/users/" + id).expectProblem(404, "user_not_found");
    }

    private void expectStatus(Answer user, String status, String active) {
        assertEquals(status, admin.get("/users/" + user.id()).expect(200).text("status"));
        assertEquals(List.of(active), attributes(user).get("active"));
        String query = "?email=" + Api.encoded(user.text("email")) + "&status=" + status;
        assertEquals(1, admin.get("/users" + query).body().path("data").size());
    }

    private Map<String, List<String>> attributes(Answer user) {
        return inKeycloak(user).toRepresentation().getAttributes();
    }

    private void edit(Answer user, Consumer<UserRepresentation> change) {
        UserRepresentation representation = inKeycloak(user).toRepresentation();
        change.accept(representation);
        inKeycloak(user).update(representation);
    }

    /** The console reads the user with its profile, changes a field, and sends everything back. */
    private void saveAsTheConsoleDoes(Answer user) {
        Api console = Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(keycloak.tokenManager().getAccessTokenString());
        String path = "/users/" + user.id();
        ObjectNode representation = (ObjectNode) console.exchange("GET", path + "?userProfileMetadata=true", null)
                .expect(200)
                .body();
        representation.put("firstName", "Edited").remove("lastName");
        console.exchange("PUT", path, representation.toString()).expect(204);
    }

    private RealmResource importRealm(UserRepresentation... users) {
        RealmRepresentation imported = new RealmRepresentation();
        imported.setRealm(LEGACY);
        imported.setPrivateKey(RealmKeys.of(LEGACY));
        imported.setEnabled(true);
        imported.setUsers(List.of(users));
        keycloak.realms().create(imported);
        realm.cleanup().add(ignored -> keycloak.realm(LEGACY).remove());
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        return keycloak.realm(LEGACY);
    }

    private static void switchOn(RealmResource legacy) {
        RealmRepresentation on = legacy.toRepresentation();
        on.getAttributes().put("usersApi.enabled", "true");
        legacy.update(on);
    }

    private static UserRepresentation user(String email) {
        return UserBuilder.create(email)
                .email(email)
                .password(PASSWORD)
                .enabled(true)
                .build();
    }
}
