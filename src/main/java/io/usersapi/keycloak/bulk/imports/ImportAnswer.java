package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.bulk.Packed;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.keycloak.util.JsonSerialization;

/** The lines of an import's answer, and their counts; what was written is kept where the request may be sent again. */
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

    /** Sends lines on their way. */
    void write(List<ImportLine> lines) throws IOException {
        for (ImportLine line : lines) {
            counts.add(line);
            write(line);
        }
        stream.flush();
    }

    /** Sends the counts, which tell that nothing is missing. */
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

    String kept() {
        return written == null ? "" : Packed.of(written.toByteArray());
    }

    /** The stream is the server's to close. */
    @Override
    public void close() {}
}
