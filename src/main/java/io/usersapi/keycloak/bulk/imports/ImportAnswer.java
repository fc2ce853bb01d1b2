package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.bulk.Packed;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.keycloak.util.JsonSerialization;

/**
 * The lines of an import's answer, and their counts. Where the request may be sent again, a copy of the lines is kept.
 */
final class ImportAnswer implements Closeable {

    private final OutputStream stream;
    private final ImportCounts counts;
    private final ByteArrayOutputStream written;

    /** @param isKept whether {@link #kept} will be asked for */
    ImportAnswer(OutputStream stream, boolean dryRun, boolean isKept) {
        this.stream = stream;
        this.counts = new ImportCounts(dryRun);
        this.written = isKept ? new ByteArrayOutputStream() : null;
    }

    ImportCounts counts() {
        return counts;
    }

    /**
     * Counts the lines and sends them. They are counted first: what is committed counts, even where the client is gone.
     */
    void write(List<ImportLine> lines) throws IOException {
        for (ImportLine line : lines) {
            counts.add(line);
            write(line);
        }
        stream.flush();
    }

    /** Sends the counts. They are the last line, so a client that reads them knows that no line is missing. */
    void end() throws IOException {
        write(counts);
        stream.flush();
    }

    private void write(Object line) throws IOException {
        byte[] bytes = JsonSerialization.writeValueAsBytes(line);
        stream.write(bytes);
        stream.write('\n');
        if (written != null) {
            written.write(bytes);
            written.write('\n');
        }
    }

    /** The lines so far as {@link Packed} text; empty where none are kept. */
    String kept() {
        return written == null ? "" : Packed.of(written.toByteArray());
    }

    /** Leaves the stream open: the server closes it. */
    @Override
    public void close() {}
}
