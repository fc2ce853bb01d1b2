package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * How long a look at a realm takes, on PostgreSQL, at {@code -Dcheck.users} users, a million by default. It prints a line a
 * look; a look that was not to the end must say so.
 */
@Tag("measurement")
class RealmCheckCostTest {

    private static final int USERS = Integer.getInteger("check.users", 1_000_000);

    @Test
    void lookingIsTimed() throws Exception {
        Distribution distribution = Distribution.unpacked("realm-check-cost");
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
                Connection connection = database.getPostgresDatabase().getConnection();
                Keycloak keycloak = server.keycloak()) {
            keycloak.realms()
                    .create(RealmBuilder.create()
                            .name("large")
                            .enabled(true)
                            .verifyEmail(true)
                            .duplicateEmailsAllowed(true)
                            .loginWithEmailAllowed(false)
                            .realmRoles("admin")
                            .build());
            seed(connection);
            for (String query : new String[] {"", "", "", "?seconds=0", "?seconds=60", "?seconds=60", "?seconds=60"}) {
                look(server, keycloak, query);
            }
        }
    }

    private static void look(ServerProcess server, Keycloak keycloak, String query) {
        Api admin = Api.at(server.base() + "/admin/realms/large/users-api")
                .bearer(keycloak.tokenManager().grantToken().getToken());
        long begun = System.nanoTime();
        Answer check = admin.exchange("GET", query, null).expect(200);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        StringBuilder counts = new StringBuilder();
        boolean all = true;
        for (JsonNode finding : check.body().path("findings")) {
            boolean counted = finding.path("counted").asBoolean();
            all &= counted;
            counts.append(' ')
                    .append(finding.path("code").asText())
                    .append(counted ? " " + finding.path("count") : " not counted");
        }
        assertEquals(all, check.body().path("complete").asBoolean());
        assertTrue(all || !query.equals("?seconds=60"), check::text);
        System.out.printf("REALM CHECK %,d users, GET users-api%s: %,d ms,%s%n", USERS, query, millis, counts);
    }

    /** Of a hundred users one is unverified, one has no address, one the address of another; a thousand hold the role. */
    private static void seed(Connection connection) throws SQLException {
        execute(connection, "set session_replication_role = replica");
        execute(
                connection,
                "insert into user_entity (id, realm_id, username, email, email_constraint, email_verified, enabled,"
                        + " created_timestamp, not_before)"
                        + " select gen_random_uuid(), r.id, case when i % 1000 = 4 then (i + 1) || '@example.org' else 'user-'"
                        + " || i end, case when i % 100 = 1 then null when i % 100 = 2 then (i + 1) || '@example.org'"
                        + " else i || '@example.org' end, gen_random_uuid(), i % 100 > 0, true, 1577836800000 + i, 0"
                        + " from realm r, generate_series(1, " + USERS + ") i where r.name = 'large'");
        execute(
                connection,
                "insert into user_attribute (id, user_id, name, value) select gen_random_uuid(), u.id, n.name, 'sales'"
                        + " from user_entity u join realm r on r.id = u.realm_id, (values ('department')) n(name)"
                        + " where r.name = 'large' and u.created_timestamp % 10 = 0");
        execute(
                connection,
                "insert into user_role_mapping (user_id, role_id) select u.id, k.id from user_entity u join realm r on r.id"
                        + " = u.realm_id join keycloak_role k on k.realm_id = r.id and k.name = 'admin' where r.name ="
                        + " 'large' order by u.created_timestamp limit 1000");
        for (String table : new String[] {"user_entity", "user_attribute", "user_role_mapping"}) {
            execute(connection, "vacuum (analyze) " + table);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
