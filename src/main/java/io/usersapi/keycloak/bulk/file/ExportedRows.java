package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;

/** The rows of an export, written in one of its formats. */
public interface ExportedRows extends Closeable, Flushable {

    /**
     * Writes one user.
     *
     * @param user as {@link ExportedUser#of} makes it
     */
    void write(ObjectNode user) throws IOException;
}
