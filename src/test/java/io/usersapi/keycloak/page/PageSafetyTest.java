package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.RealmBuilder;
import org.openqa.selenium.Keys;

/** What an attacker would like the page to do. Tests that sign the admin out come last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@KeycloakIntegrationTest(config = ApiServer.class)
class PageSafetyTest extends PageTest {

    @InjectAdminClient
    private Keycloak keycloak;

    /** Keycloak's default profile refuses such names; a realm may have another, or a directory with them. */
    @BeforeEach
    void admitAnyName() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.getAttribute("firstName").setValidations(Map.of());
        profile.getAttribute("lastName").setValidations(Map.of());
        realm.admin().users().userProfile().update(profile);
    }

    @Test
    void showsAHostileNameAsTextInEachPlace() {
        showsAsText("\"><img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>"
                + "${window.hacked=1}<svg onload=window.hacked=1>");
    }

    /** One by one: of the name with all of them, one might spoil another. */
    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=\"window.hacked=1\">",
                "<script>window.hacked=1</script>",
                "${window.hacked=1}",
                "\"><svg onload=window.hacked=1>",
            })
    void showsEachHostileNameAsTextInEachPlace(String hostile) {
        showsAsText(hostile);
    }

    private void showsAsText(String hostile) {
        String word = word();
        Answer user = user(hostile + word);
        open("#/users?search=" + word);
        page.seeUsers(user.text("email"));
        assertEquals(List.of(hostile + word), page.texts("a.ua-name"));
        page.click("a.ua-name");
        page.see("panel-acts button");
        assertEquals(hostile + word, page.see("#panel-heading").getText());
        page.press("Deactivate");
        page.seeText(hostile + word + " is inactive");
        page.press("Delete…");
        assertEquals("Delete " + hostile + word, page.see("#dialog-title").getText());
        assertEquals(null, page.run("return window.hacked ?? null"));
        assertEquals(0L, page.run("return document.querySelectorAll('users-app img, users-app script').length"));
        page.keys(Keys.ESCAPE);
        page.seeNo("dialog");
    }

    @Test
    void doesNotLetANameTurnTheWordsAroundIt() {
        String word = word();
        Answer user = user(word);
        // By the Admin API: whether this API lets such signs in is another question.
        var known = inKeycloak(user).toRepresentation();
        known.setFirstName("evil\u202Egnp." + word);
        inKeycloak(user).update(known);
        open("#/users?search=" + user.text("email"));
        page.seeUsers(user.text("email"));
        showsNoTurn("user-table");
        page.click("thead input[type=checkbox]");
        page.click("[data-many=deactivate]");
        page.click("dialog button[type=submit]");
        page.seeText("1 done, 0 refused, 0 left");
        showsNoTurn("many-progress");
        page.press("Close");
        page.press("Clear selection");
        page.openUser(user.id(), "");
        page.press("Activate");
        page.seeText("is active.");
        showsNoTurn("toast-list");
        page.press("Delete…");
        showsNoTurn("dialog h2");
        page.keys(Keys.ESCAPE);
        page.seeNo("dialog");
    }

    /** Neither there nor anywhere else, titles and labels among it, is the sign; another stands in its place. */
    private void showsNoTurn(String place) {
        String shown = page.see(place).getText();
        assertTrue(shown.contains("evil\uFFFDgnp."), shown);
        String all = (String) page.run("return document.documentElement.outerHTML");
        assertFalse(all.contains("\u202E"), place);
    }

    /** The browser is one, and so is the server: another realm is another place all the same. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void sharesNothingWithThePageOfAnotherRealm() {
        keycloak.realms()
                .create(RealmBuilder.create()
                        .name("neighbour")
                        .privateKey(RealmKeys.of("neighbour"))
                        .enabled(true)
                        .attribute("usersApi.enabled", "true")
                        .build());
        // The permissions for a new realm come with the next token.
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        realm.cleanup().add(ignored -> keycloak.realm("neighbour").remove());
        String neighbour = urls.getBase() + "/realms/neighbour/users-admin/";
        open("");
        page.see("a.ua-name");
        page.click("page-header button[aria-pressed=false]");
        page.see("html.pf-v5-theme-dark");
        BROWSER.open(neighbour + "?state=signed-out");
        page.seeText("You are signed out");
        page.seeNo("html.pf-v5-theme-dark");
        assertTrue(((String) page.run("return Object.keys(localStorage).join()")).contains("users-admin.acme.theme"));
        BROWSER.open(neighbour);
        page.see("#username");
        assertTrue(page.url().startsWith(urls.getBase() + "/realms/neighbour/protocol/"), page.url());
        page.forget();
    }

    @Test
    void keepsTokensOutOfAddressesAndStorages() {
        open("#/users?status=active");
        page.see("a.ua-name");
        assertEquals(urls.getBase() + "/realms/" + realm.getName() + "/users-admin/#/users?status=active", page.url());
        String kept =
                (String) page.run("return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
                        + " history.state, performance.getEntriesByType('resource').map(entry => entry.name)])");
        assertFalse(kept.contains("eyJ"), kept);
        assertEquals(0L, page.run("return sessionStorage.length"));
    }

    @Test
    void runsNoInlineScriptAndNoHtmlOfOthers() {
        open("");
        page.see("a.ua-name");
        Object ran = page.run(
                "const s = document.createElement('script'); try { s.text = 'window.hacked = 1' } catch {}"
                        + " document.body.append(s); try { document.body.innerHTML += '<b>' } catch (e) { return e.name }");
        assertEquals("TypeError", ran);
        assertEquals(null, page.run("return window.hacked ?? null"));
    }

    @Test
    void takesNoAnswerThatItDidNotAskFor() {
        open("");
        page.see("a.ua-name");
        page.open("?code=stolen&state=guessed", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        page.see("a.ua-name");
        assertFalse(page.url().contains("stolen"), page.url());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void endsTheSessionWhereOneSignsOut() {
        Answer manager = user("Manager", "type", "admin");
        openAs(manager, "");
        page.see("a.ua-name");
        assertNotEquals(0, inKeycloak(manager).getUserSessions().size());
        page.click("page-header [aria-haspopup=menu]");
        page.press("Sign out");
        page.seeText("You are signed out");
        assertEquals(0, inKeycloak(manager).getUserSessions().size());
        page.press("Sign in");
        BROWSER.seeAddress(realm.getBaseUrl() + "/protocol/openid-connect/auth");
        page.see("#password");
    }

    /** What waits for a sign-in is the wish of whoever was there before. */
    @Test
    @Order(Integer.MAX_VALUE)
    void doesNothingOfWhatWaitsWhereSomebodyElseSignsInAgain() {
        Answer user = user("Ada Lovelace");
        Answer manager = user("Manager", "type", "admin");
        Answer other = user("Other " + word(), "type", "admin");
        openAs(manager, "#/users/" + user.id());
        page.seeButton("Deactivate");
        inKeycloak(manager).logout();
        page.press("Deactivate");
        page.seeText("You have been signed out");
        signInAgain(other);
        await().until(() -> page.texts("page-header [aria-haspopup=menu]").equals(List.of(other.text("name"))));
        assertEquals("active", admin.get("/users/" + user.id()).expect(200).text("status"));
        assertEquals(0, page.texts("sign-in-again, .ua-trouble").size());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void asksForACodeWithProofAlone() {
        page.forget();
        BROWSER.open("about:blank");
        BROWSER.open(urls.getBase() + "/realms/" + realm.getName() + "/users-admin/");
        page.see("#username");
        String address = page.url();
        for (String part : List.of("response_type=code", "code_challenge_method=S256", "state=", "nonce=")) {
            assertTrue(address.contains(part), address);
        }
        Answer without = anonymous
                .on(realm.getBaseUrl())
                .exchange(
                        "GET",
                        "/protocol/openid-connect/auth?response_type=code&client_id=users-admin&scope=openid&redirect_uri="
                                + urls.getBase() + "/realms/" + realm.getName() + "/users-admin/",
                        null);
        assertTrue(without.header("Location").contains("error=invalid_request"), without.text());
    }

    @Test
    void takesNoPasswordItself() {
        Answer token = oidcToken("grant_type=password&client_id=users-admin&username=" + ApiServer.ADMIN_EMAIL
                + "&password=" + ApiServer.ADMIN_PASSWORD.replace(" ", "%20"));
        assertEquals("unauthorized_client", token.text("error"));
    }
}
