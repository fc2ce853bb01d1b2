package io.usersapi.keycloak.bulk.file;

import io.usersapi.keycloak.account.Fields;
import java.util.Set;
import java.util.function.Predicate;

/** The columns that a CSV file can have: one for each field of a row, and one for each attribute. */
public final class CsvColumns {

    static final String ATTRIBUTES = "attributes";

    private static final String PREFIX = ATTRIBUTES + ".";
    private static final Set<String> TEXTS = Set.of("roles");
    private static final Set<String> SECRETS = Set.of("password", "password_confirmation", "password_hash");
    private static final Set<String> FLAGS = Set.of("email_verified", "invite");

    private final Predicate<String> isMultivalued;

    /** What a cell holds. */
    enum Kind {
        TEXT,
        /** A secret, which no export writes: so no apostrophe is removed from the cell. */
        SECRET,
        TEXTS,
        FLAG,
        ATTRIBUTE,
        ATTRIBUTE_TEXTS
    }

    /** @param isMultivalued whether the user profile lets the attribute have several values */
    public CsvColumns(Predicate<String> isMultivalued) {
        this.isMultivalued = isMultivalued;
    }

    boolean knows(String name) {
        return isAttribute(name) || (Fields.IMPORTED_NAMES.contains(name) && !name.equals(ATTRIBUTES));
    }

    Kind kind(String name) {
        if (isAttribute(name)) {
            return isMultivalued.test(attribute(name)) ? Kind.ATTRIBUTE_TEXTS : Kind.ATTRIBUTE;
        }
        if (SECRETS.contains(name)) {
            return Kind.SECRET;
        }
        return TEXTS.contains(name) ? Kind.TEXTS : FLAGS.contains(name) ? Kind.FLAG : Kind.TEXT;
    }

    private static boolean isAttribute(String name) {
        return name.startsWith(PREFIX) && name.length() > PREFIX.length();
    }

    /** The column of an attribute. */
    static String of(String attribute) {
        return PREFIX + attribute;
    }

    static String attribute(String column) {
        return column.substring(PREFIX.length());
    }
}
