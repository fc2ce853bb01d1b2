package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;

/** The rows of an export in one of its forms. */
public interface ExportedRows extends Closeable, Flushable {

    void write(ObjectNode user) throws IOException;
}
