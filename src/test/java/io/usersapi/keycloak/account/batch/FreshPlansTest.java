package io.usersapi.keycloak.account.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** What a transaction sends to the database before it creates many users. */
@KeycloakIntegrationTest(config = ApiServer.class)
class FreshPlansTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    @Test
    @EnabledIfSystemProperty(named = "test.database", matches = "postgres")
    void postgresIsToldToPlanAnew() {
        assertEquals("discard plans", server.fetchString(FreshPlansTest::lastStatement));
    }

    /** PostgreSQL does know the statement: that it is sent there is what the other test shows. */
    @Test
    @DisabledIfSystemProperty(named = "test.database", matches = "postgres")
    void otherDatabasesAreToldNothingThatTheyDoNotKnow() {
        assertEquals("1", server.fetchString(session -> {
            FreshPlans.ask(session);
            return one(session, "select count(*) from REALM where NAME = 'acme'");
        }));
    }

    /** The statement that the session's own connection sent last, as another connection sees it. */
    private static String lastStatement(KeycloakSession session) {
        String process = one(session, "select pg_backend_pid()");
        FreshPlans.ask(session);
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                other -> one(other, "select query from pg_stat_activity where pid = " + process));
    }

    private static String one(KeycloakSession session, String query) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return String.valueOf(entities.createNativeQuery(query).getSingleResult());
    }
}
