package io.usersapi.keycloak.bulk.file;

/** The rows of an import's body, one after the other. */
public interface RowSource {

    /** The next row, readable or not; null after the last one. */
    ImportedRow next();
}
