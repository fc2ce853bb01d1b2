package io.usersapi.keycloak.account.value;

import io.usersapi.keycloak.support.Stub;
import io.usersapi.keycloak.support.Stub.Call;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.dialect.OracleDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.dialect.SQLServerDialect;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The kinds of databases, as far as Hibernate's dialect tells them apart. */
enum StubDatabase {
    H2(new H2Dialect()),
    POSTGRESQL(new PostgreSQLDialect()),
    MARIADB(new MariaDBDialect()),
    MYSQL(new MySQLDialect()),
    SQL_SERVER(new SQLServerDialect()),
    ORACLE(new OracleDialect());

    private final Dialect dialect;

    StubDatabase(Dialect dialect) {
        this.dialect = dialect;
    }

    /** An entity manager that knows the database, and answers no query. */
    EntityManager entities() {
        return entities(Map.of());
    }

    /** A session of Keycloak on the database; {@code queries} are what the entity manager answers beside. */
    KeycloakSession session(Map<String, Call> queries) {
        EntityManager entities = entities(queries);
        JpaConnectionProvider connections =
                Stub.of(JpaConnectionProvider.class, Map.of("getEntityManager", call -> entities));
        return Stub.of(KeycloakSession.class, Map.of("getProvider", call -> connections));
    }

    private EntityManager entities(Map<String, Call> queries) {
        JdbcServices jdbc = Stub.of(JdbcServices.class, Map.of("getDialect", call -> dialect));
        SessionFactoryImplementor hibernate =
                Stub.of(SessionFactoryImplementor.class, Map.of("getJdbcServices", call -> jdbc));
        EntityManagerFactory factory = Stub.of(EntityManagerFactory.class, Map.of("unwrap", call -> hibernate));
        Map<String, Call> known = Map.of("getEntityManagerFactory", call -> factory);
        return Stub.of(
                EntityManager.class,
                Stream.of(known, queries)
                        .flatMap(answers -> answers.entrySet().stream())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
