package io.usersapi.keycloak.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class LanguageTest extends ApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "el", "ja", "ar"})
    void speaksTheLanguageThatTheClientAcceptsAndTheRealmSupports(String language) throws IOException {
        Answer refused = inLanguage(language);
        assertEquals(sentence("_" + language), refused.text("message"));
    }

    @ParameterizedTest
    @CsvSource({
        "'de-AT', _de",
        "'nl, de;q=0.8, fr;q=0.5', _de",
        "'nl', ''",
        "'en', ''",
        "'*', ''",
        "'not a language;;;', ''",
    })
    void picksTheBestLanguageThatItKnows(String accepted, String bundle) throws IOException {
        assertEquals(sentence(bundle), inLanguage(accepted).text("message"));
    }

    /** Keycloak keeps in it what a person chose on a page of Keycloak's, and the browser sends it with every request. */
    @Test
    void speaksTheLanguageThatIsAskedForWhateverACookieSays() throws IOException {
        Api french = anonymous.with("Cookie", "KEYCLOAK_LOCALE=fr");
        assertEquals(
                sentence("_de"),
                french.with("Accept-Language", "de").get("/nothing").text("message"));
        assertEquals(sentence(""), french.get("/nothing").text("message"));
        realm.updateWithCleanup(changed -> changed.passwordPolicy("length(10) and digits(1)"));
        Answer refused = admin.with("Cookie", "KEYCLOAK_LOCALE=fr")
                .with("Accept-Language", "de")
                .post("/users", newUser());
        assertTrue(refused.text("message").contains("mindestens 1"), refused.text("message"));
    }

    @Test
    void speaksEnglishWhereTheRealmSupportsNoOther() throws IOException {
        realm.updateWithCleanup(changed -> changed.internationalizationEnabled(false));
        assertEquals(sentence(""), inLanguage("de").text("message"));
    }

    @Test
    void speaksEnglishWhereTheRealmSupportsOtherLanguagesOnly() throws IOException {
        realm.updateWithCleanup(
                changed -> changed.update(settings -> settings.setSupportedLocales(Set.of("en", "fr"))));
        assertEquals(sentence(""), inLanguage("de").text("message"));
        assertEquals(sentence("_fr"), inLanguage("fr").text("message"));
    }

    @Test
    void speaksItForFieldsToo() {
        Answer refused = anonymous.with("Accept-Language", "de").send("POST", "/auth/token", "{\"email\": \"x\"}");
        Answer english = anonymous.send("POST", "/auth/token", "{\"email\": \"x\"}");
        assertEquals(english.codes("email"), refused.codes("email"));
        String german = refused.body().at("/errors/email/0/message").asText();
        assertTrue(!german.equals(english.body().at("/errors/email/0/message").asText()), german);
    }

    @Test
    void speaksItForKeycloaksOwnRulesToo() {
        realm.updateWithCleanup(changed -> changed.passwordPolicy("length(10) and digits(1)"));
        Answer refused = admin.with("Accept-Language", "de").post("/users", newUser());
        refused.expectInvalid("password", "password_policy");
        assertTrue(refused.text("message").contains("mindestens 1"), refused.text("message"));
    }

    private Answer inLanguage(String accepted) {
        return anonymous.with("Accept-Language", accepted).get("/nothing").expectProblem(404, "not_found");
    }

    private static String sentence(String bundle) throws IOException {
        Properties sentences = new Properties();
        try (Reader reader = Files.newBufferedReader(
                Path.of("src/main/resources/io/usersapi/keycloak/http/problem/messages" + bundle + ".properties"))) {
            sentences.load(reader);
        }
        return sentences.getProperty("not_found").replace("''", "'");
    }
}
