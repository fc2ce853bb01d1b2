package io.usersapi.keycloak.http.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    @Test
    void anObjectIsReadFieldByField() {
        JsonBody body = body("{\"a\": \"x\", \"b\": [\"y\", \"z\"]}");
        assertEquals(Optional.of("x"), body.text("a"));
        assertEquals(Optional.of(List.of("y", "z")), body.texts("b"));
        assertEquals(Optional.empty(), body.text("c"));
        assertEquals(Optional.empty(), body.texts("c"));
        assertTrue(body.has("a"));
        assertFalse(body.has("c"));
        assertFalse(body.isEmpty());
        assertTrue(body.violations().isEmpty());
    }

    /** Whoever reads the object refuses such a text: it must not be another one by then. */
    @Test
    void anObjectIsReadAgainAsItWasSentAlsoWhereATextIsNoSoundUnicode() {
        byte[] inner = body("{\"a\": {\"x\": \"y\\ud800\", \"z\": \"\u00f6\\ud83d\\ude00\"}}")
                .object("a")
                .orElseThrow();
        JsonBody read = JsonBody.read(new ByteArrayInputStream(inner), Set.of("x", "z"));
        assertEquals(Optional.of("y\ud800"), read.text("x"));
        assertEquals(Optional.of("\u00f6\ud83d\ude00"), read.text("z"));
    }

    @Test
    void anEmptyObjectIsEmptyAndItsBytesAreThoseThatWereSent() {
        JsonBody body = body(" {} ");
        assertTrue(body.isEmpty());
        assertArrayEquals(" {} ".getBytes(StandardCharsets.UTF_8), body.bytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"a\": 1, \"a\": 2}", "{} {}", "nonsense", "{\"a\": NaN}", "\0\0\0{\0", "\0{\0\0"
            })
    void whatIsNotJsonIsMalformed(String text) {
        assertEquals(ErrorCode.MALFORMED_JSON, refusal(stream(text)));
    }

    @Test
    void noBodyIsMalformed() {
        assertEquals(ErrorCode.MALFORMED_JSON, refusal(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "1", "\"x\"", "true"})
    void whatIsNoObjectIsInvalid(String text) {
        assertEquals(ErrorCode.VALIDATION, refusal(stream(text)));
    }

    @Test
    void aBodyMayHaveAMebibyteAndNotAByteMore() {
        String limit = "{}" + " ".repeat(JsonBody.MAX_BYTES - 2);
        assertTrue(body(limit).isEmpty());
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(stream(limit + " ")));
    }

    @Test
    void aBodyThatIsCutOffIsABadRequest() {
        assertEquals(ErrorCode.BAD_REQUEST, refusal(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut off");
            }
        }));
    }

    @Test
    void anUnknownFieldIsNotedByItsName() {
        JsonBody body = body("{\"x\": 1, \"" + "y".repeat(65) + "\": 1, \"z\\n\": 1}");
        assertEquals(Set.of("x", "y".repeat(64), "z\uFFFD"), body.violations().fields());
        assertEquals(List.of(ErrorCode.UNKNOWN_FIELD), body.violations().codes("x"));
    }

    @Test
    void aFieldThatIsRequiredMustBeThere() {
        JsonBody body = body("{\"a\": \"x\"}").require("a", "b", "c");
        assertEquals(Set.of("b", "c"), body.violations().fields());
        assertEquals(List.of(ErrorCode.REQUIRED), body.violations().codes("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "[]", "{}"})
    void aTextIsAString(String value) {
        JsonBody body = body("{\"a\": " + value + "}");
        assertEquals(Optional.empty(), body.text("a"));
        assertEquals(List.of(ErrorCode.WRONG_TYPE), body.violations().codes("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"x\"", "{}", "[1]", "[\"x\", null]", "[null, \"x\"]", "{\"x\": \"y\"}"})
    void textsAreAnArrayOfStrings(String value) {
        JsonBody body = body("{\"a\": " + value + "}");
        assertEquals(Optional.empty(), body.texts("a"));
        assertEquals(List.of(ErrorCode.WRONG_TYPE), body.violations().codes("a"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlagIsABoolean(boolean value) {
        JsonBody body = body("{\"a\": " + value + "}");
        assertEquals(Optional.of(value), body.flag("a"));
        assertEquals(Optional.empty(), body.flag("b"));
        assertTrue(body.violations().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"true\"", "[]", "{}"})
    void anythingElseIsNoFlag(String value) {
        JsonBody body = body("{\"a\": " + value + "}");
        assertEquals(Optional.empty(), body.flag("a"));
        assertEquals(List.of(ErrorCode.WRONG_TYPE), body.violations().codes("a"));
    }

    @Test
    void anObjectInTheObjectIsGivenBackAsJson() {
        byte[] inner = body("{\"a\": {\"x\": [1, \"é\"]}}").object("a").orElseThrow();
        assertEquals("{\"x\":[1,\"\\u00E9\"]}", new String(inner, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"{}\"", "[]", "true"})
    void anythingElseIsNoObject(String value) {
        JsonBody body = body("{\"a\": " + value + ", \"b\": " + value + "}");
        assertEquals(Optional.empty(), body.object("a"));
        assertEquals(Optional.empty(), body.textsByName("b"));
        assertEquals(List.of(ErrorCode.WRONG_TYPE), body.violations().codes("a"));
        assertEquals(List.of(ErrorCode.WRONG_TYPE), body.violations().codes("b"));
    }

    @Test
    void aMemberIsAStringAnArrayOfStringsOrNull() {
        JsonBody body = body("{\"a\": {\"one\": \"x\", \"many\": [\"y\", \"z\"], \"none\": null, \"no\": []}}");
        assertEquals(
                Optional.of(Map.of("one", List.of("x"), "many", List.of("y", "z"), "none", List.of(), "no", List.of())),
                body.textsByName("a"));
        assertTrue(body.violations().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "{}", "[1]", "[\"x\", null]", "{\"x\": \"y\"}"})
    void aMemberOfAnotherTypeIsNotedAndLeftOut(String value) {
        JsonBody body = body("{\"a\": {\"bad\\n\": " + value + ", \"good\": \"x\"}}");
        assertEquals(Optional.of(Map.of("good", List.of("x"))), body.textsByName("a"));
        assertEquals(Set.of("a.bad\uFFFD"), body.violations().fields());
        assertEquals(List.of(ErrorCode.WRONG_TYPE), body.violations().codes("a.bad\uFFFD"));
    }

    @Test
    void anObjectThatHasBeenReadIsABodyWithoutBytes() {
        JsonBody body = JsonBody.of(JsonText.parse("{\"a\": \"x\", \"y\": 1}"), Set.of("a"));
        assertEquals(Optional.of("x"), body.text("a"));
        assertEquals(Set.of("y"), body.violations().fields());
        assertEquals(0, body.bytes().length);
    }

    private static JsonBody body(String text) {
        return JsonBody.read(stream(text), Set.of("a", "b"));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ErrorCode refusal(InputStream stream) {
        return assertThrows(ProblemException.class, () -> JsonBody.read(stream, Set.of()))
                .code();
    }
}
