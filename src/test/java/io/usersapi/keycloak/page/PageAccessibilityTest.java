package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;

/** Everybody can use the page: axe-core finds nothing, the keyboard is enough, and a small screen, too. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageAccessibilityTest extends PageTest {

    private static final Axe AXE = new Axe(BROWSER);

    @AfterEach
    void asBefore() {
        BROWSER.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        BROWSER.driver().manage().window().setSize(new Dimension(1280, 900));
        page.run("localStorage.clear()");
    }

    /** Each view in light colours, in dark ones, and from right to left. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ar"})
    void givesAxeNothingToFindOnAnyView(String language) {
        String word = word();
        Answer user = user("Ada " + word, "role", "editor", "type", "admin");
        user("Grace " + word, "status", "inactive");
        open("#/users?search=" + word);
        page.choose("page-header select", language);
        page.see("html[lang=" + language + "]");
        page.click("thead input[type=checkbox]");
        page.click("tbody [aria-haspopup=menu]");
        check("list, selection and menu");
        page.keys(Keys.ESCAPE);
        page.click("[data-many=roles]");
        page.see("many-roles");
        check("roles of many");
        page.click("many-roles [data-role='" + roleId("reader") + "']");
        page.click("dialog button[type=submit]");
        page.see("many-progress li + li");
        check("results of many");
        page.click("dialog footer .pf-m-primary");
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

    /** So wide is a telephone, and a window of 1280 pixels at 400 % (WCAG 2.2, 1.4.10). */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ar"})
    void fitsOnASmallScreen(String language) {
        Answer user = user("Ada Lovelace of a very long name that does not fit into a line of a telephone");
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 320, "height", 640, "deviceScaleFactor", 1, "mobile", false));
        open("");
        page.choose("page-header select", language);
        page.see("html[lang=" + language + "]");
        page.see("a.ua-name");
        assertFits();
        for (String tab : List.of("details", "roles", "sessions")) {
            page.openUser(user.id(), tab);
            assertFits();
        }
        page.click("panel-acts .pf-m-danger");
        page.see("dialog");
        assertFits();
    }

    private void assertFits() {
        assertEquals(320L, page.run("return document.documentElement.scrollWidth"));
    }

    /** Tab by tab, as a person would; forty are more than there are on the way. */
    private void tabTo(String wanted) {
        for (int at = 0; at < 40 && !page.focused().equals(wanted); at++) {
            page.keys(Keys.TAB);
        }
        assertEquals(wanted, page.focused());
    }

    /** In dark colours once: they are the same from right to left. */
    private void check(String view) {
        assertEquals(List.of(), AXE.findings(), view);
        if (!page.run("return document.documentElement.dir").equals("rtl")) {
            assertEquals(List.of(), AXE.findingsInDark(), view + " in dark colours");
        }
    }
}
