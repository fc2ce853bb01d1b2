package io.usersapi.keycloak.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What it costs to deactivate many users who are signed in, by one request and one by one, {@code mvn -Pbenchmark
 * -Dbenchmark.program=BulkBenchmark}. One client sends; each of its requests is answered before the next. Both ways are
 * warmed up, and then take turns. The table is printed, and written to {@code target/benchmark/bulk.md}.
 */
public final class BulkBenchmark {

    private static final int CHANGED = 1000;
    /** How many thousands each way changes before it is measured. */
    private static final int WARM_UP = 3;

    private static final int TURNS = 2;

    /** Everybody is signed in as the caller is: the session's rows are the caller's, under ids of their own. */
    private static final List<String> SESSIONS = List.of(
            "create temporary table caller as select s.user_session_id as id from offline_user_session s"
                    + " join user_entity u on u.id = s.user_id where u.email = '" + BenchmarkRealm.CALLER
                    + "' and s.offline_flag = '0' and u.realm_id = (select id from realm where name = '"
                    + BenchmarkRealm.ON.realmName() + "') limit 1",
            "create temporary table begun as select gen_random_uuid()::text as id, u.id as user_id from user_entity u"
                    + " where u.email like '" + Seed.CREATED_BY_API + "%'",
            "insert into offline_user_session (user_session_id, user_id, realm_id, created_on, offline_flag, data,"
                    + " last_session_refresh, broker_session_id, version, remember_me) select b.id, b.user_id, s.realm_id,"
                    + " s.created_on, s.offline_flag, s.data, s.last_session_refresh, s.broker_session_id, s.version,"
                    + " s.remember_me from begun b, offline_user_session s join caller on s.user_session_id = caller.id",
            "insert into offline_client_session (user_session_id, client_id, offline_flag, timestamp, data,"
                    + " client_storage_provider, external_client_id, version) select b.id, c.client_id, c.offline_flag,"
                    + " c.timestamp, c.data, c.client_storage_provider, c.external_client_id, c.version from begun b,"
                    + " offline_client_session c join caller on c.user_session_id = caller.id",
            "analyze");

    private final Program program;

    private BulkBenchmark(Program program) {
        this.program = program;
    }

    /** Runs it; all options are system properties. */
    public static void main(String[] arguments) {
        Program.run("bulk.md", program -> new BulkBenchmark(program).run());
    }

    private void run() throws Exception {
        try (FilesClient client =
                new FilesClient(program.database(), program.server().uri())) {
            String prefix = Seed.CREATED_BY_API;
            int thousands = 2 * (WARM_UP + TURNS);
            FilesBenchmark.each(thousands * CHANGED, FilesBenchmark.ROWS, client.imported(prefix, ""));
            signIn(program.database());
            for (int turn = -WARM_UP; turn < TURNS; turn++) {
                int from = 2 * (turn + WARM_UP) * CHANGED;
                measure(turn, "in one request", client.bulk(prefix), from);
                measure(turn, "one by one", client.oneByOne(prefix), from + CHANGED);
            }
        }
    }

    private static void signIn(Postgres database) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String sql : SESSIONS) {
                statement.execute(sql);
            }
        }
    }

    private void measure(int turn, String how, FilesClient.Part part, int from) throws Exception {
        long server = program.server().pid();
        Path directory = program.options().directory();
        CpuTime before = CpuTime.now(server, directory);
        CompilerTime compiled = CompilerTime.now(server);
        long start = System.nanoTime();
        part.of(from, CHANGED);
        double seconds = (System.nanoTime() - start) / 1e9;
        CpuTime cpu = CpuTime.now(server, directory).since(before);
        program.print(
                "| %s | %s | %,.0f | %.2f | %.2f | %.2f |",
                turn < 0 ? "warm-up" : "turn " + (turn + 1),
                how,
                CHANGED / seconds,
                cpu.server().toNanos() / 1e6 / CHANGED,
                CompilerTime.now(server).since(compiled).toMillis() / (double) CHANGED,
                cpu.database().toNanos() / 1e6 / CHANGED);
    }
}
