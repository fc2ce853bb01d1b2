package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.openqa.selenium.Keys;

/** What a person does on the page. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageTasksTest extends PageTest {

    /** How many changes the second click of a double click sends. */
    private static final String SECOND_CLICK =
            """
            const [button, done] = arguments;
            const whole = window.fetch;
            let sent = 0;
            window.fetch = (at, how) => {
              sent += how.method === "PATCH";
              return whole(at, how);
            };
            button.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 2 }));
            setTimeout(() => { window.fetch = whole; done(sent); }, 100);
            """;

    /** The next change waits until one lets it go. */
    private static final String HELD_CHANGE =
            """
            const whole = window.fetch;
            const held = new Promise((go) => (window.letGo = go));
            window.fetch = async (at, how) => {
              if (how.method === "PATCH") {
                window.fetch = whole;
                await held;
              }
              return whole(at, how);
            };
            """;

    /** The next answer comes when one lets it go. */
    private static final String HELD_ANSWER =
            """
            const whole = window.fetch;
            const held = new Promise((go) => (window.letGo = go));
            window.fetch = async (at, how) => {
              window.fetch = whole;
              const answer = await whole(at, how);
              const text = await answer.text();
              await held;
              answer.text = async () => { setTimeout(() => (window.isRead = true)); return text };
              return answer;
            };
            """;

    /** Has the server tell other sizes of a page, as it does by its settings. */
    private static final String PAGE_SIZES =
            """
            const [sizes, done] = arguments;
            const app = document.querySelector("script[type=module]").src;
            import(app.replace("app.js", "settings.js")).then(({ settings }) => done((settings.pageSizes = sizes)));
            """;

    private static final String LANGUAGE_HEADING_AND_TITLE =
            "return [document.documentElement.lang, document.querySelector('#users-heading').innerText, document.title]";

    /** The way to a new user in each language. */
    private static final List<List<String>> NEW_USER = List.of(
            List.of("en", "New user"),
            List.of("de", "Neuer Benutzer"),
            List.of("fr", "Nouvel utilisateur"),
            List.of("es", "Usuario nuevo"),
            List.of("el", "Νέος χρήστης"),
            List.of("ja", "新しいユーザー"),
            List.of("ar", "مستخدم جديد"));

    @AfterEach
    void largeScreen() {
        BROWSER.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    @Test
    void findsUsersAsOneTypesAndKeepsThatInTheAddress() {
        String word = word();
        Answer ada = user("Ada " + word);
        Answer grace = user("Grace " + word);
        open("");
        page.see("#search").sendKeys(word);
        page.seeUsers(ada.text("email"), grace.text("email"));
        page.see("#search").sendKeys(Keys.HOME, "Ada ");
        page.seeUsers(ada.text("email"));
        assertTrue(page.url().endsWith("#/users?search=Ada+" + word), page.url());
    }

    @Test
    void filtersAndGoesBack() {
        String word = word();
        Answer active = user("Ada " + word, "role", "editor");
        Answer inactive = user("Grace " + word, "status", "inactive");
        open("#/users?search=" + word);
        chooseByHand("[data-filter=status]", "inactive");
        page.seeUsers(inactive.text("email"));
        chooseByHand("[data-filter=status]", "");
        chooseByHand("[data-filter=role]", "editor");
        page.seeUsers(active.text("email"));
        BROWSER.driver().navigate().back();
        page.seeUsers(active.text("email"), inactive.text("email"));
        BROWSER.driver().navigate().back();
        page.seeUsers(inactive.text("email"));
        BROWSER.driver().navigate().refresh();
        page.seeUsers(inactive.text("email"));
    }

    /** Chromium goes back past what a page did without a click, and a driver's choice of an option is none. */
    private void chooseByHand(String css, String value) {
        page.click("#users-heading");
        page.choose(css, value);
    }

    @Test
    void saysWhereNothingIsFoundAndTakesAFilterAway() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users?search=" + word + "&status=inactive");
        page.seeText("Nothing found");
        page.press("Without “Status: Inactive”");
        page.seeUsers(user.text("email"));
    }

    @Test
    void sortsAndPages() {
        String word = word();
        for (int at = 0; at < 3; at++) {
            user("Name" + at + " " + word);
        }
        open("#/users?search=" + word + "&per_page=2&sort=name");
        await().until(() -> page.texts("a.ua-name").equals(List.of("Name0 " + word, "Name1 " + word)));
        page.seeText("1–2 of 3");
        page.click("page-links a[aria-label='Next page']");
        await().until(() -> page.texts("a.ua-name").equals(List.of("Name2 " + word)));
        page.click("user-table thead button");
        await().until(() -> page.texts("a.ua-name").equals(List.of("Name2 " + word, "Name1 " + word)));
        assertEquals("descending", page.see("user-table th[aria-sort]").getAttribute("aria-sort"));
    }

    /** As a server does whose setting {@code max-page-size} is low. */
    @Tag("thorough")
    @Test
    void asksForNoMoreUsersThanAPageMayHave() {
        String word = word();
        List.of("A ", "B ", "C ").forEach(name -> user(name + word));
        open("");
        BROWSER.driver().executeAsyncScript(PAGE_SIZES, List.of("2"));
        open("#/users?search=" + word);
        page.seeText("1–2 of 3");
        assertEquals(List.of("2 a page"), page.texts("page-links option"));
        page.click("thead input[type=checkbox]");
        page.press("Select all 3 that match");
        page.click("[data-many=activate]");
        page.click("dialog button[type=submit]");
        page.seeText("3 done, 0 refused, 0 left");
        page.press("Close");
        BROWSER.driver().executeAsyncScript(PAGE_SIZES, List.of("20", "50", "100"));
        page.press("Clear selection");
    }

    /** A page that is reached by cursor knows no number of the last one. */
    @Tag("thorough")
    @Test
    void goesBackToThePageBeforeWhereTheUsersOfTheLastAreGone() {
        String word = word();
        List.of("A ", "B ", "C ").forEach(name -> user(name + word));
        String next = admin.get("/users?search=" + word + "&per_page=1&cursor=")
                .body()
                .at("/links/next")
                .asText();
        open("#/users?search=" + word + "&per_page=1&page=2&" + next.replaceAll(".*[?&](cursor=[^&]+).*", "$1"));
        page.seeText("2–2 of 3");
        List<String> second = page.texts("a.ua-name");
        page.click("page-links a[aria-label='Next page']");
        page.seeText("3–3 of 3");
        await().until(() -> !page.texts("user-table[class=''] a.ua-name").equals(second));
        page.click("tbody [aria-haspopup=menu]");
        page.press("Delete…");
        page.click("dialog button[type=submit]");
        page.seeText("2–2 of 2");
        assertEquals(second, page.texts("a.ua-name"));
    }

    /** The users of a page can be gone when one comes to it. */
    @Test
    void showsTheLastPageThereIs() {
        String word = word();
        for (int at = 0; at < 3; at++) {
            user("Name" + at + " " + word);
        }
        open("#/users?search=" + word + "&per_page=2&sort=name&page=9");
        await().until(() -> page.texts("a.ua-name").equals(List.of("Name2 " + word)));
        page.seeText("3–3 of 3");
    }

    @Test
    void opensWhereALinkWasCutOff() {
        opensThoughCutOff("#/users/%");
    }

    @Tag("thorough")
    @Test
    void opensWhereALinkWasCutOffWithinALetter() {
        opensThoughCutOff("#/users/%E0%A4?search=x");
    }

    private void opensThoughCutOff(String link) {
        openAnew(link);
        page.see("user-panel problem-alert");
        assertEquals("User", page.see("#panel-heading").getText());
    }

    @Test
    void opensAUserWhoseAddressIsInTheLink() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users/" + user.text("email") + "/roles?search=" + word);
        page.see("user-form role-picker");
        await().until(() -> page.url().endsWith("#/users/" + user.id() + "/roles?search=" + word));
        page.see("tr.ua-open");
        page.press("Delete…");
        page.click("dialog button[type=submit]");
        page.seeText("is deleted.");
        page.seeNo("user-panel");
    }

    /** The button has become its own contrary when the second click comes. */
    @Test
    void takesADoubleClickForOne() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.press("Deactivate");
        assertEquals(0L, BROWSER.driver().executeAsyncScript(SECOND_CLICK, page.seeButton("Activate")));
        assertEquals("inactive", status(user));
    }

    @Test
    void changesNameAndAddress() {
        Answer user = user("Ada " + word());
        open("#/users/" + user.id());
        assertFalse(page.seeButton("Save").isEnabled());
        page.fill("#user-name", "Ada Lovelace");
        page.fill("#user-email", "new-" + user.text("email"));
        page.press("Save");
        page.seeText("Ada Lovelace is saved.");
        Answer saved = admin.get("/users/" + user.id()).expect(200);
        assertEquals("Ada Lovelace", saved.text("name"));
        assertEquals("new-" + user.text("email"), saved.text("email"));
    }

    @Test
    void saysThatAnAddressIsVerified() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.click("#user-verified");
        page.press("Save");
        page.seeText("Ada Lovelace is saved.");
        assertTrue(admin.get("/users/" + user.id())
                .expect(200)
                .body()
                .at("/email_verified")
                .asBoolean());
    }

    @Test
    void discardsWhatWasTyped() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Somebody");
        page.press("Discard");
        assertEquals("Ada Lovelace", page.see("#user-name").getAttribute("value"));
        assertFalse(page.seeButton("Save").isEnabled());
    }

    @Test
    void keepsWhatWasTypedUntilTheUserIsOpenedAgain() {
        Answer user = user("Ada Lovelace");
        Answer other = user("Grace Hopper");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Typed");
        page.openUser(other.id(), "");
        await().until(() -> page.see("#user-name").getAttribute("value").equals("Grace Hopper"));
        page.seeText("What you have typed about Ada Lovelace is not saved.");
        page.openUser(user.id(), "");
        await().until(() -> page.see("#user-name").getAttribute("value").equals("Ada Typed"));
        page.press("Save");
        page.seeText("Ada Typed is saved.");
        assertEquals("Ada Typed", admin.get("/users/" + user.id()).text("name"));
    }

    @Test
    void keepsWhatIsTypedWhileASaveIsUnderWay() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Typed");
        page.run(HELD_CHANGE);
        page.press("Save");
        page.fill("#user-name", "Ada Typed On");
        page.run("window.letGo()");
        page.seeText("Ada Typed is saved.");
        assertEquals("Ada Typed On", page.see("#user-name").getAttribute("value"));
        page.press("Save");
        page.seeText("Ada Typed On is saved.");
        assertEquals("Ada Typed On", admin.get("/users/" + user.id()).text("name"));
    }

    @Test
    void tellsOfASaveWhoeverIsOpenByThen() {
        String word = word();
        Answer user = user("Ada " + word);
        Answer other = user("Grace " + word);
        openAnew("#/users/" + user.id() + "?search=" + word);
        page.fill("#user-name", "Typed " + word);
        page.run(HELD_CHANGE);
        page.press("Save");
        page.click("[data-user='" + other.id() + "'] a");
        await().until(() -> page.see("#user-name").getAttribute("value").equals("Grace " + word));
        page.run("window.letGo()");
        page.seeText("Typed " + word + " is saved.");
        await().until(() -> page.texts("a.ua-name").contains("Typed " + word));
        assertFalse(page.see("toast-list").getText().contains("is not saved"));
        assertEquals(true, page.run("return dispatchEvent(new Event('beforeunload', { cancelable: true }))"));
    }

    @Test
    void changesRoles() {
        Answer user = user("Ada Lovelace", "role", "editor");
        open("#/users/" + user.id() + "/roles");
        page.click(role("editor"));
        page.click(role("reader"));
        page.press("Save");
        page.seeText("Ada Lovelace is saved.");
        assertEquals("reader", roleOf(user));
        page.press("Undo");
        page.seeText("Ada Lovelace is as before.");
        assertEquals("editor", roleOf(user));
    }

    private String roleOf(Answer user) {
        return admin.get("/users/" + user.id()).body().at("/roles/0/name").asText();
    }

    @Test
    void createsAUser() {
        open("");
        String email = fillNewUser();
        page.fill("#new-name", "Ada Lovelace");
        page.click("new-user " + role("editor"));
        page.press("Create user");
        page.seeText("Ada Lovelace is created.");
        Answer created = admin.get("/users/" + email).expect(200);
        assertEquals("editor", created.body().at("/roles/0/name").asText());
        await().until(() -> page.url().endsWith("#/users/" + created.id()));
        anonymous.signIn(email, PASSWORD);
    }

    @Test
    void deactivatesAndTakesThatBack() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.press("Deactivate");
        page.seeText("Ada Lovelace is inactive and signed out everywhere.");
        assertEquals("inactive", status(user));
        page.press("Undo");
        page.seeText("Ada Lovelace is as before.");
        assertEquals("active", status(user));
    }

    @Test
    void deletesAUserFromTheMenuOfItsRow() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users?search=" + word);
        page.click("tbody [aria-haspopup=menu]");
        page.press("Delete…");
        page.seeText("This cannot be undone.");
        page.click("dialog button[type=submit]");
        page.seeText("Ada " + word + " is deleted.");
        page.seeText("Nothing found");
        admin.get("/users/" + user.id()).expectProblem(404, "user_not_found");
    }

    @Tag("thorough")
    @Test
    void opensNoMenuWhereOneTypesElsewhereByThen() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users?search=" + word);
        page.seeUsers(user.text("email"));
        page.run(HELD_ANSWER);
        page.click("tbody [aria-haspopup=menu]");
        page.click("#search");
        page.run("window.letGo()");
        await().until(() -> Boolean.TRUE.equals(page.run("return window.isRead")));
        assertEquals(List.of(), page.texts("[role=menu]"));
        assertEquals("search", page.focused());
    }

    @Test
    void deletesAnAdminOnlyWhereTheAddressIsTyped() {
        Answer user = user("Ada Lovelace", "type", "admin");
        open("#/users/" + user.id());
        page.press("Delete…");
        assertFalse(page.seeButton("Delete Ada Lovelace").isEnabled());
        page.see("#typed-address").sendKeys(user.text("email"));
        page.press("Delete Ada Lovelace");
        page.seeText("Ada Lovelace is deleted.");
        admin.get("/users/" + user.id()).expect(404);
    }

    @Test
    void sendsAResetMail() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.press("Send reset mail");
        page.seeText("A mail to choose a new password is on its way to Ada Lovelace.");
        assertTrue(mail.waitForIncomingEmail(1));
    }

    @Test
    void deactivatesManyAndTakesThatBack() {
        changesTheStatusOfMany("deactivate", "active", "inactive");
    }

    @Tag("thorough")
    @Test
    void activatesManyAndTakesThatBack() {
        changesTheStatusOfMany("activate", "inactive", "active");
    }

    private void changesTheStatusOfMany(String act, String before, String after) {
        String word = word();
        List<Answer> users = List.of(user("A " + word, "status", before), user("B " + word, "status", before));
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        page.click("[data-many=" + act + "]");
        page.click("dialog button[type=submit]");
        page.seeText("2 done, 0 refused, 0 left");
        users.forEach(user -> assertEquals(after, status(user)));
        page.press("Undo");
        await().untilAsserted(() -> users.forEach(user -> assertEquals(before, status(user))));
        page.press("Close");
        page.press("Clear selection");
    }

    @Test
    void addsARoleToAllThatMatchBeyondThePage() {
        String word = word();
        List<Answer> users = List.of(user("A " + word, "role", "reader"), user("B " + word), user("C " + word));
        open("#/users?search=" + word + "&per_page=2");
        page.click("thead input[type=checkbox]");
        page.press("Select all 3 that match");
        page.click("[data-many=roles]");
        page.click("many-roles " + role("editor"));
        page.click("dialog button[type=submit]");
        page.seeText("3 done, 0 refused, 0 left");
        for (Answer user : users) {
            assertTrue(admin.get("/users/" + user.id()).text().contains("\"editor\""), user.text());
        }
        assertTrue(admin.get("/users/" + users.get(0).id()).text().contains("\"reader\""));
        page.press("Close");
        page.press("Clear selection");
    }

    @Test
    void deletesManyOnlyWhereTheirNumberIsTyped() {
        String word = word();
        List<Answer> users = List.of(user("A " + word), user("B " + word));
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        page.click("[data-many=delete]");
        assertFalse(page.see("dialog button[type=submit]").isEnabled());
        page.see("#typed-number").sendKeys("2");
        page.click("dialog button[type=submit]");
        page.seeText("2 done, 0 refused, 0 left");
        users.forEach(user -> admin.get("/users/" + user.id()).expect(404));
        page.press("Close");
    }

    @Test
    void speaksEachLanguageAndRemembersTheLast() {
        open("");
        page.see("#new-user");
        for (List<String> language : NEW_USER) {
            page.choose("page-header select", language.get(0));
            page.seeButton(language.get(1));
            List<?> shown = (List<?>) page.run(LANGUAGE_HEADING_AND_TITLE);
            assertEquals(language.get(0), shown.get(0));
            String heading = (String) shown.get(1);
            assertFalse(heading.isEmpty());
            assertTrue(((String) shown.get(2)).startsWith(heading), heading);
        }
        BROWSER.driver().navigate().refresh();
        page.seeButton(NEW_USER.get(6).get(1));
        assertEquals("rtl", page.see("html").getAttribute("dir"));
        page.choose("page-header select", "en");
        page.seeButton(NEW_USER.get(0).get(1));
    }

    @Test
    void showsWhereAUserIsSignedInAndEndsThatAllAtOnce() {
        Answer user = user("Ada Lovelace");
        signedIn(user);
        open("#/users/" + user.id());
        page.press("Sessions");
        page.seeText("1 session");
        assertTrue(page.see("user-sessions li").getText().contains("users-api"));
        page.press("End all sessions");
        page.seeText("Ada Lovelace is signed out everywhere.");
        page.seeText("0 sessions");
        assertEquals(0, inKeycloak(user).getUserSessions().size());
    }

    /** Nothing lies over what one wants to press. */
    @Test
    void sortsAndSelectsAllOnATelephone() {
        String word = word();
        Answer ada = user("Ada " + word);
        Answer grace = user("Grace " + word);
        telephone();
        open("#/users?search=" + word);
        page.seeUsers(ada.text("email"), grace.text("email"));
        page.press("Name");
        await().until(() -> page.url().contains("sort=name"));
        page.press("Name");
        await().until(() ->
                page.texts("user-table[class=''] a.ua-name").equals(List.of("Grace " + word, "Ada " + word)));
        page.click("thead input[type=checkbox]");
        page.seeText("2 selected");
        assertEquals(true, page.run("const all = document.documentElement; return all.scrollWidth <= all.clientWidth"));
        page.press("Clear selection");
    }

    /** Who hears the page would begin at its top otherwise. */
    @Test
    void leadsBackToTheUserWhereOneGoesBackOnATelephone() {
        String word = word();
        user("Ada " + word);
        telephone();
        open("#/users?search=" + word);
        page.click("a.ua-name");
        await().until(() -> page.focused().equals("panel-heading"));
        BROWSER.driver().navigate().back();
        await().until(() -> page.focused().equals("Ada " + word));
    }

    private void telephone() {
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 360, "height", 480, "deviceScaleFactor", 1, "mobile", false));
    }

    @Tag("lifecycle")
    @Test
    void takesNoMoreMemoryTheLongerItIsOpen() {
        Answer user = user("Ada " + word());
        open("#/users/" + user.id());
        walkAround(user, 10);
        long before = page.heap();
        walkAround(user, 40);
        long after = page.heap();
        assertTrue(after < before * 1.5 + 1_000_000, before + " bytes before, " + after + " after");
    }

    private void walkAround(Answer user, int times) {
        for (int at = 0; at < times; at++) {
            assertTrue(page.go(at % 2 == 0 ? "#/users?page=1&sort=name" : "#/users/" + user.id() + "/roles"));
        }
    }

    private String role(String name) {
        return "[data-role='" + roleId(name) + "']";
    }

    private String status(Answer user) {
        return admin.get("/users/" + user.id()).expect(200).text("status");
    }
}
