package io.usersapi.keycloak.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The page as a browser gets it: shell, files, words, and the headers that keep it safe. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageServedTest extends ApiTest {

    private static final String SHELL = "/realms/acme/users-admin/";

    @ParameterizedTest
    @ValueSource(strings = {SHELL, "/users-admin/"})
    void servesTheShellBelowTheRealmAndBelowTheRoot(String path) {
        Answer shell = get(path).expect(200);
        assertEquals("text/html;charset=UTF-8", shell.header("Content-Type"));
        assertTrue(shell.text().contains("<users-app>"));
        String api = path.replace("users-admin/", "api");
        assertTrue(shell.text().contains("&quot;api&quot;:&quot;" + urls.getBase() + api + "&quot;"), shell.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/realms/acme/users-admin", "/users-admin"})
    void addsTheSlashThatTheShellsLinksNeed(String path) {
        assertTrue(get(path).expect(302).header("Location").endsWith("/users-admin/"));
    }

    @Test
    void letsTheShellLoadWhatTheServerItselfServesAndNothingInline() {
        String policy = get(SHELL).header("Content-Security-Policy");
        assertFalse(policy.contains("unsafe"), policy);
        List<String> rules = Stream.of(policy.split(";")).map(String::trim).toList();
        assertTrue(
                rules.containsAll(List.of(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "connect-src 'self'",
                        "form-action 'self'",
                        "base-uri 'none'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for 'script'",
                        "trusted-types lit-html")),
                policy);
    }

    @Test
    void keepsItsOwnPolicyWhereTheRealmHasAnother() {
        realm.updateWithCleanup(realm -> {
            realm.browserSecurityHeader("contentSecurityPolicy", "script-src 'unsafe-inline'");
            realm.browserSecurityHeader("strictTransportSecurity", "max-age=60");
            return realm;
        });
        Answer shell = get(SHELL);
        assertEquals(List.of(PageHeaders.POLICY), shell.headers().allValues("Content-Security-Policy"));
        assertEquals("max-age=60", shell.header("Strict-Transport-Security"));
    }

    @Test
    void setsTheOtherHeadersOnEachAnswer() {
        for (String path :
                List.of(SHELL, SHELL + asset("app.js"), SHELL + "texts/en.json", "/realms/acme/users-admin")) {
            Answer answer = get(path);
            assertEquals("nosniff", answer.header("X-Content-Type-Options"), path);
            assertEquals("DENY", answer.header("X-Frame-Options"), path);
            assertEquals("no-referrer", answer.header("Referrer-Policy"), path);
            assertEquals("same-origin", answer.header("Cross-Origin-Resource-Policy"), path);
        }
    }

    @Test
    void letsBrowsersKeepTheFilesForEver() {
        Answer file = get(SHELL + asset("app.js")).expect(200);
        assertEquals("public, max-age=31536000, immutable", file.header("Cache-Control"));
        assertEquals("text/javascript;charset=UTF-8", file.header("Content-Type"));
        Api again = anonymousAtRoot().with("If-None-Match", file.header("ETag"));
        Answer same = again.exchange("GET", SHELL + asset("app.js"), null).expect(304);
        assertEquals("Accept-Encoding", file.header("Vary"));
        assertEquals("Accept-Encoding", same.header("Vary"));
    }

    @Test
    void doesNotLetBrowsersKeepAFileUnderAnotherVersion() {
        Answer file = get(SHELL + "assets/0123456789ab/app.js").expect(200);
        assertEquals("no-cache", file.header("Cache-Control"));
    }

    @Test
    void sendsFilesAndWordsCompressedToWhomAcceptsThat() throws IOException, InterruptedException {
        for (String path : List.of(SHELL + asset("app.js"), SHELL + "texts/el.json")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(urls.getBase() + path))
                    .header("Accept-Encoding", "gzip")
                    .build();
            HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
            assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElse(""), path);
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
            assertArrayEquals(get(path).text().getBytes(StandardCharsets.UTF_8), plain, path);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip;q=0.5 | gzip",
                "br, GZIP | gzip",
                "deflate;q=0, gzip ; q=1.0, br | gzip",
                "gzip;q=0 | ''",
                "identity, gzip; q=0.000 | ''",
                "gzip;q=0, br | ''",
                "not-gzip | ''"
            })
    void compressesForNobodyWhoDoesNotAcceptIt(String accepted, String coding) {
        Answer answer = anonymousAtRoot()
                .with("Accept-Encoding", accepted)
                .exchange("GET", SHELL + asset("app.js"), null)
                .expect(200);
        assertEquals(coding, answer.header("Content-Encoding"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell.html", "app.JS", "messages/messages_en.properties"})
    void servesNoOtherFiles(String name) {
        get(SHELL + "assets/" + Assets.VERSION + "/" + name).expect(404);
    }

    @Test
    void loadsEachFileThatTheShellNames() {
        Matcher links =
                Pattern.compile("(?:href|src)=\"([^\"]+)\"").matcher(get(SHELL).text());
        int found = 0;
        while (links.find()) {
            String link = links.group(1);
            get(link.startsWith("/") ? link : SHELL + link).expect(200);
            found++;
        }
        assertTrue(found > 5);
    }

    @Test
    void escapesTheNameOfTheRealm() {
        realm.updateWithCleanup(realm -> realm.displayName("<img src=x onerror=\"alert('1')\">"));
        String shell = get(SHELL).text();
        assertFalse(shell.contains("<img"));
        assertTrue(shell.contains("<title>&lt;img src=x"));
    }

    @Test
    void offersTheLanguagesOfTheRealm() {
        realm.updateWithCleanup(realm -> {
            realm.build().setSupportedLocales(Set.of("de", "it", "ar"));
            return realm.defaultLocale("ar");
        });
        String shell = get(SHELL).text();
        assertTrue(shell.contains("&quot;languages&quot;:[&quot;de&quot;,&quot;ar&quot;]"), shell);
        assertTrue(shell.contains("<html lang=\"ar\">"));
        get(SHELL + "texts/fr.json").expect(404);
    }

    @Test
    void tellsHowManyUsersAPageMayHave() {
        String shell = get(SHELL).text();
        assertTrue(shell.contains("&quot;pageSizes&quot;:[&quot;20&quot;,&quot;50&quot;,&quot;100&quot;]"), shell);
    }

    @Test
    void tellsTheLeastLengthOfAPasswordAlsoWhereTheRealmAsksForMore() {
        assertEquals("At least 10 characters", get(SHELL + "texts/en.json").text("password.hint"));
        realm.updateWithCleanup(realm -> {
            realm.build().setPasswordPolicy("length(14)");
            return realm;
        });
        assertEquals("At least 14 characters", get(SHELL + "texts/en.json").text("password.hint"));
    }

    @Test
    void prefersTheSentencesOfTheRealm() {
        assertEquals("Users", get(SHELL + "texts/en.json").expect(200).text("users"));
        realm.admin().localization().saveRealmLocalizationText("en", "usersAdmin.users", "Colleagues");
        realm.cleanup().add(cleaned -> cleaned.localization().deleteRealmLocalizationText("en", "usersAdmin.users"));
        assertEquals("Colleagues", get(SHELL + "texts/en.json").text("users"));
    }

    @Test
    void isNotThereWhereTheModuleIsOff() {
        get("/realms/master/users-admin/").expect(404);
        realm.updateWithCleanup(realm -> realm.attribute("usersApi.enabled", "false"));
        get(SHELL).expect(404);
        get(SHELL + asset("app.js")).expect(404);
    }

    private Answer get(String path) {
        return anonymousAtRoot().exchange("GET", path, null);
    }

    private Api anonymousAtRoot() {
        return Api.at(urls.getBase());
    }

    private static String asset(String name) {
        return "assets/" + Assets.VERSION + "/" + name;
    }
}
