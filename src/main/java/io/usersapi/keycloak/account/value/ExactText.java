package io.usersapi.keycloak.account.value;

import jakarta.persistence.EntityManager;
import org.hibernate.Session;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * A comparison in JPQL, letter by letter. MariaDB and MySQL compare by a collation, for which {@code E} and {@code \u00e9}
 * are {@code e} and blanks at the end are nothing: their bytes are compared besides. The plain comparison is what an index
 * can use.
 */
public final class ExactText {

    private static final String BYTES = "sql('cast(convert(? using utf8mb4) as binary)', ";

    private ExactText() {}

    /** @param text what the parameter is set to */
    public static String equal(EntityManager entities, String column, String parameter, String text) {
        String plain = column + " = " + parameter;
        if (!comparesByCollation(entities)) {
            return plain;
        }
        String bytes = BYTES + column + ") = " + BYTES + parameter + ")";
        return isNarrow(text) ? plain + " and " + bytes : bytes;
    }

    /** The column as it may be compared with the text in another way than by {@code =}. */
    public static String comparable(EntityManager entities, String column, String text) {
        return isNarrow(text) || !comparesByCollation(entities)
                ? column
                : "cast(sql('convert(? using utf8mb4)', " + column + ") as string)";
    }

    /** A column of at most three bytes a letter refuses the comparison with others: "Illegal mix of collations". */
    private static boolean isNarrow(String text) {
        return text.codePoints().allMatch(Character::isBmpCodePoint);
    }

    private static boolean comparesByCollation(EntityManager entities) {
        return entities.unwrap(Session.class)
                        .getSessionFactory()
                        .unwrap(SessionFactoryImplementor.class)
                        .getJdbcServices()
                        .getDialect()
                instanceof MySQLDialect;
    }
}
