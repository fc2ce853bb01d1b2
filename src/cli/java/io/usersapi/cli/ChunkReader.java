package io.usersapi.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a file into chunks. The cuts are the same each time when reading begins at the same place with the same sizes.
 */
final class ChunkReader implements Closeable {

    private final RowReader rows;
    private final ChunkSize size;
    private final byte[] header;
    private long begin;

    private ChunkReader(RowReader rows, ChunkSize size, byte[] header, long begin) {
        this.rows = rows;
        this.size = size;
        this.header = header;
        this.begin = begin;
    }

    static ChunkReader of(InputStream file, Format format, ChunkSize size) throws IOException {
        RowReader rows = RowReader.of(file, format == Format.CSV, size.bytes());
        if (format == Format.NDJSON) {
            return new ChunkReader(rows, size, new byte[0], 0);
        }
        Row header = rows.next()
                .filter(row -> !row.isBlank() && !row.tooLong())
                .orElseThrow(
                        () -> StoppedException.usage("The first line of a CSV file names its columns: it is empty."));
        return new ChunkReader(rows, size, header.bytes(), header.end());
    }

    /** The header row with the names of the columns; empty in NDJSON. */
    byte[] header() {
        return header;
    }

    /** Continues where a chunk of an earlier run ended. */
    void skipTo(long end, long nextLine) throws IOException {
        if (end > begin) {
            rows.skipTo(end, nextLine);
            begin = end;
        }
    }

    /** The next chunk; empty at the end of the file. */
    Optional<Chunk> next() throws IOException {
        List<Row> sent = new ArrayList<>();
        List<Row> unsendable = new ArrayList<>();
        long start = begin;
        long bytes = 0;
        boolean ended = false;
        while (sent.size() + unsendable.size() < size.rows() && bytes < size.bytes()) {
            Optional<Row> row = rows.next();
            if (row.isEmpty()) {
                ended = true;
                break;
            }
            begin = row.get().end();
            if (row.get().tooLong()) {
                unsendable.add(row.get());
            } else if (!row.get().isBlank()) {
                sent.add(row.get());
                bytes += row.get().bytes().length + 1;
            }
        }
        boolean isNothing = ended && sent.isEmpty() && unsendable.isEmpty();
        return isNothing ? Optional.empty() : Optional.of(new Chunk(start, sent, unsendable, begin, rows.line()));
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
