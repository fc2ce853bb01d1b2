package io.usersapi.keycloak.console;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Chromium;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;
import org.openqa.selenium.By;

/** The tab "Users API" of the realm settings, on a server with Keycloak's feature declarative-ui. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = FeatureServer.class)
class RealmTabTest extends ApiTest {

    private static final String TYPE = "org.keycloak.services.ui.extend.UiTabProvider";
    private static final By SWITCH = By.cssSelector("label.pf-v5-c-switch:has(#enabled)");

    @RegisterExtension
    static final Chromium BROWSER = Chromium.anew();

    @InjectAdminClient
    Keycloak keycloak;

    @Test
    void switchesTheModuleInTheBrowserAndShowsItsState() {
        ConsoleAdmin console = ConsoleAdmin.signedIn(BROWSER, realm, urls.getAdmin(), "en");
        openTab(console);
        assertTrue(isOn());
        BROWSER.picture("console-tab");
        turn();
        await().untilAsserted(() -> assertEquals(404, openApi()));
        openTab(console);
        assertFalse(isOn());
        turn();
        await().untilAsserted(() -> assertEquals(200, openApi()));
    }

    @Test
    void showsTheTabInTheLanguageOfTheConsole() {
        openTab(ConsoleAdmin.signedIn(BROWSER, realm, urls.getAdmin(), "de"));
        BROWSER.seeText("Users API aktiviert");
    }

    @Test
    void followsTheRealmAttribute() {
        RealmResource fresh = newRealm("tab-follows");
        assertEquals(List.of(), tabs(fresh));
        switchByAttribute(fresh, true);
        assertEquals(List.of("true"), tabs(fresh));
        switchByAttribute(fresh, false);
        assertEquals(List.of("false"), tabs(fresh));
    }

    @Test
    void preparesTheRealmAsTheAttributeDoes() {
        RealmResource fresh = newRealm("tab-prepares");
        fresh.components().add(tab(fresh, true)).close();
        assertEquals("true", fresh.toRepresentation().getAttributes().get("usersApi.enabled"));
        assertEquals(1, fresh.clients().findByClientId("users-api").size());
        ComponentRepresentation saved = kept(fresh).get(0);
        saved.getConfig().putSingle("enabled", "false");
        fresh.components().component(saved.getId()).update(saved);
        assertEquals("false", fresh.toRepresentation().getAttributes().get("usersApi.enabled"));
    }

    @Test
    void showsTheRoleThatWasLeftAloneAndHowManyHoldIt() {
        RealmResource fresh = newRealm("tab-left-alone");
        KeycloakSetup setup = new KeycloakSetup(fresh);
        RoleRepresentation role = setup.newRole("admin");
        for (String name : List.of("ada", "bob")) {
            setup.grant(
                    ApiUtil.getCreatedId(
                            fresh.users().create(UserBuilder.create(name).build())),
                    role);
        }
        fresh.components().add(tab(fresh, true)).close();
        assertEquals("true", fresh.toRepresentation().getAttributes().get("usersApi.enabled"));
        assertEquals(List.of("role admin (2)"), kept(fresh).get(0).getConfig().get("leftAlone"));
        assertTrue(fresh.roles().get("admin").getRoleComposites().isEmpty());
    }

    @Test
    void showsInTheBrowserWhatWasLeftAlone() {
        ComponentRepresentation shown = kept(realm.admin()).get(0);
        shown.getConfig().putSingle("leftAlone", "role admin (2)");
        realm.admin().components().component(shown.getId()).update(shown);
        openTab(ConsoleAdmin.signedIn(BROWSER, realm, urls.getAdmin(), "en"));
        BROWSER.seeText("Left alone");
        By field = By.xpath("//*[normalize-space(text())='Left alone']/following::input[1]");
        assertEquals("role admin (2)", BROWSER.see(field).getDomProperty("value"));
    }

    /** As the realm has no component of the tab yet, and keeps none of it. */
    @Test
    void showsWhatALookAtTheRealmFindsBeforeItsSwitch() {
        RealmResource fresh = newRealm("tab-findings");
        KeycloakSetup setup = new KeycloakSetup(fresh);
        setup.newRole("admin", setup.role("realm-management", "manage-users"));
        openTab(ConsoleAdmin.signedIn(BROWSER, fresh, urls.getAdmin(), "en"));
        assertFalse(isOn());
        String found = BROWSER.see(By.id("findings")).getDomProperty("value");
        assertTrue(found.startsWith("grave: admin_role_contains_management (1). The role that"), found);
        assertTrue(found.contains("warning: no_mail_server (1)."), found);
        BROWSER.picture("console-tab-findings");
        assertEquals(List.of(), kept(fresh));

        BROWSER.click(SWITCH);
        BROWSER.click(By.cssSelector("[data-testid='save']"));
        BROWSER.seeText("Save again within ten minutes");
        BROWSER.click(By.cssSelector("[data-testid='save']"));
        BROWSER.seeText("Saved successfully");
        assertEquals(List.of("true"), tabs(fresh));
        assertFalse(kept(fresh).get(0).getConfig().containsKey("findings"));
    }

    /** The administrator has given the role more than it should have, and hears of it before the module uses it. */
    @Test
    void asksOnceWhereAFindingIsGrave() {
        RealmResource fresh = newRealm("tab-asks");
        KeycloakSetup setup = new KeycloakSetup(fresh);
        setup.newRole("admin", setup.role("realm-management", "manage-users"));
        try (Response asked = fresh.components().add(tab(fresh, true))) {
            assertEquals(400, asked.getStatus());
            String words = asked.readEntity(String.class);
            assertTrue(words.contains("admin_role_contains_management") && words.contains("Save again"), words);
        }
        assertEquals(List.of(), tabs(fresh));
        assertTrue(fresh.clients().findByClientId("users-api").isEmpty());
        fresh.components().add(tab(fresh, true)).close();
        assertEquals(List.of("true"), tabs(fresh));
        assertEquals(1, fresh.clients().findByClientId("users-api").size());
    }

    @Test
    void staysOffInTheMasterRealmWhoseAdminIsTheSuperuser() {
        RealmResource master = keycloak.realm("master");
        ComponentRepresentation tab = tab(master, true);
        try (Response refused = master.components().add(tab)) {
            assertEquals(400, refused.getStatus());
            assertTrue(refused.readEntity(String.class).contains("admin-role"));
        }
        assertEquals(List.of(), tabs(master));
    }

    private void openTab(ConsoleAdmin console) {
        console.open("/realm-settings/users-api");
        BROWSER.see(SWITCH);
    }

    private static boolean isOn() {
        return BROWSER.see(SWITCH).findElement(By.id("enabled")).isSelected();
    }

    /** Turns the switch and saves. */
    private static void turn() {
        BROWSER.click(SWITCH);
        BROWSER.click(By.cssSelector("[data-testid='save']"));
        BROWSER.seeText("Saved successfully");
    }

    private int openApi() {
        return anonymous.exchange("GET", "/openapi.json", null).status();
    }

    private RealmResource newRealm(String name) {
        RealmRepresentation created = new RealmRepresentation();
        created.setRealm(name);
        created.setEnabled(true);
        keycloak.realms().create(created);
        realm.cleanup().add(ignored -> keycloak.realm(name).remove());
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        return keycloak.realm(name);
    }

    private static void switchByAttribute(RealmResource realm, boolean on) {
        RealmRepresentation changed = realm.toRepresentation();
        changed.getAttributes().put("usersApi.enabled", Boolean.toString(on));
        realm.update(changed);
    }

    /** The components that the realm has; asked for its tabs alone, as the console does, it answers more. */
    private static List<ComponentRepresentation> kept(RealmResource realm) {
        return realm.components().query(realm.toRepresentation().getId(), TYPE);
    }

    private static List<String> tabs(RealmResource realm) {
        return kept(realm).stream()
                .map(tab -> tab.getConfig().getFirst("enabled"))
                .toList();
    }

    private static ComponentRepresentation tab(RealmResource realm, boolean on) {
        ComponentRepresentation tab = new ComponentRepresentation();
        tab.setName("users-api");
        tab.setProviderType(TYPE);
        tab.setProviderId("users-api");
        tab.setParentId(realm.toRepresentation().getId());
        tab.setConfig(new MultivaluedHashMap<>());
        tab.getConfig().putSingle("enabled", Boolean.toString(on));
        return tab;
    }
}
