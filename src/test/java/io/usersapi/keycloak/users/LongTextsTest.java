package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A text of nearly a mebibyte in any field is refused at once, whatever is in it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class LongTextsTest extends ApiTest {

    private static final Duration AT_ONCE = Duration.ofMillis(100);
    /** A busy machine may be slow once; what backtracks is slow whenever it is tried. */
    private static final int TRIES = 10;

    private static final int LENGTH = 1_040_000;

    private static final Map<String, String> TEXTS = Map.of(
            "letters", "a".repeat(LENGTH),
            "blanks between letters", "a" + " ".repeat(LENGTH) + "a",
            "blanks", " ".repeat(LENGTH),
            "pairs of blanks", "a  ".repeat(LENGTH / 3),
            "an address", "a".repeat(LENGTH / 2) + "@" + "a.".repeat(LENGTH / 4),
            "signs of an address", "@".repeat(LENGTH),
            "control characters", "\u0001".repeat(LENGTH / 6));

    /** Refused for something else, too: a name of two letters is one, however many blanks are between them. */
    @ParameterizedTest
    @MethodSource("fieldsAndTexts")
    void isReadInANewUserAtOnce(String field, String text) {
        Map<String, Object> user = newUser("type", "neither");
        user.put(field, value(field, text));
        atOnce(() -> admin.post("/users", user).expect(422));
    }

    @ParameterizedTest
    @MethodSource("fieldsAndTexts")
    void isReadInAChangeAtOnce(String field, String text) {
        String path = "/users/" + admin.get("/users/me").id();
        Map<String, Object> change = new HashMap<>(Map.of("type", "neither"));
        change.put(field, value(field, text));
        atOnce(() -> admin.patch(path, change).expect(422));
    }

    private static Object value(String field, String text) {
        return field.equals("roles") ? List.of(TEXTS.get(text)) : TEXTS.get(text);
    }

    static Stream<Arguments> fieldsAndTexts() {
        return Stream.of("email", "password", "password_confirmation", "name", "type", "status", "role", "roles")
                .flatMap(field -> TEXTS.keySet().stream().sorted().map(text -> Arguments.of(field, text)));
    }

    @ParameterizedTest
    @MethodSource("unknownFields")
    void isRefusedAsTheNameOfAFieldAtOnce(String text) {
        Map<String, Object> change = Map.of(TEXTS.get(text), "x");
        // Jackson reads no name that is longer than 50,000 characters.
        atOnce(() -> admin.post("/users", change).expect(400));
    }

    static Stream<String> unknownFields() {
        return TEXTS.keySet().stream().sorted();
    }

    /** As long as a server takes an address. */
    @ParameterizedTest
    @MethodSource("parameters")
    void isRefusedInAQueryAtOnce(String parameter, String character) {
        String text =
                Api.encoded(character.repeat(3_000 / Api.encoded(character).length()));
        atOnce(() -> {
            Answer answer = admin.get("/users?" + parameter + "=" + text);
            assertTrue(answer.status() == 422, answer::text);
            return answer;
        });
    }

    static Stream<Arguments> parameters() {
        return Stream.of("search", "email", "status", "type", "role", "sort", "page", "per_page", "cursor", "total")
                .flatMap(parameter -> Stream.of("a", " ", "@", "%", "1").map(text -> Arguments.of(parameter, text)));
    }

    /** On a busy machine: no slower than a request of the same length that nobody has to look at. */
    private void atOnce(Supplier<Answer> call) {
        Duration took = Duration.ZERO;
        for (int tried = 0; tried < TRIES; tried++) {
            took = duration(call);
            if (took.compareTo(AT_ONCE) < 0
                    || took.compareTo(duration(this::plain).multipliedBy(3)) < 0) {
                return;
            }
        }
        fail(took.toString());
    }

    private Answer plain() {
        return admin.post("/users", Map.of("email", TEXTS.get("letters"))).expect(422);
    }

    private static Duration duration(Supplier<Answer> call) {
        long begun = System.nanoTime();
        call.get();
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
