package io.usersapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {

    private static final ChunkSize TWO_ROWS = new ChunkSize(2, 1000);

    @ParameterizedTest
    @CsvSource({
        // The file, and its chunks parted by |: the file's line breaks are ;
        "'a;b;c;', 'a;b;|c;'",
        "'a;b;c', 'a;b;|c;'",
        "'a;;  ;b;', 'a;b;'",
        "'', ''",
        "';;', ''",
    })
    void cutsNdjsonAtTheEndsOfLines(String file, String chunks) throws IOException {
        assertEquals(chunks, bodies(read(file.replace(';', '\n'), Format.NDJSON, TWO_ROWS)));
    }

    @ParameterizedTest
    @CsvSource({
        "'h;a;b;c;', 'h;a;b;|h;c;'",
        "'h;\"a;a\";b;c;', 'h;\"a;a\";b;|h;c;'",
        "'h;\"a\"\";a\";b;', 'h;\"a\"\";a\";b;'",
        "'h', ''",
    })
    void cutsCsvAtTheEndsOfRowsAndRepeatsTheHeader(String file, String chunks) throws IOException {
        assertEquals(chunks, bodies(read(file.replace(';', '\n'), Format.CSV, TWO_ROWS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void cutsCsvWhereverTheServerSeesTheEndOfARow(String end) throws IOException {
        String file = "h;a;;\"b;;b\";c;d;".replace(";", end);
        ChunkReader reader = read(file, Format.CSV, TWO_ROWS);
        Chunk first = reader.next().orElseThrow();
        Chunk second = reader.next().orElseThrow();
        assertEquals(List.of(2L, 4L), first.rows().stream().map(Row::line).toList());
        assertEquals("\"b" + end + end + "b\"", new String(first.rows().get(1).bytes(), StandardCharsets.UTF_8));
        assertEquals(List.of(7L, 8L), second.rows().stream().map(Row::line).toList());
        assertEquals(file.length(), second.end());
        ChunkReader again = read(file, Format.CSV, TWO_ROWS);
        again.skipTo(first.end(), first.nextLine());
        assertEquals("h;c;d;", body(again.next(), again));
    }

    @Test
    void endsAnNdjsonLineAtNoCarriageReturnAlone() throws IOException {
        assertEquals("a\rb;c;", bodies(read("a\rb\nc\n", Format.NDJSON, TWO_ROWS)));
    }

    @Test
    void takesAwayAByteOrderMarkAndCarriageReturns() throws IOException {
        assertEquals("a;b;", bodies(read("\uFEFFa\r\nb\r\n", Format.NDJSON, TWO_ROWS)));
        assertEquals("h;a;", bodies(read("\uFEFFh\r\na\r\n", Format.CSV, TWO_ROWS)));
    }

    @Test
    void endsAChunkThatIsLargeEnoughAndLeavesOutARowThatIsTooLarge() throws IOException {
        ChunkSize size = new ChunkSize(100, 10);
        ChunkReader reader = read("12345678\nabc\n" + "x".repeat(1_000_000) + "\nlast\n", Format.NDJSON, size);
        assertEquals("12345678;abc;", body(reader.next(), reader));
        Chunk second = reader.next().orElseThrow();
        assertEquals(3, second.unsendable().get(0).line());
        assertEquals("last", new String(second.rows().get(0).bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void goesOnWhereAnEarlierRunStopped() throws IOException {
        String file = "\uFEFFh\n\"a\na\"\nb\nc\n";
        Chunk first = read(file, Format.CSV, TWO_ROWS).next().orElseThrow();
        ChunkReader again = read(file, Format.CSV, TWO_ROWS);
        again.skipTo(first.end(), first.nextLine());
        Chunk second = again.next().orElseThrow();
        assertEquals("h;c;", body(Optional.of(second), again));
        assertEquals(5, second.rows().get(0).line());
    }

    @Test
    void wantsAHeaderInCsv() {
        assertThrows(StoppedException.class, () -> read("\na\n", Format.CSV, TWO_ROWS));
        assertThrows(StoppedException.class, () -> read("", Format.CSV, TWO_ROWS));
    }

    @Test
    void takesTheErrorsOfAnEarlierRunOutOfMendedRows() throws IOException {
        String ndjson = "{\"email\":\"a@b.c\",\"_errors\":{\"email\":[]}}\nnot json \"_errors\"\n";
        assertEquals("{\"email\":\"a@b.c\"};not json \"_errors\";", bodies(read(ndjson, Format.NDJSON, TWO_ROWS)));
        String csv = "email,name,_errors\na@b.c,\"A, B\",\"{\"\"email\"\":[]}\"\nshort\n";
        assertEquals("email,name;a@b.c,\"A, B\";short;", bodies(read(csv, Format.CSV, TWO_ROWS)));
    }

    private static ChunkReader read(String file, Format format, ChunkSize size) throws IOException {
        return ChunkReader.of(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), format, size);
    }

    private static String bodies(ChunkReader reader) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (Optional<Chunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
            if (!chunk.get().rows().isEmpty()) {
                bodies.add(body(chunk, reader));
            }
        }
        return String.join("|", bodies);
    }

    private static String body(Optional<Chunk> chunk, ChunkReader reader) {
        Format format = reader.header().length > 0 ? Format.CSV : Format.NDJSON;
        assertTrue(chunk.isPresent());
        return new String(chunk.get().body(reader.header(), format.errors()).bytes(), StandardCharsets.UTF_8)
                .replace('\n', ';');
    }
}
