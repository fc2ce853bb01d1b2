package io.usersapi.keycloak.bulk.file;

/** The rows of an import's body, one after the other. */
public interface RowSource {

    /** The next row, be it readable or not; null behind the last one. */
    ImportedRow next();
}
