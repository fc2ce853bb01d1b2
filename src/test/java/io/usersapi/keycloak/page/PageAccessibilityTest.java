package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;

/**
 * Everybody can use the page: axe-core finds nothing, the keyboard is enough, and a small screen, too. Tests that sign
 * the admin out come last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@KeycloakIntegrationTest(config = ApiServer.class)
class PageAccessibilityTest extends PageTest {

    private static final Axe AXE = new Axe(BROWSER);

    /** Whether what has the focus is what one would hit at its place, or null where the focus has left the page. */
    private static final String IN_SIGHT =
            """
            const one = document.activeElement;
            if (one === document.body) return null;
            const place = one.getBoundingClientRect();
            const hit = document.elementFromPoint(place.x + place.width / 2, place.y + place.height / 2);
            return one.contains(hit) || Boolean(hit?.localName === "span" && hit.contains(one));
            """;

    @TempDir
    private Path folder;

    @AfterEach
    void asBefore() {
        BROWSER.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        BROWSER.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        BROWSER.driver().manage().window().setSize(new Dimension(1280, 900));
        page.run("localStorage.clear()");
    }

    /** Each view in light colours and in dark ones, and the list from right to left. */
    @Test
    void givesAxeNothingToFindOnAnyView() {
        walkThroughTheViews("en");
        page.run("location.hash = '#/users'");
        page.see("a.ua-name");
        speak("ar");
        check("list from right to left");
        speak("en");
    }

    @Tag("thorough")
    @Test
    void givesAxeNothingToFindOnAnyViewFromRightToLeft() {
        walkThroughTheViews("ar");
        speak("en");
    }

    @Test
    void givesAxeNothingToFindOnAnImport() throws IOException {
        walkThroughAnImport("en");
    }

    @Tag("thorough")
    @Test
    void givesAxeNothingToFindOnAnImportFromRightToLeft() throws IOException {
        walkThroughAnImport("ar");
        speak("en");
    }

    private void walkThroughTheViews(String language) {
        String word = word();
        Answer user = user("Ada " + word, "role", "editor", "type", "admin");
        user("Grace " + word, "status", "inactive");
        open("#/users?search=" + word);
        speak(language);
        page.click("thead input[type=checkbox]");
        page.click("tbody [aria-haspopup=menu]");
        page.see("[role=menu]");
        check("list, selection and menu");
        page.keys(Keys.ESCAPE);
        page.click("[data-many=delete]");
        page.see("#typed-number");
        check("deletion of many");
        page.keys(Keys.ESCAPE);
        page.seeNo("dialog");
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
        page.seeNo("dialog");
    }

    private void walkThroughAnImport(String language) throws IOException {
        open("");
        speak(language);
        page.click("#import");
        page.see("import-wizard input[type=file]");
        check("file");
        Path file = Files.writeString(folder.resolve("people.csv"), "email,Remark\nnobody,x\n" + newEmail() + ",");
        page.see("import-wizard input[type=file]").sendKeys(file.toString());
        page.see("import-columns select");
        check("columns");
        page.click("dialog button[type=submit]");
        page.see("import-results td");
        check("what is refused");
        page.keys(Keys.ESCAPE);
        page.seeNo("dialog");
    }

    @Test
    void givesAxeNothingToFindWhereSomethingWasRefused() {
        open("#/users/" + UUID.randomUUID());
        page.seeText("This user does not exist, or has been deleted.");
        page.run("window.dispatchEvent(new Event('offline'))");
        page.see(".ua-trouble");
        check("nobody, and no network");
        page.click(".ua-trouble > button");
        page.seeNo(".ua-trouble");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void givesAxeNothingToFindWhereOneSignsInAgain() {
        openWhereTheSessionHasEnded();
        page.see("sign-in-again dialog[open] button");
        check("sign in again");
    }

    @Test
    @Order(Integer.MAX_VALUE)
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
    void givesTheFocusBackToTheRowThatADialogWasOpenedFrom() {
        String word = word();
        user("Ada " + word);
        open("#/users?search=" + word);
        page.click("tbody [aria-haspopup=menu]");
        page.press("Delete…");
        page.see("delete-user dialog");
        page.keys(Keys.ESCAPE);
        page.seeNo("dialog");
        await().until(() -> "true".equals(page.run("return String(document.activeElement.matches('tbody button'))")));
    }

    @Test
    void goesOnWithTheSearchWhereTheRowIsGone() {
        String word = word();
        user("Ada " + word);
        open("#/users?search=" + word);
        page.click("tbody [aria-haspopup=menu]");
        page.press("Delete…");
        page.click("dialog button[type=submit]");
        page.seeText("Nothing found");
        await().until(() -> page.focused().equals("search"));
    }

    @Test
    void keepsTheFocusInThePanelWhereItsButtonCanBePressedNoMore() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada King");
        page.run("document.querySelector('user-form button[type=submit]').focus()");
        page.keys(Keys.SPACE);
        page.seeText("Ada King is saved.");
        await().until(() -> page.focused().equals("panel-heading"));
    }

    /** WCAG 2.2, 2.4.11: on a telephone the panel must not lie over what can have the focus. */
    @Test
    void hidesNothingThatHasTheFocusOnASmallScreen() {
        String word = word();
        Answer user = user("Ada " + word);
        smallScreen();
        open("#/users/" + user.id() + "?search=" + word);
        page.see("panel-acts button");
        page.run("document.activeElement.blur()");
        List<String> hidden = new ArrayList<>();
        for (int at = 0; at < 30; at++) {
            page.keys(Keys.TAB);
            if (Boolean.FALSE.equals(page.run(IN_SIGHT))) {
                hidden.add(page.focused());
            }
        }
        assertEquals(List.of(), hidden);
    }

    /** A list of many, and somebody at its end. */
    @Test
    void tellsWhatIsRefusedWhereThePersonIs() {
        String word = word();
        user("Ada " + word);
        smallScreen();
        open("#/users?search=" + word);
        page.see("tbody [aria-haspopup=menu]");
        page.run("document.querySelector('users-page').style = 'display: block; padding-top: 2000px';"
                + " window.scrollTo(0, 2000); window.dispatchEvent(new Event('offline'))");
        page.see(".ua-trouble");
        assertEquals(
                true,
                page.run("const place = document.querySelector('.ua-trouble').getBoundingClientRect();"
                        + " return window.scrollY > 1000 && place.top >= 0 && place.bottom <= window.innerHeight"));
        page.run("document.querySelector('users-page').style = ''");
        page.click(".ua-trouble > button");
    }

    @Test
    void standsStillForThoseWhoAskForThat() {
        open("");
        page.see("a.ua-name");
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        assertEquals(
                "none",
                page.run("const bone = document.createElement('div'); bone.className = 'pf-v5-c-skeleton';"
                        + " document.querySelector('users-app').append(bone);"
                        + " const name = getComputedStyle(bone, '::after').animationName; bone.remove(); return name"));
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
    @Test
    void fitsOnASmallScreen() {
        walkOnASmallScreen("en");
    }

    @Tag("thorough")
    @Test
    void fitsOnASmallScreenFromRightToLeft() {
        walkOnASmallScreen("ar");
        speak("en");
    }

    private void walkOnASmallScreen(String language) {
        Answer user = user("Ada Lovelace of a very long name that does not fit into a line of a telephone");
        smallScreen();
        open("");
        speak(language);
        page.see("a.ua-name");
        assertFits();
        for (String tab : List.of("details", "roles", "sessions")) {
            page.openUser(user.id(), tab);
            assertFits();
        }
        page.click("panel-acts .pf-m-danger");
        page.see("dialog");
        assertFits();
        page.keys(Keys.ESCAPE);
        page.seeNo("dialog");
    }

    private void speak(String language) {
        page.choose("page-header select", language);
        page.see("html[lang=" + language + "]");
    }

    private void smallScreen() {
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 320, "height", 640, "deviceScaleFactor", 1, "mobile", false));
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
