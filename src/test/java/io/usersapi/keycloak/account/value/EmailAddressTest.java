package io.usersapi.keycloak.account.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    /** 64 + 1 + 190 = 255 characters. */
    private static final String LONGEST = "a".repeat(64) + "@" + ("b".repeat(46) + ".").repeat(4) + "cc";

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ada@example.org",
        "ADA@Example.ORG, ada@example.org",
        "ada+tag@example.org, ada+tag@example.org",
        "a@localhost, a@localhost",
        "o'brien@example.ie, o'brien@example.ie",
        "jürgen@müller.de, jürgen@müller.de",
        "ÉMILE@example.fr, émile@example.fr",
        "ada@[127.0.0.1], ada@[127.0.0.1]",
    })
    void keepsAValidAddressInLowerCase(String text, String value) {
        assertEquals(value, EmailAddress.of(text).orElseThrow().value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "@example.org",
                "ada@",
                "ada@example.org.",
                "ada@@example.org",
                "ada lovelace@example.org",
                " ada@example.org",
                "ada@example.org ",
                "ada@exa mple.org",
                ".ada@example.org",
                "ada..king@example.org",
                "ada@example..org",
                "ada@example.org\n",
                "ada\u0000@example.org",
                "ada\uD800@example.org",
                "ada@example.org, eve@example.org",
            })
    void refusesWhatIsNoAddress(String text) {
        assertRefused(text, ErrorCode.INVALID_EMAIL);
    }

    @Test
    void refusesTheEmptyText() {
        assertRefused("", ErrorCode.EMPTY);
    }

    @Test
    void takes255CharactersAndNotOneMore() {
        assertEquals(255, LONGEST.length());
        assertEquals(LONGEST, EmailAddress.of(LONGEST).orElseThrow().value());
        assertRefused(LONGEST + "c", ErrorCode.TOO_LONG);
    }

    @Test
    void tellsOfATextThatIsTooLongOnlyThat() {
        assertRefused("a".repeat(256), ErrorCode.TOO_LONG);
    }

    /** The dotted capital I of Turkish becomes two characters in lower case. */
    @Test
    void countsTheAddressInLowerCaseToo() {
        assertRefused("\u0130" + LONGEST.substring(1), ErrorCode.TOO_LONG);
    }

    @Test
    void isEqualWhateverTheCase() {
        Optional<EmailAddress> address = EmailAddress.of("ada@example.org");
        assertEquals(address, EmailAddress.of("ADA@example.org"));
        assertEquals(address.hashCode(), EmailAddress.of("ADA@example.org").hashCode());
        Optional<EmailAddress> other = EmailAddress.of("eve@example.org");
        assertFalse(address.equals(other));
        assertNotEquals(address.hashCode(), other.hashCode());
    }

    @Test
    void hidesTheAddressInItsTextForm() {
        String shown = EmailAddress.of("ada@example.org").orElseThrow().toString();
        assertEquals("EmailAddress[hidden]", shown);
    }

    private static void assertRefused(String text, ErrorCode code) {
        Violations violations = new Violations();
        assertEquals(Optional.empty(), EmailAddress.parse(text, violations, "email"));
        assertEquals(List.of(code), violations.codes("email"));
    }
}
