package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.RealmRepresentation;

/**
 * What it costs to look, when the module goes on, for what was done to users while nobody watched: the time of the save
 * that switches it on, on PostgreSQL, at {@code -Dreconciliation.users} users, a million by default. It prints a line a
 * measurement.
 */
@Tag("measurement")
class ReconciliationCostTest {

    private static final int USERS = Integer.getInteger("reconciliation.users", 1_000_000);

    private RealmResource realm;

    @Test
    void switchingOnIsTimed() throws Exception {
        Distribution distribution = Distribution.unpacked("reconciliation-cost");
        distribution.install();
        distribution.build("--db=postgres");
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .start();
                ServerProcess server = ServerProcess.start(
                                distribution,
                                "server",
                                ServerProcess.freePort(),
                                "start",
                                "--optimized",
                                "--hostname-strict=false",
                                "--db-url=" + database.getJdbcUrl("postgres", "postgres"),
                                "--db-username=postgres",
                                "--db-password=postgres")
                        .awaitReady();
                Connection connection = database.getPostgresDatabase().getConnection()) {
            measure(server, connection);
        }
    }

    private void measure(ServerProcess server, Connection connection) throws SQLException {
        RealmRepresentation created = new RealmRepresentation();
        created.setRealm("large");
        created.setEnabled(true);
        try (var keycloak = server.keycloak()) {
            keycloak.realms().create(created);
            keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
            realm = keycloak.realm("large");
            switchTo(true);
            print("no user", 0);
            seed(connection);
            for (int round = 0; round < 3; round++) {
                print("nothing was done", USERS);
            }
            execute(
                    connection,
                    "update user_entity set enabled = not enabled where ctid in"
                            + " (select ctid from user_entity tablesample system (1))");
            print("one in a hundred was switched by SQL", USERS);
            assertEquals(0, count(connection));
        }
    }

    private void print(String what, int users) {
        switchTo(false);
        long begun = System.nanoTime();
        switchTo(true);
        System.out.printf(
                "RECONCILIATION %,d users, %s: %,d ms%n", users, what, (System.nanoTime() - begun) / 1_000_000);
    }

    private void switchTo(boolean on) {
        RealmRepresentation changed = realm.toRepresentation();
        changed.getAttributes().put("usersApi.enabled", Boolean.toString(on));
        realm.update(changed);
    }

    /** Users with the attribute; one in fifty is disabled, one in a hundred a tombstone. */
    private static void seed(Connection connection) throws SQLException {
        execute(connection, "set session_replication_role = replica");
        execute(
                connection,
                "insert into user_entity (id, realm_id, username, email, email_constraint, email_verified, enabled,"
                        + " created_timestamp, not_before)"
                        + " select gen_random_uuid(), r.id, case when i % 100 = 0 then 'deleted-' else 'user-' end || i,"
                        + " case when i % 100 = 0 then null else i || '@example.org' end, i || '@example.org', false,"
                        + " i % 50 > 0, 1577836800000 + i, 0"
                        + " from realm r, generate_series(1, " + USERS + ") i where r.name = 'large'");
        for (String attribute : new String[] {"'active', u.enabled::text", "'deleted_at', 'x'", "'deleted_by', 'x'"}) {
            execute(
                    connection,
                    "insert into user_attribute (id, user_id, name, value) select gen_random_uuid(), u.id, " + attribute
                            + " from user_entity u join realm r on r.id = u.realm_id where r.name = 'large'"
                            + (attribute.startsWith("'active'") ? "" : " and u.email is null"));
        }
        execute(connection, "vacuum (analyze) user_entity");
        execute(connection, "vacuum (analyze) user_attribute");
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from user_entity u join user_attribute a"
                        + " on a.user_id = u.id and a.name = 'active' where a.value <> u.enabled::text")) {
            found.next();
            return found.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
