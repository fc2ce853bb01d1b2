package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Chromium;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page as somebody uses it who manages users. */
final class UsersAdmin {

    /** Goes to a place of the page that is open and as it was when it was loaded; messages of before are closed. */
    private static final String GO =
            """
            const [page, place, done] = arguments;
            const changed = "dialog[open], bulk-bar, .ua-trouble, .pf-v5-theme-dark";
            const ready = location.href.split("#")[0] === page && document.querySelector("users-page")
              && !document.querySelector(changed) && document.documentElement.lang === "en"
              && String(window.fetch).includes("[native code]") && location.hash !== place;
            if (!ready) return done(false);
            document.querySelectorAll("toast-list button[aria-label=Close]").forEach(button => button.click());
            addEventListener("hashchange", () => requestAnimationFrame(() => done(true)), { once: true });
            location.hash = place;
            """;

    /** Goes to a place of the page that is open, as it is, and comes back when the page has drawn it. */
    private static final String OPEN =
            """
            const [place, done] = arguments;
            if (location.hash === place) return done();
            addEventListener("hashchange", () => requestAnimationFrame(() => done()), { once: true });
            location.hash = place;
            """;

    private final Chromium browser;
    private final String address;

    /** The page at an address such as {@code http://localhost:8080/realms/acme/users-admin/}. */
    UsersAdmin(Chromium browser, String address) {
        this.browser = browser;
        this.address = address;
    }

    /** Whether the page was open and is at the place now, with the answer to it. */
    boolean go(String place) {
        if (!Boolean.TRUE.equals(browser.driver().executeAsyncScript(GO, address, place))) {
            return false;
        }
        seeNo(".ua-dimmed, [aria-busy=true]");
        return true;
    }

    /** Opens a place such as {@code #/users?search=ada} anew, and signs in where the browser is not signed in. */
    UsersAdmin open(String place, String email, String password) {
        browser.open("about:blank");
        browser.open(address + place);
        browser.see(By.cssSelector("#username, users-page, users-app empty-state"));
        if (!browser.driver().findElements(By.id("username")).isEmpty()) {
            signIn(email, password);
            browser.see(By.cssSelector("users-page, users-app empty-state"));
        }
        return this;
    }

    /** By one script: the form is Keycloak's, and many tests come by it. */
    void signIn(String email, String password) {
        WebElement field = see("#password");
        run(
                "const [field, email, password] = arguments; field.form.elements.username.value = email;"
                        + " field.value = password; field.form.requestSubmit()",
                field,
                email,
                password);
    }

    /** Forgets the choices and the session of whoever was here. */
    void forget() {
        browser.open(address + "assets/0/icon.svg");
        browser.driver().manage().deleteAllCookies();
        run("localStorage.clear(); sessionStorage.clear()");
    }

    WebElement see(String css) {
        return browser.see(By.cssSelector(css));
    }

    void click(String css) {
        browser.click(By.cssSelector(css));
    }

    /** A button, link or entry of a menu by its words. */
    void press(String words) {
        browser.click(button(words));
    }

    WebElement seeButton(String words) {
        return browser.see(button(words));
    }

    private static By button(String words) {
        return By.xpath("//*[self::button or self::a][normalize-space()='" + words + "']");
    }

    /** Replaces what stands in a field. */
    void fill(String css, String text) {
        see(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, text);
    }

    void choose(String css, String value) {
        see(css + " option[value='" + value + "']").click();
    }

    /** Opens the user in the panel, by the address. */
    void openUser(String id, String tab) {
        browser.driver().executeAsyncScript(OPEN, "#/users/" + id + (tab.isEmpty() ? "" : "/" + tab));
        see("panel-acts button");
    }

    /** Waits until the list shows these users and no others. */
    void seeUsers(String... emails) {
        await().untilAsserted(() -> assertEquals(
                List.of(emails).stream().sorted().toList(),
                emails().stream().sorted().toList()));
    }

    /** The addresses in the list, in its order. */
    List<String> emails() {
        return texts("user-table[class=''] tbody td[data-label='E-mail']");
    }

    /** The texts of all elements that match, at one and the same instant. */
    @SuppressWarnings("unchecked")
    List<String> texts(String css) {
        return (List<String>)
                run("return [...document.querySelectorAll(arguments[0])].map(one => one.innerText.trim())", css);
    }

    void seeText(String text) {
        browser.seeText(text);
    }

    /** Waits until an element is gone. */
    void seeNo(String css) {
        await().until(() -> browser.driver().findElements(By.cssSelector(css)).isEmpty());
    }

    /** Keys that go to whatever has the focus. */
    void keys(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    String focused() {
        return (String) run("return document.activeElement.id || document.activeElement.textContent.trim()");
    }

    Object run(String script, Object... arguments) {
        return browser.driver().executeScript(script, arguments);
    }

    /** Cuts the browser off the network, or joins it again. */
    void setOffline(boolean offline) {
        browser.driver().executeCdpCommand("Network.enable", Map.of());
        browser.driver()
                .executeCdpCommand(
                        "Network.emulateNetworkConditions",
                        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Has requests to these addresses fail, such as those that match {@code *&#47;users/me}, and no others. */
    void block(String... addresses) {
        browser.driver().executeCdpCommand("Network.enable", Map.of());
        browser.driver().executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
    }

    /** The bytes that the page's scripts hold once everything that nobody needs is thrown away. */
    long heap() {
        browser.driver().executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return ((Number) browser.driver()
                        .executeCdpCommand("Runtime.getHeapUsage", Map.of())
                        .get("usedSize"))
                .longValue();
    }

    String url() {
        return browser.driver().getCurrentUrl();
    }
}
