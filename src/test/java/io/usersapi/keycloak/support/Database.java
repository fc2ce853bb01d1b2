package io.usersapi.keycloak.support;

/** What the database of the run can do; H2 where no profile names another. */
public final class Database {

    private static final boolean IS_MARIADB =
            System.getProperty("kc.test.database.url", "").startsWith("jdbc:mariadb:");

    private Database() {}

    /** Whether a user's name may have the text: Keycloak's columns hold no letters beyond the basic plane on MariaDB. */
    public static boolean holds(String name) {
        return !IS_MARIADB || name.codePoints().allMatch(Character::isBmpCodePoint);
    }

    /** Whether letters with another mark are equal to it. */
    public static boolean ignoresMarks() {
        return IS_MARIADB;
    }

    /** Whether a row that refers to another waits for whoever changes that other one, whatever is changed in it. */
    public static boolean waitsForWhatRowsReferTo() {
        return IS_MARIADB;
    }
}
