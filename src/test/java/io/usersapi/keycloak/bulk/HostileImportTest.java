package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Files that are broken, by mistake or on purpose: a clear error for the row, or for the request. */
@KeycloakIntegrationTest(config = ApiServer.class)
class HostileImportTest extends ApiTest {

    private static final String NDJSON = "application/x-ndjson";
    private static final int MEBIBYTE = 1024 * 1024;

    private HttpResponse<String> send(String type, byte[] bytes, String... headers) {
        String token = anonymous
                .signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .text("access_token");
        return ImportFile.send(anonymous.base(), token, type, bytes, headers);
    }

    private List<String> told(String type, byte[] bytes) {
        HttpResponse<String> answer = send(type, bytes);
        assertEquals(200, answer.statusCode(), answer::body);
        return Result.of(answer.body()).told();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Stream.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] row() {
        return bytes("{\"email\":\"" + newEmail() + "\"}");
    }

    @Test
    void aByteOrderMarkAndLineEndsOfWindowsAreNoPartOfARow() {
        byte[] mark = bytes("\uFEFF");
        assertEquals(List.of("created", "created"), told(NDJSON, joined(mark, row(), bytes("\r\n\r\n"), row())));
        assertEquals(List.of("created"), told("text/csv", joined(mark, bytes("email\r\n" + newEmail() + "\r\n"))));
    }

    @Test
    void whatIsNoUtf8IsToldOfItsRow() {
        byte[] latin1 = ("{\"email\":\"" + newEmail() + "\",\"name\":\"Zoë\"}").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("row:not_utf8", "created"), told(NDJSON, joined(latin1, bytes("\n"), row())));
        byte[] csv =
                ("email,name\n" + newEmail() + ",Zoë\n" + newEmail() + ",Zoe\n").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("row:not_utf8", "created"), told("text/csv", csv));
        byte[] utf16 = ("{\"email\":\"" + newEmail() + "\"}").getBytes(StandardCharsets.UTF_16);
        assertTrue(told(NDJSON, utf16).get(0).startsWith("row:"));
    }

    @Test
    void aNulIsNoCharacterOfAField() {
        byte[] json = bytes(
                "{\"email\":\"" + newEmail() + "\",\"name\":\"a\\u0000b\"}\n{\"email\":\"a\u0000b@example.org\"}");
        assertEquals(List.of("name:invalid_characters", "row:malformed_json"), told(NDJSON, json));
        byte[] csv = bytes("email,name\n" + newEmail() + ",a\u0000b\n");
        assertEquals(List.of("name:invalid_characters"), told("text/csv", csv));
    }

    @Test
    void aFieldThatIsThereTwiceIsNoJson() {
        byte[] twice = bytes("{\"email\":\"" + newEmail() + "\",\"email\":\"" + newEmail() + "\"}");
        assertEquals(List.of("row:malformed_json"), told(NDJSON, twice));
    }

    @Test
    void aLineOfMoreThanAMebibyteIsRefusedByItself() {
        byte[] longLine = bytes("{\"email\":\"" + "x".repeat(2 * MEBIBYTE) + "\"}");
        assertEquals(List.of("row:too_long", "created"), told(NDJSON, joined(longLine, bytes("\n"), row())));
        assertEquals(List.of("row:too_long"), told(NDJSON, bytes("x".repeat(7 * MEBIBYTE))));
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAsAWhole() {
        byte[] rows = joined(row(), bytes("\n".repeat(8 * MEBIBYTE)));
        assertEquals(413, send(NDJSON, rows).statusCode());
    }

    @Test
    void aCompressedBodyIsRefusedWhateverIsInIt() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bomb)) {
            zipped.write(new byte[64 * MEBIBYTE]);
        }
        HttpResponse<String> answer = send(NDJSON, bomb.toByteArray(), "Content-Encoding", "gzip");
        assertEquals(415, answer.statusCode(), answer::body);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json,415",
        "text/csv; charset=iso-8859-1,415",
        "text/plain,415",
        "text/csv; charset=UTF-8,200"
    })
    void anotherTypeOrEncodingIsRefused(String type, int status) {
        assertEquals(status, send(type, bytes("email\n" + newEmail() + "\n")).statusCode());
    }

    @Test
    void csvIsReadByRfc4180() {
        Result done = ImportFile.csv(
                        "email,name,roles,email_verified",
                        newEmail() + ",\"Ada, Countess Lovelace\",\"editor;reader\",true",
                        newEmail() + ",\"Two",
                        "lines\",,",
                        newEmail() + ",Too,few",
                        newEmail() + ",Too,,,many",
                        "",
                        newEmail() + ",,,maybe",
                        newEmail() + ",Last,,FALSE")
                .done(admin);
        assertEquals(
                List.of(
                        "created",
                        "name:invalid_characters",
                        "row:column_count",
                        "row:column_count",
                        "email_verified:wrong_type",
                        "created"),
                done.told());
        assertEquals(
                List.of(2, 3, 5, 6, 8, 9),
                done.rows().stream().map(line -> line.path("line").asInt()).toList());
        Answer ada = admin.get("/users/" + done.id(0)).expect(200);
        assertEquals("Ada, Countess Lovelace", ada.text("name"));
        assertEquals(List.of("editor", "reader"), ada.body().path("roles").findValuesAsText("name"));
    }

    @Test
    void aQuoteThatIsNeverClosedEndsTheFileThere() {
        String[] rows =
                IntStream.range(0, 3000).mapToObj(number -> newEmail() + ",Ada").toArray(String[]::new);
        String[] lines = Stream.concat(
                        Stream.of("email,name", newEmail() + ",Ada", newEmail() + ",\"Bob"), Stream.of(rows))
                .toArray(String[]::new);
        Result done = ImportFile.csv(lines).done(admin);
        assertEquals(List.of("created", "row:malformed_csv"), done.told());
    }

    @Test
    void aQuoteWithinACellStopsNoOtherRow() {
        Result done = ImportFile.csv(
                        "email,name",
                        newEmail() + ",Five 5\" Ada",
                        newEmail() + ",\"Bob\" the Builder",
                        newEmail() + ",Carol \"the\" Third",
                        newEmail() + ",Dora")
                .done(admin);
        // Keycloak's user profile wants no such signs in a name.
        assertEquals(List.of("name:user_profile", "row:malformed_csv", "name:user_profile", "created"), done.told());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"email,phone|phone|unknown_field", "email,email|email|duplicate_field", "email,|''|unknown_field"})
    void aColumnThatIsNoFieldIsToldBeforeAnythingIsDone(String header, String field, String code) {
        ImportFile.csv(header, newEmail() + ",x").by(admin, "").expectInvalid(field, code);
    }

    @Test
    void aBodyWithoutRowsIsRefused() {
        admin.post("/users/import", null).expectProblem(415, "unsupported_media_type");
        ImportFile.ndjson().by(admin, "").expectInvalid("body", "empty");
        ImportFile.csv("").by(admin, "").expectInvalid("body", "empty");
    }

    @ParameterizedTest
    @CsvSource({
        "?mode=replace,mode,invalid_choice",
        "?dry_run=1,dry_run,invalid_choice",
        "?phone=1,phone,unknown_parameter",
        "?mode=create&mode=upsert,mode,duplicate_field"
    })
    void aBadParameterIsTold(String query, String field, String code) {
        ImportFile.ndjson(Map.of("email", newEmail())).by(admin, query).expectInvalid(field, code);
    }

    @Test
    void ofTheSameRowsInTwoFilesAtOnceEachMakesOneUser() {
        Object[] rows = IntStream.range(0, 60)
                .mapToObj(number -> Map.of("email", newEmail()))
                .toArray();
        List<CompletableFuture<Result>> both = Stream.of(1, 2)
                .map(number -> CompletableFuture.supplyAsync(
                        () -> ImportFile.ndjson(rows).done(admin)))
                .toList();
        List<Result> results = both.stream().map(CompletableFuture::join).toList();
        for (int row = 0; row < rows.length; row++) {
            int at = row;
            List<String> told = results.stream()
                    .map(result -> result.told().get(at))
                    .sorted()
                    .toList();
            assertEquals(List.of("created", "email:taken"), told);
        }
    }
}
