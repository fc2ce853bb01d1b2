package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.openqa.selenium.Keys;

/** What the page says where something is refused, fails, or is done by somebody else at the same time. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageRefusalsTest extends PageTest {

    private static final String NO_ROLES_AT_FIRST =
            """
            const whole = window.fetch;
            window.fetch = (at, how) => {
              if (!String(at).endsWith("/roles")) return whole(at, how);
              window.fetch = whole;
              return Promise.reject(new TypeError("no network"));
            };
            """;

    /** The next request of a method is done, and its answer is lost. */
    private static final String ANSWER_LOST =
            """
            const [method] = arguments;
            const whole = window.fetch;
            window.fetch = async (at, how) => {
              const answer = await whole(at, how);
              if (how.method !== method) return answer;
              window.fetch = whole;
              throw new TypeError("lost");
            };
            """;

    /** The next read of a user fails. */
    private static final String NO_USER_AT_FIRST =
            """
            const [id] = arguments;
            const whole = window.fetch;
            window.fetch = (at, how) => {
              if (how.method !== "GET" || !String(at).endsWith(id)) return whole(at, how);
              window.fetch = whole;
              return Promise.reject(new TypeError("no network"));
            };
            """;

    @AfterEach
    void joinTheNetwork() {
        page.setOffline(false);
        page.block();
    }

    @Test
    void showsBrokenRulesAtTheFieldsAndGoesToTheFirst() {
        open("");
        page.press("New user");
        page.fill("#new-email", "nobody");
        page.fill("#new-password", "short");
        page.press("Create user");
        assertTrue(page.see("#new-email-error").getText().contains("email"));
        assertTrue(page.see("#new-password-error").getText().contains("10 characters"));
        assertEquals("true", page.see("#new-email").getAttribute("aria-invalid"));
        await().until(() -> page.focused().equals("new-email"));
        assertEquals("nobody", page.see("#new-email").getAttribute("value"));
    }

    @Test
    void keepsTheLastAdminAndSaysHowToGoOn() {
        String me = admin.get("/users/me").id();
        admin.get("/users?type=admin").body().path("data").forEach(other -> {
            if (!other.path("id").asText().equals(me)) {
                admin.delete("/users/" + other.path("id").asText()).expect(200);
            }
        });
        open("#/users/" + me);
        page.press("Deactivate");
        page.seeText("needs an active administrator. Make somebody else one first.");
        page.press("Find somebody");
        await().until(() -> page.url().endsWith("#/users?status=active&type=user"));
        assertEquals("active", admin.get("/users/me").text("status"));
    }

    @Test
    void saysWhoMayChangeAPrivilegedAccount() {
        Answer boss = user("Boss " + word());
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.grant(boss.id(), setup.role("realm-management", "realm-admin"));
        open("#/users/" + boss.id());
        page.seeText("Only a realm administrator may change this account.");
        assertFalse(page.see("#user-name").isEnabled());
        page.seeNo("user-form input:enabled, user-form button:enabled, panel-acts");
        page.press("Roles");
        page.see("user-form role-picker");
        page.seeNo("user-form input:enabled");
    }

    /** The right is given while the panel is open. */
    @Test
    void saysWhoMayChangeAnAccountThatHasBecomePrivileged() {
        Answer boss = user("Boss " + word());
        open("#/users/" + boss.id());
        page.fill("#user-name", "Somebody else");
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.grant(boss.id(), setup.role("realm-management", "realm-admin"));
        page.press("Save");
        page.seeText("Only a realm administrator may change this account.");
        assertEquals(boss.text("name"), admin.get("/users/" + boss.id()).text("name"));
    }

    @Test
    void offersNothingInTheRowOfAPrivilegedAccount() {
        String word = word();
        Answer boss = user("Boss " + word);
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.grant(boss.id(), setup.role("realm-management", "realm-admin"));
        open("#/users?search=" + word);
        page.click("tbody [aria-haspopup=menu]");
        page.see("[role=menu]");
        assertEquals(List.of("Only a realm administrator may change this account."), page.texts("[role=menuitem]"));
    }

    @Test
    void showsBothVersionsWhereTwoAdministratorsChangeTheSameUser() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Mine");
        admin.patch("/users/" + user.id(), Map.of("name", "Ada Theirs")).expect(200);
        page.press("Save");
        page.seeText("Changed meanwhile");
        page.seeText("Ada Mine");
        page.seeText("Ada Theirs");
        assertEquals("Ada Theirs", admin.get("/users/" + user.id()).text("name"));
        page.press("Save");
        page.seeText("Ada Mine is saved.");
        assertEquals("Ada Mine", admin.get("/users/" + user.id()).text("name"));
    }

    @Test
    void takesTheVersionOfTheOther() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Mine");
        admin.patch("/users/" + user.id(), Map.of("name", "Ada Theirs")).expect(200);
        page.press("Save");
        page.press("Take all of theirs");
        await().until(() -> page.see("#user-name").getAttribute("value").equals("Ada Theirs"));
        assertEquals("Ada Theirs", admin.get("/users/" + user.id()).text("name"));
    }

    @Test
    void namesWhatTheOtherHasChangedByWords() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Mine");
        admin.patch("/users/" + user.id(), Map.of("name", "Ada Theirs", "email_verified", true))
                .expect(200);
        page.press("Save");
        page.seeText("E-mail verified");
        page.seeText("Changed by the other: Verified");
        page.press("Take all of theirs");
        page.seeNo("conflict-view");
    }

    /** The answer is lost, not the work: that is no change by somebody else. */
    @Test
    void savesOnceWhereTheAnswerIsLost() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Typed");
        page.run(ANSWER_LOST, "PATCH");
        page.press("Save");
        page.seeText("The server cannot be reached.");
        page.click("user-panel problem-alert button");
        page.seeText("Ada Typed is saved.");
        assertEquals("Ada Typed", admin.get("/users/" + user.id()).text("name"));
    }

    @Test
    void sendsOneMailWhereTheAnswerIsLost() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.run(ANSWER_LOST, "POST");
        page.press("Send reset mail");
        page.seeText("The server cannot be reached.");
        page.press("Try again");
        page.seeText("A mail to choose a new password is on its way to Ada Lovelace.");
        assertTrue(mail.waitForIncomingEmail(1));
        assertEquals(1, mail.getReceivedMessages().length);
    }

    /** What is typed is saved where the person says so, and not before. */
    @Test
    void readsAgainAndDoesNotSaveWhereTheUserCouldNotBeRead() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Typed");
        page.run(NO_USER_AT_FIRST, user.id());
        page.press("Deactivate");
        page.seeText("The server cannot be reached.");
        page.click("user-panel problem-alert button");
        page.seeButton("Activate");
        page.seeNo("user-panel problem-alert");
        assertEquals("Ada Typed", page.see("#user-name").getAttribute("value"));
        assertEquals("Ada Lovelace", admin.get("/users/" + user.id()).text("name"));
        page.press("Discard");
    }

    /** A field that is not on the screen cannot say what is wrong with it. */
    @Test
    void saysOnTheTabOfRolesWhatIsWrongOnTheOther() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-email", "nobody");
        page.press("Roles");
        page.see("user-form role-picker");
        page.press("Save");
        assertTrue(page.see("user-panel problem-alert li").getText().contains("email"));
        page.press("Details");
        page.see("#user-email-error");
        page.seeNo("user-panel problem-alert li");
        page.press("Discard");
    }

    @Test
    void takesAnAnswerThatBreaksOffForNone() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Typed");
        page.run("window.whole = window.fetch; window.fetch = async () => new Response("
                + "new ReadableStream({ start: (it) => it.error(new TypeError('cut')) }))");
        page.press("Save");
        page.seeText("The server cannot be reached.");
        page.run("window.fetch = window.whole");
        page.click("user-panel problem-alert button");
        page.seeText("Ada Typed is saved.");
    }

    @Test
    void saysThatNobodyIsThere() {
        open("#/users/" + UUID.randomUUID());
        page.seeText("This user does not exist, or has been deleted.");
        assertEquals("User", page.see("#panel-heading").getText());
    }

    @Test
    void forgetsWhatWasRefusedAtAnotherPlace() {
        Answer user = user("Ada Lovelace");
        open("");
        page.see("a.ua-name");
        page.run(
                "document.querySelector('users-page').tell('trouble', { problem: { code: 'conflict', message: 'Busy' } })");
        page.seeText("Busy");
        page.openUser(user.id(), "");
        page.seeNo(".ua-trouble");
    }

    /** Nobody knows then whether the session is over. */
    @Test
    void doesNotSayThatOneIsSignedOutWhereTheServerFails() {
        open("");
        page.see("a.ua-name");
        page.run("window.whole = window.fetch; window.fetch = async (at, how) =>"
                + " String(at).endsWith('/logout') ? new Response('', {status: 503}) : window.whole(at, how)");
        page.click("page-header [aria-haspopup=menu]");
        page.press("Sign out");
        page.seeText("The server cannot be reached.");
        page.run("window.fetch = window.whole");
        page.press("Try again");
        page.seeText("You are signed out");
    }

    @Test
    void asksAgainForTheRolesThatItDidNotGet() {
        String script = (String) BROWSER.driver()
                .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", NO_ROLES_AT_FIRST))
                .get("identifier");
        try {
            openAnew("");
        } finally {
            BROWSER.driver()
                    .executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
        }
        page.see("a.ua-name");
        page.press("New user");
        page.see("new-user [data-role='" + roleId("editor") + "']");
        page.press("Cancel");
    }

    @Test
    void countsDownWhereTooManyMailsWereSent() {
        Answer user = user("Ada Lovelace");
        for (int at = 0; at < 3; at++) {
            admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        }
        open("#/users/" + user.id());
        page.press("Send reset mail");
        page.seeText("Possible again in");
        assertFalse(page.see("panel-acts button").isEnabled());
    }

    /** What is typed about two users waits, and so the panel goes from one to the other at once. */
    @Test
    void countsDownForTheUserAloneWhoHadTooManyMails() {
        Answer other = user("Grace Hopper");
        openTyped(other);
        Answer user = user("Ada Lovelace");
        for (int at = 0; at < 3; at++) {
            admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        }
        openTyped(user);
        page.press("Send reset mail");
        page.seeText("Possible again in");
        page.openUser(other.id(), "");
        assertTrue(page.seeButton("Send reset mail").isEnabled());
    }

    @Test
    void showsNobodyTheSessionsOfAnother() {
        Answer other = user("Grace Hopper");
        openTyped(other);
        Answer user = user("Ada Lovelace");
        signedIn(user);
        openTyped(user);
        page.openUser(user.id(), "sessions");
        page.seeText("1 session");
        page.run("const whole = window.fetch; window.fetch = (at, how) =>"
                + " String(at).endsWith('/sessions') ? new Promise(() => {}) : whole(at, how)");
        page.openUser(other.id(), "sessions");
        page.see("user-sessions [aria-busy=true]");
        page.seeNo("user-sessions li");
    }

    private void openTyped(Answer user) {
        open("#/users/" + user.id());
        page.fill("#user-name", "Typed");
    }

    @Test
    void tellsWhatHappenedToEachOfMany() {
        String word = word();
        Answer boss = user("Boss " + word);
        Answer other = user("Other " + word);
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.grant(boss.id(), setup.role("realm-management", "realm-admin"));
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        page.click("[data-many=deactivate]");
        page.click("dialog button[type=submit]");
        page.seeText("1 done, 1 refused, 0 left");
        page.seeText("Boss " + word + ": Only a realm administrator");
        page.seeText("Other " + word + ": Done");
        assertEquals("inactive", admin.get("/users/" + other.id()).text("status"));
    }

    @Test
    void signsInAgainInPlaceAndKeepsWhatWasTyped() {
        Answer user = user("Ada Lovelace");
        Answer manager = user("Manager", "type", "admin");
        openAs(manager, "#/users/" + user.id());
        page.fill("#user-name", "Ada Typed");
        inKeycloak(manager).logout();
        page.press("Save");
        page.seeText("You have been signed out");
        signInAgain(manager);
        page.seeText("Ada Typed is saved.");
        assertEquals("Ada Typed", admin.get("/users/" + user.id()).text("name"));
    }

    /** A browser closes a dialog at the second Escape, whatever the page says. */
    @Test
    void asksForASignInWhateverIsPressed() {
        openWhereTheSessionHasEnded();
        page.keys(Keys.ESCAPE);
        page.keys(Keys.ESCAPE);
        page.keys(Keys.ESCAPE);
        assertTrue(page.see("sign-in-again dialog[open] button").isDisplayed());
    }

    @Test
    void showsNothingToSomebodyWhoMayNotManageUsers() {
        openAs(user("Ada Lovelace"), "");
        page.seeText("You may not manage users");
        page.seeText("manage-users");
        page.seeNo("users-page");
    }

    @Test
    void showsNothingAnyMoreToSomebodyWhoWasDemoted() {
        Answer manager = user("Manager", "type", "admin");
        openAs(manager, "");
        page.see("a.ua-name");
        new KeycloakSetup(realm.admin()).revoke(manager.id(), new KeycloakSetup(realm.admin()).role("admin"));
        page.click("user-table thead button");
        await().until(() -> !page.texts("sign-in-again, users-app empty-state").isEmpty());
        page.open("", manager.text("email"), PASSWORD);
        page.seeText("You may not manage users");
        page.seeNo("users-page");
    }

    @Test
    void leavesNothingOfTheDataOnTheScreenOfSomebodyWhoMayNotSeeItAnyMore() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users/" + user.id());
        page.press("Deactivate");
        page.seeText("Ada " + word + " is inactive");
        page.run("window.fetch = async () => new Response('{\"code\":\"forbidden\"}',"
                + " {status: 403, headers: {'Content-Type': 'application/problem+json'}})");
        page.press("Activate");
        page.seeText("You may not manage users");
        assertFalse(page.see("body").getText().contains(word));
    }

    @Test
    void keepsWhatIsTypedWhereTheNetworkIsGoneAndTriesAgain() {
        Answer user = user("Ada Lovelace");
        open("#/users/" + user.id());
        page.fill("#user-name", "Ada Typed");
        page.setOffline(true);
        page.press("Save");
        page.seeText("The server cannot be reached.");
        assertEquals("Ada Typed", page.see("#user-name").getAttribute("value"));
        page.setOffline(false);
        page.click("user-panel problem-alert button");
        page.seeText("Ada Typed is saved.");
    }

    /** The list is that of before, and the filters are not. */
    @Test
    void aListThatWasNotReadIsReadWhereTheNetworkIsBack() {
        String word = word();
        user("Ada " + word);
        Answer inactive = user("Grace " + word, "status", "inactive");
        open("#/users?search=" + word);
        await().until(() -> page.emails().size() == 2);
        page.setOffline(true);
        page.choose("[data-filter=status]", "inactive");
        page.seeText("The server cannot be reached.");
        page.seeButton("Try again");
        page.setOffline(false);
        // On a machine without a network the browser tells of none.
        page.run("window.dispatchEvent(new Event('online'))");
        page.press("Try again");
        page.seeUsers(inactive.text("email"));
    }

    @Test
    void whoeverIsSignedInCanSignOutAlsoWhereTheNameCouldNotBeRead() {
        page.block("*/users/me");
        openAnew("");
        page.see("a.ua-name");
        page.click("page-header action-menu button");
        page.press("Sign out");
        page.seeText("You are signed out");
    }

    @Test
    void keepsTheListWhereTheServerFailsAndTriesAgain() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users?search=" + word);
        page.seeUsers(user.text("email"));
        page.run("window.whole = window.fetch; window.fetch = async () => new Response('', {status: 500})");
        page.choose("[data-filter=status]", "active");
        page.seeText("Something went wrong in the server.");
        page.seeUsers(user.text("email"));
        page.run("window.fetch = window.whole");
        page.press("Try again");
        page.seeNo(".ua-trouble");
        page.seeUsers(user.text("email"));
    }

    @Test
    void dropsTheAnswerToAnOlderSearch() {
        String word = word();
        Answer user = user("Ada " + word);
        user("Grace " + word);
        open("#/users?search=" + word);
        page.run("const whole = window.fetch; const held = new Promise(go => window.letGo = go);"
                + " window.fetch = async (at, how) => { const answer = await whole(at, how);"
                + " if (!String(at).includes('search=" + word + "&')) return answer;"
                + " const text = await answer.text(); await held;"
                + " answer.text = async () => { setTimeout(() => window.isLate = true); return text };"
                + " return answer }");
        page.choose("[data-filter=status]", "active");
        page.see("#search").sendKeys(Keys.HOME, "Ada ");
        page.seeUsers(user.text("email"));
        page.run("window.letGo()");
        await().until(() -> Boolean.TRUE.equals(page.run("return window.isLate")));
        page.seeUsers(user.text("email"));
    }
}
