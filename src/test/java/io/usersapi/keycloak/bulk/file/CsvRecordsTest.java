package io.usersapi.keycloak.bulk.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvRecordsTest {

    /** Each row as its line and its cells, or why it cannot be read. */
    private static List<String> read(byte[] bytes) {
        CsvRecords records = new CsvRecords(bytes);
        List<String> rows = new ArrayList<>();
        for (CsvRecords.Cells row = records.next(); row != null; row = records.next()) {
            String what = row.unreadable() == null
                    ? String.join("|", row.texts())
                    : row.unreadable().code();
            rows.add(row.line() + ":" + what);
        }
        return rows;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                // ↵ is LF, ← is CR, and · parts the rows.
                "a,b↵c,d 1:a|b·2:c|d",
                "a,b←↵c,d←↵ 1:a|b·2:c|d",
                "a←b← 1:a·2:b",
                "a,,↵, 1:a||·2:|",
                "\"a,b\",c 1:a,b|c",
                "\"a\"\"b\",\"\"\"\" 1:a\"b|\"",
                "\"a↵b\",c↵d 1:a↵b|c·3:d",
                "\"a←↵b\"←↵d 1:a←↵b·3:d",
                "\"a←b\",c↵d 1:a←b|c·3:d",
                "a,5\"↵b,6\"↵ 1:a|5\"·2:b|6\"",
                "a\"b\"c,d 1:a\"b\"c|d",
                "\"a\"b,c↵d,e 1:malformed_csv·2:d|e",
                "\"a\"\"↵b,c 1:malformed_csv",
                "a↵↵b 1:a·2:·3:b",
            })
    void cutsRowsAndCellsByRfc4180(String text, String rows) {
        List<String> read = read(bytes(text.replace('↵', '\n').replace('←', '\r')));
        assertEquals(rows, String.join("·", read).replace('\n', '↵').replace('\r', '←'));
    }

    @Test
    void aMarkIsNoPartOfTheFirstCellAndNothingIsNoRow() {
        assertEquals(List.of("1:a"), read(bytes("\uFEFFa")));
        assertEquals(List.of(), read(bytes("")));
        assertEquals(List.of(), read(bytes("\uFEFF")));
    }

    @Test
    void whatIsNoUtf8IsToldAndTheSignForItIsOneLikeOthers() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {'a', (byte) 0xEB, ',', 'b', '\n'});
        file.writeBytes(bytes("Zo\uFFFD,ë\n"));
        assertEquals(List.of("1:not_utf8", "2:Zo\uFFFD|ë"), read(file.toByteArray()));
    }

    @Test
    void aRowIsNoLongerThanItMayBe() {
        String longest = "x".repeat(ImportedRow.MAX_LENGTH - 2) + ",y";
        assertEquals(2, new CsvRecords(bytes(longest + "\nz")).next().texts().size());
        assertEquals(List.of("1:too_long", "2:z"), read(bytes("x" + longest + "\nz")));
        assertEquals(List.of("1:too_long", "2:z"), read(bytes(",".repeat(2 * ImportedRow.MAX_LENGTH) + "\nz")));
        assertEquals(
                ErrorCode.TOO_LONG,
                new CsvRecords(bytes("\"" + longest + "\"")).next().unreadable());
    }
}
