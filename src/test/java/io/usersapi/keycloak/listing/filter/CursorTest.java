package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Stub;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.models.KeyManager;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

class CursorTest {

    /** With this id, no bit of the text is without meaning. */
    private static final Cursor CURSOR = new Cursor(1_700_000_000_000L, "0f2c8a54-8d3e-4b3a-9a51-6f0d7c1e2b39");

    private static final PageRequest LIST = list("status", "active");
    private static final KeycloakSession ACME = session("acme", "secret");

    @ParameterizedTest
    @CsvSource({
        "1700000000000,       0f2c8a54-8d3e-4b3a-9a51-6f0d7c1e2b39",
        "0,                   a",
        "-1,                  f:store:ada@example.org",
        "9223372036854775807, ädä-🦊",
        ",                    undated"
    })
    void itsTextLeadsBackToTheSamePlaceAndNeedsNoEncodingInAnAddress(Long createdAt, String id) {
        Cursor cursor = Cursor.of(createdAt, id);
        String text = cursor.text(ACME, LIST);
        assertTrue(text.matches("[A-Za-z0-9_-]+"), text);
        assertEquals(Optional.of(cursor), Cursor.parse(text, ACME, LIST));
    }

    @ParameterizedTest
    @CsvSource({"1700000000000, true", "0, true", "-1, true", "-9223372036854775807, true", ", false"})
    void aUserWithoutATimeOfCreationIsNotDated(Long createdAt, boolean isDated) {
        assertEquals(isDated, Cursor.of(createdAt, "a").isDated());
    }

    @ParameterizedTest
    @CsvSource({"page, 7", "per_page, 5", "total, exact", "include, attributes", "cursor, x", "sort, created_at"})
    void itIsGoodForEveryPageOfItsList(String parameter, String value) {
        assertEquals(
                Optional.of(CURSOR),
                Cursor.parse(CURSOR.text(ACME, LIST), ACME, list("status", "active", parameter, value)));
    }

    @ParameterizedTest
    @CsvSource({
        "status, all",
        "sort, -created_at",
        "search, ada",
        "email, ada@example.org",
        "role, editor",
        "attribute, a:b",
        "type, admin"
    })
    void itIsOfNoOtherList(String parameter, String value) {
        String text = CURSOR.text(ACME, list());
        assertEquals(Optional.of(CURSOR), Cursor.parse(text, ACME, list()));
        assertEquals(Optional.empty(), Cursor.parse(text, ACME, list(parameter, value)));
    }

    @Test
    void itIsOfNoOtherRealmAndNoOtherSecret() {
        String text = CURSOR.text(ACME, LIST);
        assertEquals(Optional.empty(), Cursor.parse(text, session("other", "secret"), LIST));
        assertEquals(Optional.empty(), Cursor.parse(text, session("acme", "another secret"), LIST));
    }

    @Test
    void itOutlivesARotationAsLongAsTheOlderSecretIsGood() {
        String older = CURSOR.text(ACME, LIST);
        KeycloakSession rotated = session("acme", "newer", "secret");
        assertEquals(Optional.of(CURSOR), Cursor.parse(older, rotated, LIST));
        assertEquals(CURSOR.text(session("acme", "newer"), LIST), CURSOR.text(rotated, LIST));
        assertEquals(Optional.empty(), Cursor.parse(older, session("acme", "newer"), LIST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "x", "=", "!!!!", "%20", "ada@example.org", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatNobodyHasGivenOutIsNone(String text) {
        assertEquals(Optional.empty(), Cursor.parse(text, ACME, LIST));
    }

    @Test
    void noCharacterCanBeChangedOrLeftOut() {
        String text = CURSOR.text(ACME, LIST);
        for (int at = 0; at < text.length(); at++) {
            String before = text.substring(0, at);
            String changed = before + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
            assertNotEquals(text, changed);
            assertEquals(Optional.empty(), Cursor.parse(changed, ACME, LIST), changed);
            assertEquals(Optional.empty(), Cursor.parse(before, ACME, LIST), before);
        }
        assertEquals(Optional.empty(), Cursor.parse(text + "AAAA", ACME, LIST));
    }

    @Test
    void aPlaceWithoutAnIdIsNone() {
        assertEquals(Optional.empty(), Cursor.parse(new Cursor(1, "").text(ACME, LIST), ACME, LIST));
    }

    @Test
    void itHas512CharactersAndNotOneMore() {
        Cursor longest = new Cursor(1, "i".repeat(360));
        String text = longest.text(ACME, LIST);
        assertEquals(512, text.length());
        assertEquals(Optional.of(longest), Cursor.parse(text, ACME, LIST));
        assertEquals(Optional.empty(), Cursor.parse(new Cursor(1, "i".repeat(361)).text(ACME, LIST), ACME, LIST));
    }

    private static PageRequest list(String... parameters) {
        MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            query.add(parameters[i], parameters[i + 1]);
        }
        return PageRequest.of(query, 100);
    }

    /** @param secrets the active one first */
    private static KeycloakSession session(String realmId, String... secrets) {
        RealmModel realm = Stub.of(RealmModel.class, Map.of("getId", call -> realmId));
        KeycloakContext context = Stub.of(KeycloakContext.class, Map.of("getRealm", call -> realm));
        List<KeyWrapper> keys = Stream.of(secrets).map(CursorTest::key).toList();
        KeyManager manager = Stub.of(
                KeyManager.class, Map.of("getActiveKey", call -> keys.get(0), "getKeysStream", call -> keys.stream()));
        return Stub.of(KeycloakSession.class, Map.of("getContext", call -> context, "keys", call -> manager));
    }

    private static KeyWrapper key(String secret) {
        KeyWrapper key = new KeyWrapper();
        key.setKid(secret);
        key.setSecretKey(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
        return key;
    }
}
