package io.usersapi.keycloak.account.value;

import jakarta.persistence.EntityManager;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.dialect.SQLServerDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Which database Keycloak's tables are in, for the queries that databases do not serve alike. */
public final class DatabaseKind {

    private DatabaseKind() {}

    /** Whether the database is PostgreSQL, or one that Hibernate addresses as such. */
    public static boolean isPostgres(EntityManager entities) {
        return dialect(entities) instanceof PostgreSQLDialect;
    }

    /** Whether the database is MariaDB or MySQL. */
    static boolean isMySql(EntityManager entities) {
        return dialect(entities) instanceof MySQLDialect;
    }

    static boolean isSqlServer(EntityManager entities) {
        return dialect(entities) instanceof SQLServerDialect;
    }

    /** The name that Hibernate has for the kind of database, such as {@code MariaDB}. */
    public static String name(EntityManager entities) {
        return dialect(entities).getClass().getSimpleName().replace("Dialect", "");
    }

    private static Dialect dialect(EntityManager entities) {
        return entities.getEntityManagerFactory()
                .unwrap(SessionFactoryImplementor.class)
                .getJdbcServices()
                .getDialect();
    }
}
