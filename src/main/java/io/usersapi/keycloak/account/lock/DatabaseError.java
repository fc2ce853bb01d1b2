package io.usersapi.keycloak.account.lock;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells what a database has refused. The message of the database is read but never shown or logged, because it names
 * people.
 */
public final class DatabaseError {

    /** Keycloak's unique keys of a realm's addresses and usernames (Liquibase change log). */
    private static final Set<String> USER_KEYS = Set.of("UK_DYKN684SL8UP1CRFEI6ECKHD7", "UK_RU8TT6T700S9V50BU18WS5HA6");

    /** SQL:2023, class 22: what a column cannot hold. */
    private static final String DATA_EXCEPTION = "22";

    /**
     * Error codes that come without such a state: of MariaDB and MySQL "Incorrect string value", which some versions give
     * without one; of SQL Server "String or binary data would be truncated in table" (S0001); of Oracle "value too large for
     * column" (72000).
     */
    private static final Set<Integer> UNSTORABLE = Set.of(1366, 2628, 12899);

    private static final Map<String, String> FIELDS =
            Map.of("FIRST_NAME", "name", "LAST_NAME", "name", "EMAIL", "email", "USERNAME", "email");

    private static final String ATTRIBUTES_TABLE = "USER_ATTRIBUTE";

    private DatabaseError() {}

    /** Whether a constraint was broken that is not one of those which keep addresses and usernames unique. */
    public static boolean isOtherThanDuplicateUser(Throwable failure) {
        return causes(failure)
                .filter(cause -> String.valueOf(cause.getSQLState()).startsWith("23"))
                .findFirst()
                .map(broken -> words(broken))
                .filter(words -> USER_KEYS.stream().noneMatch(words::contains))
                .isPresent();
    }

    /**
     * The field of the API whose value a column cannot hold, where that made the write fail. Most databases name the
     * column; where none is named, the field is {@code name}.
     */
    public static Optional<String> unstorableField(Throwable failure) {
        return causes(failure)
                .filter(cause -> String.valueOf(cause.getSQLState()).startsWith(DATA_EXCEPTION)
                        || UNSTORABLE.contains(cause.getErrorCode()))
                .findFirst()
                .map(DatabaseError::words)
                .map(words -> words.contains(ATTRIBUTES_TABLE) ? "attributes" : column(words));
    }

    private static String column(String words) {
        return FIELDS.keySet().stream()
                .filter(words::contains)
                // What follows may be the value, as SQL Server tells it.
                .min(Comparator.comparing(words::indexOf))
                .map(FIELDS::get)
                .orElse("name");
    }

    private static String words(SQLException refusal) {
        return String.valueOf(refusal.getMessage()).toUpperCase(Locale.ROOT);
    }

    private static Stream<SQLException> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }
}
