package io.usersapi.keycloak.listing.index;

import io.usersapi.keycloak.account.value.DatabaseKind;
import io.usersapi.keycloak.listing.filter.Letters;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.module.Settings;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.JpaConnectionProviderFactory;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The indexes of the setting {@code search-index}. Each serves a part of the SQL that Hibernate makes of a list's
 * query. PostgreSQL uses an index only where its expression and that of the query are the same.
 */
public final class SearchIndexes {

    private static final Logger LOG = Logger.getLogger(SearchIndexes.class);

    private SearchIndexes() {}

    /**
     * Makes the indexes in the background where the setting is on and the database can have them, and drops them where
     * the setting is off. A failure is a line in the log, and the server starts all the same.
     */
    public static void keep(KeycloakSessionFactory factory, Settings settings) {
        try {
            begin(factory, settings);
        } catch (RuntimeException failed) {
            LOG.warn("search-index: the indexes are not looked after until the next start", failed);
        }
    }

    private static void begin(KeycloakSessionFactory factory, Settings settings) {
        KeycloakModelUtils.runJobInTransaction(factory, session -> {
            EntityManager entities =
                    session.getProvider(JpaConnectionProvider.class).getEntityManager();
            if (factory.getProviderFactory(JpaConnectionProvider.class) instanceof JpaConnectionProviderFactory database
                    && DatabaseKind.isPostgres(entities)) {
                UserTable table =
                        new UserTable(entities.getEntityManagerFactory().unwrap(SessionFactoryImplementor.class));
                new IndexKeeper(
                                database::getConnection,
                                table.name(),
                                settings.searchIndex() ? wanted(table) : List.of())
                        .start();
            } else if (settings.searchIndex()) {
                LOG.warnf(
                        "search-index: no indexes are made, since they need PostgreSQL with the extension pg_trgm, and this"
                                + " database is of the kind %s",
                        DatabaseKind.name(entities));
            }
        });
    }

    /**
     * Whether the lists may use queries that are made for the indexes. While the indexes are being made, such queries
     * are as quick as others.
     */
    public static boolean serve(EntityManager entities, Settings settings) {
        return settings.searchIndex() && DatabaseKind.isPostgres(entities);
    }

    private static List<NamedIndex> wanted(UserTable table) {
        String trigrams = " " + NamedIndex.TRIGRAMS + ")";
        String lowerName = table.lowerName();
        return List.of(
                new NamedIndex("users_api_search_text_v1", "using gin (" + table.addressAndName() + trigrams),
                new NamedIndex(
                        "users_api_search_letters_v1",
                        "using gin (" + Letters.foldedExpression(lowerName) + trigrams + " where "
                                + table.columns(Letters.anyTrace())),
                new NamedIndex("users_api_order_name_v2", order(table, table.sortedName())),
                new NamedIndex(
                        "users_api_order_updated_v1", order(table, table.columns(Sort.Key.UPDATED_AT.expression()))));
    }

    private static String order(UserTable table, String expression) {
        return "(" + table.column("realmId") + ", " + expression + ", " + table.column("id") + ")";
    }
}
