package io.usersapi.keycloak.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.openqa.selenium.WebElement;

/** Users come out of a file, and go into one. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageMoveInTest extends PageTest {

    @TempDir
    Path folder;

    @BeforeEach
    void keepFiles() {
        BROWSER.driver()
                .executeCdpCommand(
                        "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    @Test
    void checksAFileTellsWhatIsWrongAndImportsTheRest() throws IOException {
        String word = word().toLowerCase();
        Path file = file(
                "E-Mail,Full name,Role,Remark",
                "a-" + word + "@example.org,\"Ada, " + word + "\",editor,x",
                "b-" + word + ",Bob " + word + ",,y",
                "c-" + word + "@example.org,Cleo " + word + ",\"editor;reader\",");
        open("#/users?search=" + word);
        choose(file);
        page.seeText("3 rows. What do the columns mean?");
        page.press("Check");
        page.seeText("2 can be imported, 1 are refused, of 3");
        assertEquals(List.of("3"), page.texts("import-results tbody td:first-child"));
        admin.get("/users/a-" + word + "@example.org").expect(404);
        page.press("Refused rows as a file");
        Path refused = folder.resolve("refused.csv");
        await().until(() -> Files.exists(refused) && Files.size(refused) > 0);
        List<String> lines = Files.readAllLines(refused);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).startsWith("\uFEFFReason,") && lines.get(1).contains("b-" + word), lines::toString);
        page.press("Import 2 users");
        page.seeText("2 imported, 1 refused, of 3");
        Answer ada = admin.get("/users/a-" + word + "@example.org").expect(200);
        assertEquals("Ada, " + word, ada.text("name"));
        assertEquals("editor", ada.body().at("/roles/0/name").asText());
        page.press("Close");
        page.seeUsers("a-" + word + "@example.org", "c-" + word + "@example.org");
    }

    /** The browser's tab remembers how far it came; the same file again goes on there. */
    @Test
    void goesOnAfterAReload() throws IOException {
        String word = word().toLowerCase();
        StringBuilder rows = new StringBuilder();
        for (int at = 0; at < 150; at++) {
            rows.append("\nu").append(at).append('-').append(word).append("@example.org");
        }
        Path file = file("email" + rows);
        open("");
        choose(file);
        page.press("Check");
        page.seeText("150 can be imported");
        page.run(
                "const whole = window.fetch; let chunks = 0; window.fetch = (at, how) =>"
                        + " String(at).endsWith('/users/import') && chunks++ > 0 ? Promise.reject(new TypeError()) : whole(at, how)");
        page.press("Import 150 users");
        page.seeText("The server cannot be reached.");
        BROWSER.driver().navigate().refresh();
        page.see("a.ua-name");
        page.press("Import");
        page.seeText("An import was interrupted.");
        page.see("import-wizard input[type=file]").sendKeys(file.toString());
        page.seeText("150 imported, 0 refused, of 150");
        assertEquals(
                150,
                admin.get("/users?per_page=1&search=" + word)
                        .body()
                        .at("/meta/total")
                        .asInt());
    }

    /** Who was refused before the reload is not counted as imported, and stands in the file of those. */
    @Test
    void knowsAfterAReloadWhoWasRefused() throws IOException {
        String word = word().toLowerCase();
        List<String> lines = new ArrayList<>(List.of("email", "nobody"));
        IntStream.range(1, 150).forEach(at -> lines.add("v" + at + "-" + word + "@example.org"));
        Path file = file(lines.toArray(String[]::new));
        open("");
        choose(file);
        page.press("Check");
        page.seeText("149 can be imported, 1 are refused, of 150");
        page.run(
                "const whole = window.fetch; let chunks = 0; window.fetch = (at, how) =>"
                        + " String(at).endsWith('/users/import') && chunks++ > 0 ? Promise.reject(new TypeError()) : whole(at, how)");
        page.press("Import 149 users");
        page.seeText("The server cannot be reached.");
        BROWSER.driver().navigate().refresh();
        page.see("a.ua-name");
        choose(file);
        page.seeText("149 imported, 1 refused, of 150");
        assertEquals(List.of("2"), page.texts("import-results tbody td:first-child"));
    }

    /** A workbook, or a text in the letters of another time. It is saved as text, and chosen again. */
    @Test
    void saysWhereAFileIsNoText() throws IOException {
        Path file =
                Files.write(folder.resolve("people.csv"), "email,name\na@example.org,M\u00fcller".getBytes(ISO_8859_1));
        open("");
        choose(file);
        page.seeText("This file is not text in UTF-8.");
        Files.writeString(file, "email,name\na@example.org,M\u00fcller");
        // A click opens the browser's own dialog, which nobody is here to close.
        WebElement input = page.see("import-wizard input[type=file]");
        page.run("onclick = (event) => event.preventDefault(); arguments[0].click(); onclick = null", input);
        input.sendKeys(file.toString());
        page.seeText("1 row. What do its columns mean?");
        page.press("Cancel");
    }

    @Test
    void knowsTheHeadsOfItsOwnExport() throws IOException {
        Path file = file("email,attributes.cost-center,attributes.a.b,Attributes");
        open("");
        choose(file);
        page.see("import-columns select");
        assertEquals(
                List.of("email", "attributes.cost-center", "attributes.a.b", ""),
                page.run("return [...document.querySelectorAll('import-columns select')].map(one => one.value)"));
        page.press("Cancel");
    }

    @Test
    void writesAFileOfWhatIsFiltered() throws IOException {
        String word = word();
        Answer user = user("Ada " + word);
        user("Grace " + word, "status", "inactive");
        open("#/users?search=" + word + "&status=active");
        page.seeUsers(user.text("email"));
        page.press("Export");
        Path written = folder.resolve("users.csv");
        await().until(() -> Files.exists(written) && Files.size(written) > 0);
        String text = Files.readString(written);
        assertTrue(text.contains(user.text("email")), text);
        assertTrue(!text.contains("Grace"), text);
    }

    private void choose(Path file) {
        page.press("Import");
        page.see("import-wizard input[type=file]").sendKeys(file.toString());
    }

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("people.csv"), String.join("\n", lines));
    }
}
