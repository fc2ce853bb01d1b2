package io.usersapi.keycloak.bulk;

/** The rows of an import's body, one after the other. */
interface RowSource {

    /** The next row, be it readable or not; null behind the last one. */
    ImportedRow next();
}
