package io.usersapi.keycloak.http.problem;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.OpenApi;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorCodeTest {

    private static final Path BUNDLES = Path.of("src/main/resources/io/usersapi/keycloak/http/problem");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+` \\| \\d+ \\| \\w+) \\|");

    @Test
    void areTheCodesOfTheOpenApiDocument() {
        List<String> documented = new ArrayList<>();
        OpenApi.document().at("/components/schemas/ErrorCode/enum").forEach(code -> documented.add(code.asText()));
        assertEquals(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList(), documented);
    }

    @Test
    void haveARowEachOnThePageOfTheErrors() throws IOException {
        String page = Files.readString(Path.of("docs/errors.md"));
        List<String> rows = ROW.matcher(page).results().map(row -> row.group(1)).toList();
        assertEquals(Arrays.stream(ErrorCode.values()).map(ErrorCodeTest::row).toList(), rows);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void haveASentenceInEveryLanguage(Path bundle) throws IOException {
        Properties sentences = sentences(bundle);
        assertEquals(codes(), sentences.stringPropertyNames());
        sentences.forEach((code, sentence) -> assertFalse(sentence.toString().isBlank(), code.toString()));
    }

    /** A placeholder that a translation loses or invents would show as {2} or hide a number. */
    @ParameterizedTest
    @MethodSource("bundles")
    void areFilledWithTheSameWordsInEveryLanguage(Path bundle) throws IOException {
        Properties english = sentences(BUNDLES.resolve("messages.properties"));
        Properties other = sentences(bundle);
        for (String code : codes()) {
            assertEquals(filled(english.getProperty(code)), filled(other.getProperty(code)), code);
        }
    }

    /** MessageFormat takes an unpaired single quote away, and what follows it literally. */
    @ParameterizedTest
    @MethodSource("bundles")
    void loseNoQuoteToMessageFormat(Path bundle) throws IOException {
        sentences(bundle)
                .forEach((code, sentence) ->
                        assertFalse(sentence.toString().replace("''", "").contains("'"), code + " in " + bundle));
    }

    @Test
    void standBesideAFieldOnlyWith422() {
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(!code.isFieldError() || code.status() == 422, code.code());
        }
        assertFalse(ErrorCode.VALIDATION.isFieldError());
        assertTrue(ErrorCode.REQUIRED.isFieldError());
    }

    private static String row(ErrorCode code) {
        return code.code() + "` | " + code.status() + " | " + (code.isFieldError() ? "field" : "problem");
    }

    static Stream<Path> bundles() throws IOException {
        return Files.list(BUNDLES).filter(file -> file.getFileName().toString().matches("messages(_.+)?\\.properties"));
    }

    private static Set<String> codes() {
        return Stream.concat(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code),
                        Arrays.stream(Reason.values()).map(Reason::key))
                .collect(toSet());
    }

    private static Set<String> filled(String sentence) {
        String shown = new MessageFormat(sentence).format(new Object[] {"<0>", "<1>", "<2>", "<3>"});
        assertFalse(shown.contains("{"), shown);
        return Stream.of("<0>", "<1>", "<2>", "<3>").filter(shown::contains).collect(toSet());
    }

    private static Properties sentences(Path bundle) throws IOException {
        Properties sentences = new Properties();
        try (Reader reader = Files.newBufferedReader(bundle)) {
            sentences.load(reader);
        }
        return sentences;
    }
}
