package io.usersapi.keycloak.listing.index;

import java.util.regex.Pattern;

/**
 * An index of the module's own. Its name ends with the number of its definition: where a later version needs another, it
 * has another name, and the old one goes.
 *
 * @param name as {@link #OWN} tells it from those of others
 * @param definition what stands behind the table in {@code create index}, for example {@code using gin (email gin_trgm_ops)}
 */
record NamedIndex(String name, String definition) {

    /** The operators of trigrams, which the extension {@code pg_trgm} brings. */
    static final String TRIGRAMS = "gin_trgm_ops";

    /** A name of the module's own, as PostgreSQL and Java read it. */
    static final String OWN = "^users_api_(search|order)_[a-z]+_v[0-9]+$";

    NamedIndex {
        if (!Pattern.matches(OWN, name)) {
            throw new IllegalArgumentException(name);
        }
    }

    /** @param schema where the extension {@code pg_trgm} is installed, quoted: it may lie in no search path */
    String statement(String table, String schema) {
        return "create index concurrently if not exists " + name + " on " + table + " "
                + definition.replace(TRIGRAMS, schema + "." + TRIGRAMS);
    }
}
