package io.usersapi.keycloak.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;

/** The rows of an export in one of its forms. */
interface ExportedRows extends Closeable, Flushable {

    void write(ObjectNode user) throws IOException;
}
