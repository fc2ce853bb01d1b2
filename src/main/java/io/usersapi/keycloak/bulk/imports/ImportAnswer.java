package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.bulk.Packed;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.keycloak.util.JsonSerialization;

/**
 * The lines of an import's answer, and their counts. What was written is kept where the request may be sent again, packed as
 * it is written, so that an answer of any length takes little memory.
 */
final class ImportAnswer implements Closeable {

    /**
     * How much of a packed answer is kept. Of a longer one nothing is: then the rows are looked at anew. The users whom they
     * made are known by their ids, and the rows of an upsert by {@link DoneLines}.
     */
    static final int MOST_KEPT = 384 * 1024;

    private final OutputStream stream;
    private final ImportCounts counts;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    /** Null where nothing is kept. */
    private OutputStream kept;

    /** @param isKept whether {@link #kept} will be asked for */
    ImportAnswer(OutputStream stream, boolean dryRun, boolean isKept) {
        this.stream = ImpatientStream.of(stream);
        this.counts = new ImportCounts(dryRun);
        this.kept = isKept ? Packed.into(packed) : null;
    }

    ImportCounts counts() {
        return counts;
    }

    /**
     * Counts the lines and sends them. All are counted first: what is committed counts, even where the client is gone.
     */
    void write(List<ImportLine> lines) throws IOException {
        lines.forEach(counts::add);
        for (ImportLine line : lines) {
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
        if (kept != null) {
            kept.write(bytes);
            kept.write('\n');
            if (packed.size() > MOST_KEPT) {
                close();
                kept = null;
            }
        }
    }

    /** The whole answer for {@link Packed#bytes}, or nothing where it is not kept. */
    Optional<String> kept() throws IOException {
        close();
        return kept == null || packed.size() > MOST_KEPT
                ? Optional.empty()
                : Optional.of(Packed.text(packed.toByteArray()));
    }

    /** Sends an answer as it was kept. */
    static void again(String kept, OutputStream stream) throws IOException {
        OutputStream impatient = ImpatientStream.of(stream);
        impatient.write(Packed.bytes(kept));
        impatient.flush();
    }

    /** Ends what is kept; the stream is the server's to close. */
    @Override
    public void close() throws IOException {
        if (kept != null) {
            kept.close();
        }
    }
}
