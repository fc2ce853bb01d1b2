package io.usersapi.keycloak.listing.index;

import java.util.regex.Pattern;

/**
 * An index of the module's own. Its name ends with the version of its definition. Where a later version of the module
 * needs another definition, the index gets another name, and the old index is dropped.
 *
 * @param name a name that matches {@link #OWN}, by which the module recognizes its own indexes
 * @param definition what follows the table in {@code create index}, for example {@code using gin (email gin_trgm_ops)}
 */
record NamedIndex(String name, String definition) {

    /** The operator class for trigrams, which the extension {@code pg_trgm} has. */
    static final String TRIGRAMS = "gin_trgm_ops";

    /** The pattern of the names of the module's own indexes, which PostgreSQL and Java read alike. */
    static final String OWN = "^users_api_(search|order)_[a-z]+_v[0-9]+$";

    NamedIndex {
        if (!Pattern.matches(OWN, name)) {
            throw new IllegalArgumentException(name);
        }
    }

    /**
     * The statement that makes the index.
     *
     * @param table the name as a statement has it
     * @param schema where the extension {@code pg_trgm} is installed, quoted: the schema may be outside the search path
     */
    String statement(String table, String schema) {
        return "create index concurrently if not exists " + name + " on " + table + " "
                + definition.replace(TRIGRAMS, schema + "." + TRIGRAMS);
    }
}
