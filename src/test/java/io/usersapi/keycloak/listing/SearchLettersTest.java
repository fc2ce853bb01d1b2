package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Database;
import java.text.Normalizer;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

/** A name contains a text whatever the case of its letters, and whichever form Unicode gives them. */
@KeycloakIntegrationTest(config = ApiServer.class)
class SearchLettersTest extends ApiTest {

    @ParameterizedTest
    @CsvSource({
        "Zoë Öztürk,      zoë öz",
        "Zoë Öztürk,      ZOË ÖZ",
        "Işık Yılmaz,     ışık",
        "Işık Yılmaz,     IŞIK",
        "IŞIK YILMAZ,     ışık yıl",
        "İpek Deniz,      ipek",
        "ipek deniz,      İPEK",
        "Anna Weißkopf,   WEISSKOPF",
        "Anna Weisskopf,  weißkopf",
        "ANNA WEIẞKOPF,   weisskopf",
        "ΟΔΥΣΣΕΥΣ Νικ,    οδυσσευς",
        "Οδυσσευς Νικ,    ΟΔΥΣΣΕΥΣ",
        "Οδυσσευς Νικ,    δυσσευσ",
        "Chloë 42 Straße, ë 42 STRASSE",
        "Weiß Grossmann,  weiss großmann",
        "Groß Ιωάννησ,    groß ιωάννης"
    })
    void isFound(String name, String text) {
        for (Normalizer.Form stored : new Normalizer.Form[] {Normalizer.Form.NFC, Normalizer.Form.NFD}) {
            String id =
                    created(newUser("name", Normalizer.normalize(name, stored))).id();
            for (Normalizer.Form typed : new Normalizer.Form[] {Normalizer.Form.NFC, Normalizer.Form.NFD}) {
                assertEquals(id, found(Normalizer.normalize(text, typed)), stored + " " + typed);
            }
            realm.admin().users().get(id).remove();
        }
    }

    /** Keycloak keeps the parts of a name as the console or a directory gives them; answers show them without such blanks. */
    @ParameterizedTest
    @CsvSource({
        "'Ada ',     'King',        ADA KING",
        "'Ada',      ' King',       a king",
        "'Ada ',     '  King',      ada k",
        "'Ada   M',  'King',        ada m king",
        "'Zoë ',     'Öztürk',      zoë özt",
        "'Weiß ',    'Groß  Mann',  weiss groß mann",
        "'Anna 42 ', 'Straße',      42 strasse",
        "'Ada ',     'K_4',         a k_4"
    })
    void isFoundWhateverNeedlessBlanksKeycloakKeeps(String first, String last, String text) {
        String email = newEmail();
        realm.admin()
                .users()
                .create(UserBuilder.create(email)
                        .email(email)
                        .name(first, last)
                        .enabled(true)
                        .build())
                .close();
        String id = admin.get("/users/" + email).id();
        assertEquals(id, found(text));
        realm.admin().users().get(id).remove();
    }

    /** Letters with another mark are others, but for MariaDB, whose collation takes them for equal. */
    @ParameterizedTest
    @CsvSource({"Zoë Öztürk, zoe", "Jose Garcia, josé", "Ian Mills, ıanx", "Ada Masson, maßom"})
    void isNot(String name, String text) {
        String id = created(newUser("name", name)).id();
        String found = found(text);
        realm.admin().users().get(id).remove();
        assertEquals(Database.ignoresMarks() && withoutMarks(name).contains(withoutMarks(text)) ? id : "", found);
    }

    private static String withoutMarks(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
    }

    private String found(String text) {
        return admin.get("/users?search=" + Api.encoded(text))
                .expect(200)
                .body()
                .at("/data/0/id")
                .asText();
    }
}
