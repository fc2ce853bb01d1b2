package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import org.keycloak.util.JsonSerialization;

/** Rows of NDJSON: one JSON object on each line, in UTF-8, lines that end with LF. */
public final class NdjsonRows implements ExportedRows {

    private final OutputStream stream;

    public NdjsonRows(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(ObjectNode user) throws IOException {
        stream.write(JsonSerialization.writeValueAsBytes(user));
        stream.write('\n');
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    /** Leaves the stream open: the server closes it. */
    @Override
    public void close() {}
}
