package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Chromium;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A test that uses the page of the realm, in Chromium, as its default admin where it does not say otherwise. */
abstract class PageTest extends ApiTest {

    @RegisterExtension
    static final Chromium BROWSER = Chromium.shared();

    /** Whether somebody else than the default admin may be signed in. */
    private static boolean others;

    protected UsersAdmin page;

    @BeforeEach
    void makePage() {
        page = new UsersAdmin(BROWSER, urls.getBase() + "/realms/" + realm.getName() + "/users-admin/");
    }

    /** Goes to a place, within the page where it is open. */
    protected UsersAdmin open(String place) {
        return !others && page.go(place) ? page : openAnew(place);
    }

    /** Loads the page at a place. */
    protected UsersAdmin openAnew(String place) {
        if (others) {
            page.forget();
            others = false;
        }
        return page.open(place, ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    /** Opens the page as another person. */
    protected UsersAdmin openAs(Answer user, String place) {
        page.forget();
        others = true;
        return page.open(place, user.text("email"), PASSWORD);
    }

    /** The page of a person whose session has ended elsewhere, as it asks for another sign-in. */
    protected void openWhereTheSessionHasEnded() {
        Answer manager = user("Manager", "type", "admin");
        openAs(manager, "");
        page.see("a.ua-name");
        inKeycloak(manager).logout();
        page.click("user-table thead button");
        page.seeText("You have been signed out");
    }

    /** Signs somebody in again in the small window that the page opens for that, and comes back to the page. */
    protected void signInAgain(Answer user) {
        String window = BROWSER.driver().getWindowHandle();
        page.press("Sign in");
        await().until(() -> BROWSER.driver().getWindowHandles().size() == 2);
        String small = BROWSER.driver().getWindowHandles().stream()
                .filter(handle -> !handle.equals(window))
                .findFirst()
                .orElseThrow();
        BROWSER.driver().switchTo().window(small);
        page.signIn(user.text("email"), PASSWORD);
        await().until(() -> BROWSER.driver().getWindowHandles().size() == 1);
        BROWSER.driver().switchTo().window(window);
    }

    /** Opens the dialog for a new user and fills in a password and an address, which is answered. */
    protected String fillNewUser() {
        String email = newEmail();
        page.press("New user");
        page.fill("#new-email", email);
        page.fill("#new-password", PASSWORD);
        return email;
    }

    /** A user with a name and fields in pairs; the name's first word is made up, so that a search finds nobody else. */
    protected Answer user(String name, Object... fields) {
        Map<String, Object> user = new HashMap<>(newUser("name", name));
        for (int at = 0; at < fields.length; at += 2) {
            user.put((String) fields[at], fields[at + 1]);
        }
        return created(user);
    }

    /** A word that no other user's name has. */
    protected static String word() {
        return "W" + UUID.randomUUID().toString().substring(0, 8);
    }
}
