package io.usersapi.keycloak.listing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.databases.Database;
import io.usersapi.keycloak.databases.TestDatabases;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * The setting {@code search-index} through the starts of a server on PostgreSQL: in a schema of its own, by a database user
 * who may install nothing, and with the extension where no search path leads.
 */
@EnabledIfSystemProperty(named = "test.database", matches = "postgres")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchIndexTest {

    private static final int PORT = ServerProcess.freePort();
    private static final String SETTING = "--spi-realm-restapi-extension--api--";
    private static final String TABLE = "keycloak_tables.user_entity";

    /** More than PostgreSQL keeps making a plan for each text (five), and more than one may meet in a connection. */
    private static final int TIMES = 15;

    /** The number of the module's advisory lock, as other servers and people at the database know it. */
    private static final long LOCK = 0x7573657273617069L;

    private static final String TEXT = "users_api_search_text_v1";
    private static final String LETTERS = "users_api_search_letters_v1";
    private static final String BY_NAME = "users_api_order_name_v2";
    private static final String BY_UPDATE = "users_api_order_updated_v1";
    private static final List<String> ALL = List.of(BY_NAME, BY_UPDATE, LETTERS, TEXT);

    /** Of the first name of a user of {@link #fill}: of so many letters that the index is asked for a part of its groups. */
    private static final String LONG_TEXT = "45c48cce2e2d7fbd";

    /** Each kind of list, and which indexes serve it; the last is Keycloak's own. */
    private static final Map<String, List<String>> LISTS = Map.ofEntries(
            Map.entry("search=ovelace", List.of(TEXT)),
            Map.entry("search=gross", List.of(TEXT, LETTERS)),
            Map.entry("search=gro%C3%9F", List.of(TEXT, LETTERS)),
            Map.entry("search=u777%40ex", List.of(TEXT)),
            Map.entry("search=a%20lovelace", List.of(TEXT)),
            Map.entry("search=" + LONG_TEXT, List.of(TEXT)),
            Map.entry("search=ovelace&sort=-name", List.of(TEXT)),
            Map.entry("search=ovelace&cursor=", List.of(TEXT)),
            Map.entry("sort=name", List.of(BY_NAME)),
            Map.entry("sort=-updated_at", List.of(BY_UPDATE)),
            Map.entry("sort=email", List.of("idx_user_email")));

    private static Distribution keycloak;
    private static Database database;
    private static ServerProcess server;
    private static Api admin;

    @BeforeAll
    static void aDatabaseAndItsUser() throws SQLException {
        database = TestDatabases.create("search_index");
        write("create role plain login password 'plain'");
        write("create schema keycloak_tables authorization plain");
        keycloak = Distribution.unpacked("search-index");
        keycloak.install();
        keycloak.build("--db=" + database.vendor());
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    @Order(1)
    void whereTheExtensionCannotBeInstalledTheLogSaysWhyAndTheServerServes() throws SQLException {
        start("true");
        try (Keycloak admin = server.keycloak()) {
            admin.realms()
                    .create(RealmBuilder.create().name("acme").enabled(true).build());
        }
        awaitLogged("search-index: no indexes are made, since they need PostgreSQL's extension pg_trgm, which is not"
                + " installed: ERROR: permission denied to create extension \"pg_trgm\"");
        fill();
        assertEquals(20, users("search=ovelace").size());
        assertEquals(List.of(), indexes());
        server.stop();
    }

    /**
     * Whoever has the lock works on the indexes. Who waits asks again after a minute, since the other may have died. An index that
     * is made {@code concurrently} waits for whoever writes to the table, so the progress of an index on a small table can be
     * seen, too.
     */
    @Test
    @Order(2)
    void oneServerAtATimeMakesTheIndexesAndTellsHowFarItIs() throws SQLException {
        write("create schema elsewhere");
        write("create extension pg_trgm schema elsewhere");
        write("grant usage on schema elsewhere to plain");
        try (Connection writer = database.connection()) {
            writer.setAutoCommit(false);
            execute(writer, "lock table " + TABLE + " in row exclusive mode");
            try (Connection other = database.connection()) {
                execute(other, "select pg_advisory_lock(" + LOCK + ")");
                start("true");
                awaitLogged("search-index: another server works on the indexes");
                assertEquals(List.of(), begun());
            }
            awaitLogged("search-index: " + TEXT + " is being made on");
            awaitLogged("search-index: " + TEXT + ": waiting for writers before build, 0 of ");
            assertEquals(List.of(TEXT), begun());
        }
        awaitLogged("search-index: all 4 indexes of");
        assertEquals(ALL, begun());
    }

    @Test
    @Order(3)
    void indexesServeEachKindOfList() throws SQLException {
        assertEquals(ALL, indexes());
        Map<String, Long> before = scans();
        assertEquals(1, users("search=" + LONG_TEXT).size());
        LISTS.keySet().forEach(list -> IntStream.range(0, TIMES).forEach(time -> users(list)));
        Map<String, Long> expected = LISTS.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(index -> index, Collectors.summingLong(list -> TIMES)));
        // PostgreSQL tells its counters after a while.
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Map<String, Long> after = scans();
            expected.forEach((index, times) -> assertTrue(
                    after.get(index) >= before.get(index) + times, () -> index + ": " + before + ", then " + after));
        });
    }

    @Test
    @Order(4)
    void aSecondStartMakesNothingAndAnIndexThatIsBrokenIsMadeAnew() throws SQLException {
        server.stop();
        write("update pg_index set indisvalid = false where indexrelid = 'keycloak_tables." + TEXT + "'::regclass");
        start("true");
        awaitLogged("search-index: keycloak_tables." + TEXT + " was not made to the end and is made anew");
        await().atMost(Duration.ofMinutes(1)).until(() -> indexes().equals(ALL));
        assertEquals(
                1,
                server.log()
                        .filter(line -> line.contains("search-index: " + BY_NAME + " is being made"))
                        .count());
    }

    @Test
    @Order(5)
    void switchedOffTheModulesIndexesGoAndAnOperatorsStayAndListsSayTheSame() throws SQLException {
        write("create index users_api_email on " + TABLE + " using gin (email elsewhere.gin_trgm_ops)");
        List<String> lists = new ArrayList<>(LISTS.keySet());
        lists.addAll(List.of("search=ov", "search=example.org", "search=example.org&page=3&sort=name", "search=1%2B"));
        List<List<String>> with = lists.stream().map(SearchIndexTest::users).toList();
        server.stop();
        start("false");
        await().atMost(Duration.ofMinutes(1)).until(() -> indexes().isEmpty());
        assertEquals(with, lists.stream().map(SearchIndexTest::users).toList());
        assertTrue(scans().containsKey("users_api_email"));
    }

    private static void start(String searchIndex) {
        admin = null;
        server = ServerProcess.start(
                        keycloak,
                        "search-index",
                        PORT,
                        "start",
                        "--optimized",
                        "--hostname-strict=false",
                        "--cache=local",
                        "--log-level=info,io.usersapi.keycloak.listing.index:debug",
                        // It names the database's owner.
                        "--db-url=" + database.url().replaceFirst("[?].*", ""),
                        "--db-schema=keycloak_tables",
                        "--db-username=plain",
                        "--db-password=plain",
                        SETTING + "realms=acme",
                        SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                        SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD,
                        SETTING + "total-limit=1000",
                        SETTING + "search-index=" + searchIndex)
                .awaitReady();
    }

    /** So many users that PostgreSQL would rather use an index; a few have letters of many forms. */
    private static void fill() throws SQLException {
        write("insert into " + TABLE + " (id, realm_id, username, email, email_constraint, email_verified, enabled,"
                + " first_name, last_name, created_timestamp, not_before)"
                + " select gen_random_uuid(), r.id, a, a, a, true, true, 'Name ' || md5(i::text),"
                + " case when i % 1500 = 7 then 'Groß' when i % 1500 = 8 then 'Gross' when i % 1500 = 9 then 'Lovelace'"
                + " else md5('-' || i) end, 1500000000000 + i, 0"
                + " from (select i, 'u' || i || '@example.org' as a from generate_series(1, 40000) i) s"
                + " cross join keycloak_tables.realm r where r.name = 'acme'");
        write("vacuum (analyze) " + TABLE);
    }

    /** The ids on a page of users. */
    private static List<String> users(String query) {
        if (admin == null) {
            admin = Api.at(server.base() + "/realms/acme/api")
                    .signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        }
        List<String> ids = new ArrayList<>();
        admin.get("/users?per_page=20&" + query)
                .expect(200)
                .body()
                .path("data")
                .forEach(user -> ids.add(user.path("id").asText()));
        return ids;
    }

    private static void awaitLogged(String text) {
        await(text).atMost(Duration.ofMinutes(3)).until(() -> server.log().anyMatch(line -> line.contains(text)));
    }

    /** The module's own, also those that are being made. */
    private static List<String> begun() throws SQLException {
        return texts("select indexname from pg_indexes where indexname ~ '^users_api_.*_v[0-9]$' order by 1");
    }

    /** The module's own that were made to the end. */
    private static List<String> indexes() throws SQLException {
        return texts("select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = '"
                + TABLE + "'::regclass and i.indisvalid and c.relname ~ '^users_api_.*_v[0-9]$' order by 1");
    }

    /** How often each index was used. */
    private static Map<String, Long> scans() throws SQLException {
        return texts("select indexrelname || ' ' || idx_scan from pg_stat_all_indexes where relname = 'user_entity'")
                .stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(index -> index[0], index -> Long.valueOf(index[1])));
    }

    private static List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static void write(String statement) throws SQLException {
        try (Connection connection = database.connection()) {
            execute(connection, statement);
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement sent = connection.createStatement()) {
            sent.execute(statement);
        }
    }
}
