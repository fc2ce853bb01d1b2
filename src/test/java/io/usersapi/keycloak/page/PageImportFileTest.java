package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What a file has that people keep in spreadsheets: heads in their language, blank lines, the same address twice. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageImportFileTest extends PageTest {

    @TempDir
    Path folder;

    private final String word = word().toLowerCase();

    private void choose(String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("people.csv"), String.join("\n", lines));
        page.click("#import");
        page.see("import-wizard input[type=file]").sendKeys(file.toString());
        page.see("import-columns select");
    }

    private void declare(String attribute) {
        UPConfig original = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        UPConfig profile = original.clone();
        profile.addOrReplaceAttribute(
                new UPAttribute(attribute, new UPAttributePermissions(Set.of("admin"), Set.of("admin"))));
        realm.admin().users().userProfile().update(profile);
    }

    private Object meanings() {
        return page.run("return [...document.querySelectorAll('import-columns select')].map(one => one.value)");
    }

    /** A head may have a comma where semicolons part the cells. */
    @Test
    void isReadInTheLanguageOfThePage() throws IOException {
        open("");
        page.choose("page-header select", "de");
        page.see("html[lang=de]");
        choose("E-Mail;\"Name, voll\";Rollen;Passwort;Invite;Name", "a-" + word + "@example.org;x;editor;;;");
        assertEquals(List.of("email", "", "roles", "password", "invite", "name"), meanings());
        page.click("dialog .pf-m-link");
        page.choose("page-header select", "en");
    }

    @Test
    void isCheckedForAddressesThatStandInItTwice() throws IOException {
        String[] lines = IntStream.range(0, 151)
                .mapToObj(at -> at == 0 ? "email" : "t" + at % 150 + "-" + word + "@example.org")
                .toArray(String[]::new);
        lines[150] = lines[1];
        open("");
        choose(lines);
        page.press("Check");
        page.seeText("149 can be imported, 1 are refused, of 150");
        assertEquals(List.of("151"), page.texts("import-results tbody td:first-child"));
        page.press("Cancel");
    }

    /** Tens of thousands of refused rows would take minutes where each of them copied those before. */
    @Test
    void isCheckedWithoutCopiesOfWhatWasRefusedBefore() throws IOException {
        open("");
        choose(IntStream.range(0, 40)
                .mapToObj(at -> at == 0 ? "email" : "nobody")
                .toArray(String[]::new));
        page.run("window.copied = 0; window.Map = class extends Map {"
                + " constructor(from) { super(from); window.copied += from?.size ?? 0 } }");
        page.press("Check");
        page.seeText("0 can be imported, 39 are refused, of 39");
        assertEquals(0L, page.run("window.Map = Object.getPrototypeOf(window.Map); return window.copied"));
        page.press("Cancel");
    }

    @Test
    void hasTheRowsOfTheSpreadsheet() throws IOException {
        open("");
        choose("email,name", ",", "a-" + word + "@example.org,Ada", "", "nobody,Bob");
        page.press("Check");
        page.seeText("1 can be imported, 1 are refused, of 2");
        assertEquals(List.of("5"), page.texts("import-results tbody td:first-child"));
        page.press("Cancel");
    }

    /** In a file a line ends with LF, CR LF or CR alone, and so it does within a cell. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void hasTheReasonsBesideTheirRowsHoweverItsLinesEnd(String end) throws IOException {
        declare("bio");
        openAnew("");
        String ada = "a-" + word + "@example.org,\"one" + end + "two\"";
        choose(String.join(end, "email,attributes.bio", ada, "nobody,", "b-" + word + "@example.org,"));
        page.press("Check");
        page.seeText("2 can be imported, 1 are refused, of 3");
        assertEquals(List.of("3"), page.texts("import-results tbody td:first-child"));
        page.press("Cancel");
    }

    /** Semicolons part the cells where the head has them, whatever stands below it. */
    @Test
    void isReadWhereItsLinesEndWithCrAlone() throws IOException {
        open("");
        choose("email;name\ra-" + word + "@example.org;Lovelace, Ada\r");
        assertEquals(List.of("email", "name"), meanings());
        page.press("Check");
        page.seeText("1 can be imported, 0 are refused, of 1");
        page.press("Cancel");
    }

    /** A separator too many moves the cells behind it. Where there is nothing beyond the header, nothing has moved. */
    @Test
    void isRefusedInTheRowsThatHaveMoreCellsThanTheHeader() throws IOException {
        open("");
        choose(
                "email,name",
                "a-" + word + "@example.org,Lovelace, Ada",
                "b-" + word + "@example.org,Bob,,",
                "c-" + word + "@example.org");
        page.press("Check");
        page.seeText("2 can be imported, 1 are refused, of 3");
        assertEquals(List.of("2"), page.texts("import-results tbody td:first-child"));
        page.seeText("has 3 columns, and the header row has 2");
        page.press("Cancel");
    }

    /** An import takes the apostrophe before a formula away, but not from a password or a hash. */
    @Test
    void comesBackWithThePasswordsThatItHad() throws IOException {
        String refused = refusedOf("email,name,password,password_hash", "nobody,=1+1,=a password,=a hash");
        assertTrue(refused.endsWith(",nobody,'=1+1,=a password,=a hash"), refused);
    }

    /** The reason stands before the cells, however many these are: it is no cell of a column of the head. */
    @ParameterizedTest
    @ValueSource(strings = {"nobody", "nobody,Bob,,"})
    void comesBackWithTheReasonBesideItsCells(String row) throws IOException {
        String refused = refusedOf("email,name", row);
        assertTrue(refused.startsWith("\uFEFFReason,email,name\r\n") && refused.endsWith("," + row), refused);
    }

    /** Behind a semicolon and at the beginning of a line a spreadsheet may run a formula; an apostrophe stands nowhere else. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                // The name in the file, and in that of the refused rows: ! is a CR, and ^ an LF
                "x;!^y,x;!^y",
                "x;!=1,x;!'=1",
                "x!-1;+2,x!'-1;'+2",
                "!^@x,'!^'@x",
                "^x,'^x",
                "\uFF1D1;\uFF0B2,'\uFF1D1;'\uFF0B2",
                "'=1,'=1",
            })
    void comesBackWithNamesOfWhichAnImportMakesTheSame(String name, String guarded) throws IOException {
        String refused = refusedOf("email,name", "nobody,\"" + lines(name) + '"');
        assertTrue(refused.replace("\"", "").endsWith(",nobody," + lines(guarded)), refused);
    }

    private static String lines(String text) {
        return text.replace('!', '\r').replace('^', '\n');
    }

    /** What is saved of the rows that a check refuses. */
    private String refusedOf(String... lines) throws IOException {
        BROWSER.driver()
                .executeCdpCommand(
                        "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
        open("");
        choose(lines);
        page.press("Check");
        page.press("Refused rows as a file");
        Path refused = folder.resolve("refused.csv");
        await().until(() -> Files.exists(refused) && Files.size(refused) > 0);
        page.press("Cancel");
        return Files.readString(refused);
    }

    @Test
    void hasPasswordsAndAttributesWithTheirBlanks() throws IOException {
        declare("bio");
        String email = "a-" + word + "@example.org";
        openAnew("");
        choose("email,password,attributes.bio", " " + email + " , " + PASSWORD + ",  indented");
        page.press("Check");
        page.press("Import 1 user");
        page.seeText("1 imported, 0 refused, of 1");
        page.press("Close");
        anonymous.signIn(email, " " + PASSWORD);
        Answer ada = admin.get("/users/" + email).expect(200);
        assertEquals("  indented", ada.body().at("/attributes/bio/0").asText());
    }
}
