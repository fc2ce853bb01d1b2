package io.usersapi.keycloak.account.value;

import jakarta.persistence.EntityManager;

/**
 * Comparisons in JPQL, letter by letter. MariaDB and MySQL compare by a collation in which {@code E} and {@code \u00e9}
 * equal {@code e} and blanks at the end do not count. So the bytes are compared as well. The plain comparison stays,
 * because an index can serve only that.
 */
public final class ExactText {

    private static final String BYTES = "sql('cast(convert(? using utf8mb4) as binary)', ";

    private ExactText() {}

    /**
     * The condition that the column equals the parameter.
     *
     * @param column an expression in JPQL
     * @param parameter a parameter of the query, with its colon
     * @param text the value of the parameter
     */
    public static String equal(EntityManager entities, String column, String parameter, String text) {
        String plain = column + " = " + parameter;
        if (!DatabaseKind.isMySql(entities)) {
            return plain;
        }
        String bytes = BYTES + column + ") = " + BYTES + parameter + ")";
        return isNarrow(text) ? plain + " and " + bytes : bytes;
    }

    /**
     * The column in a form that can be compared with the text otherwise than by {@code =}, by {@code like} for example.
     */
    public static String comparable(EntityManager entities, String column, String text) {
        return isComparable(entities, text)
                ? column
                : "cast(sql('convert(? using utf8mb4)', " + column + ") as string)";
    }

    /** Whether every column of the database can be compared with the text by {@code =}, as Keycloak's own queries do. */
    static boolean isComparable(EntityManager entities, String text) {
        return isNarrow(text) || !DatabaseKind.isMySql(entities);
    }

    /**
     * Whether all characters of the text have at most three bytes in UTF-8. A column of such characters refuses the
     * comparison with longer ones: "Illegal mix of collations".
     */
    private static boolean isNarrow(String text) {
        return text.codePoints().allMatch(Character::isBmpCodePoint);
    }
}
