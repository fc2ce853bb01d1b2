package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;
import org.openqa.selenium.Keys;

/** The pictures of {@code docs/page.md}, where {@code -Dscreenshots=DIRECTORY} asks for them. */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+", disabledReason = "Skipped: no -Dscreenshots=DIRECTORY")
@KeycloakIntegrationTest(config = ApiServer.class)
class PagePicturesTest extends PageTest {

    private static final List<String> PEOPLE = List.of(
            "Ada Lovelace",
            "Alan Turing",
            "Barbara Liskov",
            "Donald Knuth",
            "Edsger Dijkstra",
            "Frances Allen",
            "Grace Hopper",
            "Katherine Johnson",
            "Margaret Hamilton",
            "Radia Perlman");

    @TempDir
    Path folder;

    @BeforeEach
    void aRealmWithPeople() {
        realm.updateWithCleanup(settings -> settings.displayName("Acme"));
        for (String person : PEOPLE) {
            String[] names = person.split(" ");
            String email = names[0].toLowerCase() + "@acme.example";
            realm.admin()
                    .users()
                    .create(UserBuilder.create(email)
                            .email(email)
                            .name(names[0], names[1])
                            .password(PASSWORD)
                            .enabled(!person.startsWith("E"))
                            .build())
                    .close();
        }
        admin.put("/users/ada@acme.example", Map.of("type", "admin")).expect(200);
        admin.put("/users/grace@acme.example", Map.of("roles", List.of("editor", "reader")))
                .expect(200);
    }

    @Test
    void showEachTask() throws IOException {
        openAnew("#/users?search=acme.example&sort=name");
        await().until(() -> page.texts("a.ua-name").size() == PEOPLE.size());
        BROWSER.picture("page-users");
        page.click("[title='Grace Hopper']");
        assertEquals("Grace Hopper", page.see("#user-name").getAttribute("value"));
        BROWSER.picture("page-user");
        page.click("page-header button[aria-pressed]");
        BROWSER.picture("page-user-dark");
        page.click("page-header button[aria-pressed]");
        page.press("Roles");
        page.see("role-picker input");
        BROWSER.picture("page-roles");
        anonymous.signedIn("grace@acme.example", PASSWORD);
        page.press("Sessions");
        page.seeText("1 session");
        BROWSER.picture("page-sessions");
        bothVersions();
        page.click("tr:has([title='Ada Lovelace']) [aria-haspopup=menu]");
        page.press("Delete…");
        page.see("#typed-address");
        BROWSER.picture("page-delete");
        page.keys(Keys.ESCAPE);
        page.press("New user");
        page.see("#new-email");
        BROWSER.picture("page-new-user");
        page.keys(Keys.ESCAPE);
        many();
        moveIn();
    }

    private void bothVersions() {
        page.press("Details");
        page.fill("#user-name", "Grace Brewster Hopper");
        admin.patch("/users/grace@acme.example", Map.of("name", "Grace B. Hopper"))
                .expect(200);
        page.press("Save");
        page.seeText("Changed meanwhile");
        BROWSER.picture("page-both-versions");
        page.press("Take all of theirs");
        await().until(() -> page.see("#user-name").getAttribute("value").equals("Grace B. Hopper"));
    }

    private void many() {
        page.click("thead input[type=checkbox]");
        page.click("[data-many=deactivate]");
        page.click("dialog button[type=submit]");
        page.seeText("10 done, 0 refused, 0 left");
        BROWSER.picture("page-many");
        page.press("Undo");
        page.seeText("9 done, 0 refused, 0 left");
        page.press("Close");
        page.press("Clear selection");
    }

    private void moveIn() throws IOException {
        Path file = Files.writeString(
                folder.resolve("people.csv"),
                "E-mail,Full name,Role\nhedy@acme.example,Hedy Lamarr,editor\nmary,Mary Somerville,reader\n"
                        + "emmy@acme.example,Emmy Noether,reader\n");
        page.press("Import");
        page.see("import-wizard input[type=file]").sendKeys(file.toString());
        page.seeText("What do the columns mean?");
        page.press("Check");
        page.seeText("2 can be imported, 1 are refused, of 3");
        BROWSER.picture("page-import");
        page.keys(Keys.ESCAPE);
    }
}
