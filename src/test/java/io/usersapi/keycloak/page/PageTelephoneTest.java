package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** On a telephone one can do the same, and nothing lies over what one wants to press. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageTelephoneTest extends PageTest {

    private final String word = word();

    @BeforeEach
    void smallScreen() {
        BROWSER.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 360, "height", 480, "deviceScaleFactor", 1, "mobile", false));
    }

    @AfterEach
    void largeScreen() {
        BROWSER.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    @Test
    void sortsAndSelectsAll() {
        Answer ada = user("Ada " + word);
        Answer grace = user("Grace " + word);
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
    void leadsBackToTheUserWhereOneGoesBack() {
        user("Ada " + word);
        open("#/users?search=" + word);
        page.click("a.ua-name");
        await().until(() -> page.focused().equals("panel-heading"));
        BROWSER.driver().navigate().back();
        await().until(() -> page.focused().equals("Ada " + word));
    }
}
