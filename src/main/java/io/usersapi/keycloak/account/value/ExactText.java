package io.usersapi.keycloak.account.value;

import jakarta.persistence.EntityManager;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.dialect.SQLServerDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Comparisons in JPQL, letter by letter. MariaDB and MySQL compare by a collation in which {@code E} and {@code \u00e9}
 * equal {@code e} and blanks at the end do not count; so does SQL Server, whose collations differ in what equals {@code e}.
 * So the bytes are compared as well. The plain comparison stays, because an index can serve only that.
 */
public final class ExactText {

    private static final String MYSQL = "cast(convert(%s using utf8mb4) as binary)";

    /** Texts of either kind, {@code varchar} and {@code nvarchar}, in the bytes of the latter. */
    private static final String SQL_SERVER = "cast(cast(%s as nvarchar(4000)) as varbinary(8000))";

    private static final String OF_MYSQL = inJpql(MYSQL);
    private static final String OF_SQL_SERVER = inJpql(SQL_SERVER);

    private ExactText() {}

    private static String inJpql(String sql) {
        return "sql('" + sql.formatted("?") + "', %s)";
    }

    /**
     * The condition that the column equals the parameter.
     *
     * @param column an expression in JPQL
     * @param parameter a parameter of the query, with its colon, or a literal
     * @param text the value of the parameter
     */
    public static String equal(EntityManager entities, String column, String parameter, String text) {
        String plain = column + " = " + parameter;
        if (DatabaseKind.isSqlServer(entities)) {
            return plain + " and " + sameBytes(OF_SQL_SERVER, column, parameter);
        }
        if (!DatabaseKind.isMySql(entities)) {
            return plain;
        }
        String bytes = sameBytes(OF_MYSQL, column, parameter);
        return isNarrow(text) ? plain + " and " + bytes : bytes;
    }

    /**
     * A condition in SQL beside the plain comparison of a column with a parameter: it has a second parameter, for the same text.
     * It is empty where the plain comparison is exact.
     */
    public static String alsoExactly(SharedSessionContractImplementor session, String column) {
        Dialect dialect = session.getFactory().getJdbcServices().getDialect();
        if (dialect instanceof SQLServerDialect) {
            return " and " + sameBytes(SQL_SERVER, column, "?");
        }
        return dialect instanceof MySQLDialect ? " and " + sameBytes(MYSQL, column, "?") : "";
    }

    private static String sameBytes(String bytes, String column, String parameter) {
        return bytes.formatted(column) + " = " + bytes.formatted(parameter);
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
