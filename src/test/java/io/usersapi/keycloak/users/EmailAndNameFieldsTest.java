package io.usersapi.keycloak.users;

import io.usersapi.keycloak.support.Database;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.realm.UserBuilder;

/** The rules of the e-mail address and the name. */
abstract class EmailAndNameFieldsTest extends UserBodyTest {

    @ParameterizedTest
    @MethodSource("invalidEmails")
    void refusesAnInvalidEmail(String email) {
        refuses("email", email, "invalid_email");
    }

    static Stream<String> invalidEmails() {
        return Stream.of(
                "ada",
                "@example.org",
                "ada@",
                "@",
                "ada@@example.org",
                "ada@b@example.org",
                "ada lovelace@example.org",
                " ada@example.org",
                "ada@example.org ",
                "ada@exa mple.org",
                ".ada@example.org",
                "ada.@example.org",
                "a..da@example.org",
                "ada@.example.org",
                "ada@example..org",
                "ada@-example.org",
                "ada@example-.org",
                "ada@example_.org",
                "Ada <ada@example.org>",
                "ada@example.org,eve@example.org",
                "ada@example.org\nBcc: eve@example.org",
                "ada\u0000@example.org",
                "ada@example.org\t",
                "ada@exam\u007fple.org",
                "\ud800@example.org",
                "x".repeat(65) + "@example.org");
    }

    @Test
    void refusesAnEmptyEmail() {
        refuses("email", "", "empty");
    }

    @Test
    void takesAnEmailOf255CharactersAndNotOneMore() {
        String domain = ("@" + "d".repeat(63) + "." + "d".repeat(63) + "." + "d".repeat(62));
        String local = target.id().replace("-", "") + "x".repeat(32);
        refuses("email", local + domain + "d", "too_long");
        takes("email", local + domain);
    }

    @Test
    void refusesAnEmailThatSomebodyHasInAnyCase() {
        String taken = somebody();
        refuses("email", taken, "taken");
        refuses("email", taken.toUpperCase(), "taken");
    }

    @Test
    void refusesAnEmailThatIsSomebodysUsername() {
        String username = newEmail();
        realm.addUser(UserBuilder.create(username).email(newEmail()).enabled(true));
        before = everything();
        refuses("email", username.toUpperCase(), "taken");
    }

    @Test
    void refusesAnEmailThatKeycloaksUserProfileRefuses() {
        refuses("email", "ä@example.org", "user_profile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada <Lovelace>", "Ada & Co", "100%"})
    void refusesANameThatKeycloaksUserProfileRefuses(String name) {
        refuses("name", name, "user_profile");
    }

    @Test
    void refusesANameOf256Emoji() {
        refuses("name", "🦊".repeat(256), "too_long");
    }

    /** Keycloak's user profile counts UTF-16 units. */
    @Test
    void takesANameOfEmojiThatKeycloaksUserProfileTakes() {
        refuses("name", "🦊".repeat(128), "user_profile");
        String longest = "🦊".repeat(127);
        if (Database.holds(longest)) {
            takes("name", longest);
        } else {
            refuses("name", longest, "unstorable");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\u00a0", "\u3000 "})
    void refusesAnEmptyName(String name) {
        refuses("name", name, "empty");
    }

    @Test
    void takesANameOf255CharactersAndNotOneMore() {
        refuses("name", "x".repeat(256), "too_long");
        refuses("name", "é".repeat(256), "too_long");
        refuses("name", "x".repeat(100_000), "too_long");
        takes("name", "é".repeat(255));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A\u0000da", "A\nda", "A\tda", "\rAda", "Ada\u001b[0m", "Ada\u007f", "A\u0085da", "Ada\ud800"})
    void refusesANameWithCharactersThatHaveNoMeaning(String name) {
        refuses("name", name, "invalid_characters");
    }
}
