package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.LoggingServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The table goes on, by cursor, behind the users that the setting {@code total-limit} lets be counted. */
@Tag("thorough")
@KeycloakIntegrationTest(config = LoggingServer.class)
class PageBehindTheLimitTest extends PageTest {

    private static final int USERS = 34;

    @Test
    void goesOnToTheLastUserAndComesBack() {
        String word = word().toLowerCase();
        List<String> emails = imported(word);
        open("#/users?search=" + word + "&per_page=8");
        page.seeText("1–8 of 20 or more");
        List<String> seen = new ArrayList<>(page.emails());
        for (String place : List.of("9–16", "17–24", "25–32", "33–34")) {
            page.click("page-links a[aria-label='Next page']");
            page.seeText(place + " of 20 or more");
            page.seeNo(".ua-dimmed");
            assertTrue(page.url().contains("cursor="), page.url());
            seen.addAll(page.emails());
        }
        assertEquals(USERS, seen.size());
        assertEquals(new HashSet<>(emails), new HashSet<>(seen));
        page.seeNo("page-links a[aria-label='Next page']");
        BROWSER.driver().navigate().refresh();
        page.seeText("33–34 of 20 or more");
        await().until(() -> page.emails().equals(seen.subList(32, 34)));
        page.click("page-links a[aria-label='Previous page']");
        page.seeText("25–32 of 20 or more");
        await().until(() -> page.emails().equals(seen.subList(24, 32)));
    }

    @Test
    void waitsForThreeLettersWhereThereAreVeryMany() {
        String word = word().toLowerCase();
        imported(word);
        open("#/users?per_page=8");
        page.seeText("1–8 of 20 or more");
        List<String> before = page.emails();
        page.see("#search").sendKeys(word.substring(0, 2));
        page.seeText("Type 3 letters or more: there are very many users.");
        assertEquals(before, page.emails());
        page.see("#search").sendKeys(word.substring(2) + "-33");
        page.seeUsers(word + "-33@example.org");
    }

    /** A link that was kept until the realm has another key is good all the same. */
    @Test
    void takesTheNumberWhereTheCursorIsOfNoUse() {
        String word = word().toLowerCase();
        admin.with("Content-Type", "text/csv")
                .exchange("POST", "/users/import", "email\n" + word + "-1@example.org\n" + word + "-2@example.org")
                .expect(200);
        open("#/users?search=" + word + "&per_page=1&page=2&cursor=b2xk");
        page.seeText("2–2 of 2");
        assertEquals(1, page.emails().size());
    }

    /** The addresses of so many new users that not all are counted. */
    private List<String> imported(String word) {
        List<String> emails = IntStream.range(0, USERS)
                .mapToObj(at -> word + "-" + at + "@example.org")
                .toList();
        admin.with("Content-Type", "text/csv")
                .exchange("POST", "/users/import", "email\n" + String.join("\n", emails))
                .expect(200);
        return emails;
    }
}
