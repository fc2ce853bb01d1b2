package io.usersapi.keycloak.account.batch;

import java.sql.Statement;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Plans of PostgreSQL that fit the tables as they are. A connection keeps the plan of a foreign key's check from its first use
 * on. A plan that was made while the table of users was nearly empty reads the whole table for each new row that refers to a
 * user: in a fresh database an import took ten times as long, until PostgreSQL analyzed the table by itself.
 */
public final class FreshPlans {

    private FreshPlans() {}

    /** Has the transaction's connection plan its statements anew, the checks of foreign keys among them (DISCARD PLANS). */
    public static void ask(KeycloakSession session) {
        SharedSessionContractImplementor hibernate = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(SharedSessionContractImplementor.class);
        if (hibernate.getFactory().getJdbcServices().getDialect() instanceof PostgreSQLDialect) {
            hibernate.doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("discard plans");
                }
            });
        }
    }
}
