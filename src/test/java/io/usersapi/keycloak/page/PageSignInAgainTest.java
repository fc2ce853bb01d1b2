package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The small window to sign in again, as people use it: pressed twice, closed, pressed at once. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageSignInAgainTest extends PageTest {

    /** What is computed before a sign-in waits until one lets it go. */
    private static final String SLOW =
            """
            const digest = crypto.subtle.digest.bind(crypto.subtle);
            window.held = [];
            crypto.subtle.digest = async (...all) => {
              await new Promise((go) => window.held.push(go));
              return digest(...all);
            };
            """;

    private String window;

    private Answer whoseSessionHasEnded() {
        Answer manager = user("Manager", "type", "admin");
        openAs(manager, "");
        page.see("a.ua-name");
        window = BROWSER.driver().getWindowHandle();
        return manager;
    }

    private void endSession(Answer manager) {
        inKeycloak(manager).logout();
        page.click("user-table thead button");
        page.seeText("You have been signed out");
    }

    private String small() {
        await().until(() -> windows().size() == 2);
        return windows().stream()
                .filter(handle -> !handle.equals(window))
                .findFirst()
                .orElseThrow();
    }

    /** The realm's sign-in page is in the small window. Two requests for it at one instant get two cookies of one name. */
    private void shown() {
        BROWSER.driver().switchTo().window(small());
        page.see("#password");
    }

    private static Set<String> windows() {
        return BROWSER.driver().getWindowHandles();
    }

    private void signInAndGoOn(Answer manager) {
        BROWSER.driver().switchTo().window(small());
        page.signIn(manager.text("email"), PASSWORD);
        await().until(() -> windows().size() == 1);
        BROWSER.driver().switchTo().window(window);
        page.seeNo("sign-in-again");
        assertEquals(0, page.texts("problem-alert").size());
    }

    @AfterEach
    void closeSmallWindows() {
        windows().stream()
                .filter(handle -> !handle.equals(window))
                .forEach(handle -> BROWSER.driver().switchTo().window(handle).close());
        BROWSER.driver().switchTo().window(window);
    }

    /** A code that is shown twice ends the session that it began. */
    @Test
    void isOneWindowHoweverOftenItIsAskedFor() {
        Answer manager = whoseSessionHasEnded();
        endSession(manager);
        page.press("Sign in");
        shown();
        BROWSER.driver().switchTo().window(window);
        page.press("Sign in");
        page.press("Sign in");
        signInAndGoOn(manager);
        page.click("user-table thead button");
        page.see("user-table[class=''] [aria-sort=descending]");
        page.seeNo("sign-in-again, .ua-trouble");
    }

    @Test
    void opensAnewWhereItWasClosed() {
        Answer manager = whoseSessionHasEnded();
        endSession(manager);
        page.press("Sign in");
        shown();
        BROWSER.driver().close();
        BROWSER.driver().switchTo().window(window);
        page.press("Sign in");
        signInAndGoOn(manager);
        page.run("window.called = []; const whole = window.fetch;"
                + " window.fetch = (at, how) => { window.called.push(String(at)); return whole(at, how) }");
        page.click("user-table thead button");
        page.see("user-table[class=''] [aria-sort=descending]");
        assertEquals(1L, page.run("return window.called.filter((at) => at.includes('sort=-name')).length"));
        page.seeNo("sign-in-again, .ua-trouble");
    }

    @Test
    void opensThoughItIsPressedAtOnce() {
        Answer manager = whoseSessionHasEnded();
        page.run(SLOW);
        endSession(manager);
        page.press("Sign in");
        page.run("window.held.forEach((go) => go())");
        small();
        BROWSER.driver().switchTo().window(window);
        page.see("sign-in-again dialog[open]");
    }
}
