package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.selenium.AxeBuilder;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;

/** Everybody can use the page: axe-core finds nothing, the keyboard is enough, and a small screen, too. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageAccessibilityTest extends PageTest {

    @AfterEach
    void asBefore() {
        BROWSER.driver().manage().window().setSize(new Dimension(1280, 900));
        page.run("localStorage.clear()");
    }

    @ParameterizedTest
    @CsvSource({"en, light", "en, dark", "ar, light", "ar, dark"})
    void givesAxeNothingToFindOnAnyView(String language, String theme) {
        String word = word();
        Answer user = user("Ada " + word, "role", "editor", "type", "admin");
        user("Grace " + word, "status", "inactive");
        open("");
        page.run(
                "for (const [name, value] of [['language', arguments[0]], ['theme', arguments[1]]])"
                        + " localStorage.setItem('users-admin.acme.' + name, value)",
                language,
                theme);
        open("#/users?search=" + word);
        page.see("a.ua-name");
        page.click("thead input[type=checkbox]");
        page.click("tbody [aria-haspopup=menu]");
        check("list, selection and menu");
        page.keys(Keys.ESCAPE);
        page.click("[data-many=roles]");
        page.see("many-roles");
        check("roles of many");
        page.keys(Keys.ESCAPE);
        for (String tab : List.of("details", "roles", "sessions")) {
            page.openUser(user.id(), tab);
            check(tab);
        }
        page.openUser(user.id(), "");
        page.fill("#user-name", "Ada Mine");
        admin.patch("/users/" + user.id(), Map.of("name", "Ada Theirs")).expect(200);
        page.click("user-form button[type=submit]");
        page.see("conflict-view");
        check("both versions");
        page.click("conflict-view .pf-m-link");
        page.click("panel-acts .pf-m-danger");
        page.see("#typed-address");
        check("delete");
        page.keys(Keys.ESCAPE);
        page.click("#new-user");
        page.see("#new-email");
        page.click("dialog button[type=submit]");
        page.see("#new-email-error");
        check("new user with errors");
        page.keys(Keys.ESCAPE);
        page.run("location.hash = '#/users?search=nobody-" + word + "'");
        page.see("empty-state");
        check("nothing found");
        page.keys("?");
        page.see("keys-help dialog");
        check("keys");
        page.keys(Keys.ESCAPE);
    }

    @Test
    void givesAxeNothingToFindOnTheViewsWithoutASession() {
        page.forget();
        BROWSER.open(urls.getBase() + "/realms/" + realm.getName() + "/users-admin/?state=signed-out");
        page.seeText("You are signed out");
        check("signed out");
        openAs(user("Ada Lovelace"), "");
        page.seeText("You may not manage users");
        check("not allowed");
        page.forget();
    }

    /** From the search to the deletion, and never a mouse. */
    @Test
    void letsOneWorkAWholeDayByTheKeyboardAlone() {
        String word = word();
        Answer first = user("Ada " + word);
        Answer second = user("Grace " + word);
        open("");
        page.see("a.ua-name");
        page.keys("/");
        page.keys(word);
        page.seeUsers(first.text("email"), second.text("email"));
        tabTo("Ada " + word);
        page.keys(Keys.ARROW_DOWN);
        assertEquals("Grace " + word, page.focused());
        page.keys(Keys.SPACE);
        page.seeText("1 selected");
        page.keys(Keys.ENTER);
        await().until(() -> page.focused().equals("panel-heading"));
        tabTo("user-name");
        page.keys(Keys.END, "s");
        page.keys(Keys.ENTER);
        page.seeText("Grace " + word + "s is saved.");
        page.keys(Keys.ESCAPE);
        await().until(() -> page.focused().equals("Grace " + word + "s"));
        page.keys(Keys.TAB, Keys.ENTER);
        await().until(() -> page.focused().equals("Send reset mail"));
        page.keys(Keys.ARROW_UP, Keys.ENTER);
        page.seeText("This cannot be undone.");
        tabTo("Delete Grace " + word + "s");
        page.keys(Keys.ENTER);
        page.seeText("Grace " + word + "s is deleted.");
        page.seeUsers(first.text("email"));
        admin.get("/users/" + second.id()).expect(404);
    }

    @Test
    void givesTheFocusBackWhereADialogCloses() {
        open("");
        page.click("#new-user");
        await().until(() -> page.focused().equals("new-name"));
        page.keys(Keys.ESCAPE);
        await().until(() -> page.focused().equals("new-user"));
    }

    @Test
    void hasNoSingleKeysWhereThePersonSwitchesThemOff() {
        open("");
        page.see("a.ua-name");
        page.keys("?");
        page.click("#letters");
        page.keys(Keys.ESCAPE);
        page.seeNo("dialog");
        page.keys("/");
        assertTrue(!page.focused().equals("search"), page.focused());
    }

    @Test
    void fitsOnASmallScreen() {
        Answer user = user("Ada Lovelace of a very long name that does not fit into a line of a telephone");
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 320, "height", 640, "deviceScaleFactor", 1, "mobile", false));
        open("");
        page.see("a.ua-name");
        assertEquals(320L, page.run("return document.documentElement.scrollWidth"));
        page.openUser(user.id(), "");
        assertEquals(320L, page.run("return document.documentElement.scrollWidth"));
        BROWSER.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Tab by tab, as a person would; forty are more than there are on the way. */
    private void tabTo(String wanted) {
        for (int at = 0; at < 40 && !page.focused().equals(wanted); at++) {
            page.keys(Keys.TAB);
        }
        assertEquals(wanted, page.focused());
    }

    private static void check(String view) {
        List<String> found = new AxeBuilder()
                .setLegacyMode(true).analyze(BROWSER.driver()).getViolations().stream()
                        .map(rule -> rule.getId() + " " + rule.getNodes().get(0).getHtml())
                        .toList();
        assertEquals(List.of(), found, view);
    }
}
