package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** An import that is broken off, stopped or done anew: what was done counts once, and nothing old is told for new. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageImportAgainTest extends PageTest {

    /** The second request of an import, and each one after it, finds no network. */
    private static final String ONE_CHUNK =
            """
            window.whole = window.fetch;
            let chunks = 0;
            window.fetch = (at, how) =>
              String(at).endsWith("/users/import") && chunks++ > 0 ? Promise.reject(new TypeError("cut")) : whole(at, how);
            """;

    /** The second request of an import waits until one lets it go. */
    private static final String HELD =
            """
            const whole = window.fetch;
            let chunks = 0;
            window.fetch = async (at, how) => {
              if (String(at).endsWith("/users/import") && ++chunks === 2) {
                await new Promise((go) => (window.letGo = go));
              }
              return whole(at, how);
            };
            """;

    @TempDir
    Path folder;

    private final String word = word().toLowerCase();

    private Path people(int count) throws IOException {
        List<String> lines = new ArrayList<>(List.of("email,who"));
        IntStream.range(0, count).forEach(at -> lines.add("p" + at + "-" + word + "@example.org,Ada " + at));
        return Files.writeString(folder.resolve("people.csv"), String.join("\n", lines));
    }

    private void choose(Path file) {
        page.press("Import");
        page.see("import-wizard input[type=file]").sendKeys(file.toString());
    }

    private void imports(Path file, int count) {
        choose(file);
        page.press("Check");
        page.press("Import " + count + (count == 1 ? " user" : " users"));
    }

    @Test
    void tellsNothingOfAnEarlierImportOfTheFile() throws IOException {
        Path file = people(2);
        open("");
        imports(file, 2);
        page.seeText("2 imported, 0 refused, of 2");
        page.press("Close");
        admin.delete("/users/p1-" + word + "@example.org").expect(200);
        imports(file, 1);
        page.seeText("1 imported, 1 refused, of 2");
        admin.get("/users/p1-" + word + "@example.org").expect(200);
        page.press("Close");
    }

    @Test
    void takesTheFileAgainWithOtherColumns() throws IOException {
        Path file = people(1);
        open("");
        imports(file, 1);
        page.seeText("1 imported, 0 refused, of 1");
        page.press("Close");
        String ada = "/users/p0-" + word + "@example.org";
        admin.delete(ada).expect(200);
        choose(file);
        page.choose("select[aria-label='Meaning of who']", "name");
        page.press("Check");
        page.press("Import 1 user");
        page.seeText("1 imported, 0 refused, of 1");
        assertEquals("Ada 0", admin.get(ada).expect(200).text("name"));
        page.press("Close");
    }

    @Test
    void saysHowFarItCameAndGoesOnThere() throws IOException {
        open("");
        choose(people(150));
        page.press("Check");
        page.seeText("150 can be imported");
        page.run(ONE_CHUNK);
        page.press("Import 150 users");
        page.seeText("100 imported, 0 refused, of 150");
        page.run("window.fetch = window.whole");
        page.press("Import 50 users");
        page.seeText("150 imported, 0 refused, of 150");
        page.press("Close");
    }

    /** Who stops an import has seen that something is wrong with it. */
    @Test
    void doesNotGoOnByItselfWhereItWasStopped() throws IOException {
        Path file = people(250);
        open("");
        choose(file);
        page.press("Check");
        page.seeText("250 can be imported");
        page.run(HELD);
        page.press("Import 250 users");
        page.seeText("100 imported, 0 refused, of 250");
        page.press("Stop");
        page.run("window.letGo()");
        page.seeText("200 imported, 0 refused, of 250");
        page.press("Cancel");
        choose(file);
        page.seeText("250 rows. What do the columns mean?");
        page.press("Cancel");
        admin.get("/users/p249-" + word + "@example.org").expect(404);
    }

    @Test
    void isNotOfferedToSomebodyElse() {
        openAnew("");
        page.see("a.ua-name");
        page.run(
                "sessionStorage.setItem('users-admin.' + arguments[0] + '.import',"
                        + " JSON.stringify({ who: 'somebody', digest: '', fields: [], key: '0' }))",
                realm.getName());
        page.press("Import");
        page.seeText("Nothing is written before it has been checked.");
        page.press("Cancel");
        page.run("sessionStorage.clear()");
    }

    /** For those who hear the page: the buttons come after the columns. */
    @Test
    void leadsToTheColumns() throws IOException {
        open("");
        choose(people(3));
        await().until(() -> page.focused().equals("3 rows. What do the columns mean?"));
        page.press("Cancel");
    }
}
