package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Fills both realms with the same users, with a few statements for all users of a step, instead of one call for each. A user has a name, an
 * address, the attribute {@code active}, the default role, and none to three other roles; the oldest have two attributes of
 * the realm's own. A quarter of all users share
 * their time of creation with 249 others, as after a bulk import: of each thousand the 250 behind the first {@value #SAME_TIME_FROM}.
 */
final class Seed {

    /** What the addresses of those begin with whom the rows create. */
    static final String CREATED_BY_API = "ours-";

    static final String CREATED_BY_ADMIN_API = "theirs-";
    static final String CREATED_BY_KEYCLOAK = "guest-";

    /** The department of the thousand oldest users, and of nobody else. */
    static final String DEPARTMENT_OF_THE_OLDEST = "Sales";

    /** How many users are older than the first of those who share their time of creation; {@link #USERS} says so, too. */
    static final int SAME_TIME_FROM = 500;

    /** Users that can sign in; all others have no password, which would cost Argon2 each. */
    private static final int SIGNING_IN = 100;

    private static final String USERS =
            """
            insert into user_entity (id, realm_id, username, email, email_constraint, email_verified, enabled,
                                     first_name, last_name, created_timestamp, not_before)
            select gen_random_uuid(), ?, address, address, address, true, i % 50 > 0, first, last, created, 0
            from (select i, first, last,
                         lower(first || '.' || last) || i || '@example.org' as address,
                         1577836800000 + 1000::bigint
                             * case when i % 1000 between 501 and 750 then i / 1000 * 1000 + 501 else i end as created
                  from (select i,
                               (array['Ada','Alan','Barbara','Donald','Edsger','Frances','Grace','Hedy','Jean','John',
                                      'Karen','Katherine','Leslie','Margaret','Niklaus','Radia','Shafi','Sophie',
                                      'Tim','Whitfield'])[1 + i % 20] as first,
                               (array['Allen','Berners','Dijkstra','Goldwasser','Hamilton','Hopper','Johnson','Kernighan',
                                      'Knuth','Lamarr','Lamport','Liskov','Lovelace','Perlman','Ritchie','Sparck',
                                      'Turing','Wilson','Wirth'])[1 + i % 19] || '-' ||
                               (array['Bartik','Cerf','Codd','Engelbart','Floyd','Gosling','Hoare','Jones','Kay',
                                      'Kleene','McCarthy','Milner','Minsky','Naur','Neumann','Post','Rivest',
                                      'Shannon','Stroustrup','Tarjan','Thompson','Wall','Yao'])[1 + i % 23] as last
                        from generate_series(?, ?) i) people) dated
            """;

    /** The users of a step are told by having no default role yet; so each later statement knows them. */
    private static final String STEP_TABLE =
            "create temporary table step (id varchar(36), n bigint, enabled boolean) on commit drop";

    private static final String STEP = "insert into step select u.id, row_number() over (), u.enabled"
            + " from user_entity u where u.realm_id = ? and u.service_account_client_link is null and not exists"
            + " (select 1 from user_role_mapping m where m.user_id = u.id and m.role_id = ?)";

    private static final String ATTRIBUTES = "insert into user_attribute (id, user_id, name, value)"
            + " select gen_random_uuid(), id, 'active', enabled::text from step";
    private static final String DEFAULT_ROLE =
            "insert into user_role_mapping (user_id, role_id) select id, ? from step";
    private static final String ROLES = "insert into user_role_mapping (user_id, role_id)"
            + " select s.id, r.id from step s"
            + " join (select id, row_number() over (order by name) as n from keycloak_role"
            + "       where realm_id = ? and not client_role and name = any (?)) r on s.n % 4 >= r.n";

    /** Attributes of the realm's own, of the users on the first pages. */
    private static final String REALMS_ATTRIBUTES =
            """
            insert into user_attribute (id, user_id, name, value)
            select gen_random_uuid(), u.id, a.name, a.value
            from (select id from user_entity where realm_id = ? order by created_timestamp, id limit 1000) u
            cross join (values ('%s', '%s'), ('%s', '+41 44 000 00 00')) a (name, value)
            """
                    .formatted(FileOfUsers.DEPARTMENT, DEPARTMENT_OF_THE_OLDEST, FileOfUsers.PHONE);

    /** The caller's password is everybody's: the hash, its salt and its parameters are copied. */
    private static final String PASSWORDS =
            """
            insert into credential (id, user_id, type, created_date, secret_data, credential_data, priority)
            select gen_random_uuid(), u.id, c.type, c.created_date, c.secret_data, c.credential_data, c.priority
            from (select id from user_entity where realm_id = ? and enabled and email <> ?
                  order by created_timestamp, id limit ?) u
            cross join (select c.* from credential c join user_entity k on k.id = c.user_id
                        where k.realm_id = ? and k.email = ?) c
            """;

    /**
     * So many of a hundred, by chance, and in both realms. PostgreSQL fills its pages; a user who is changed in a full page goes to
     * another, which all indexes of the table are told of, and leaves room for the next one of that page.
     */
    private static final String CHANGED = "update user_entity set last_modified_timestamp = created_timestamp + 1000"
            + " where (hashtext(id) & 2147483647) % 100 < ?";

    /** Into the memory of the system, which has room for more than PostgreSQL's own. */
    private static final String READ = "select sum(pg_prewarm(c.oid, 'read')) from pg_class c where c.oid in"
            + " (select t.oid from pg_class t where t.relname = any (?)"
            + "  union select i.indexrelid from pg_index i join pg_class t on t.oid = i.indrelid where t.relname = any (?))";

    private static final List<String> TABLES =
            List.of("user_entity", "user_attribute", "user_role_mapping", "credential");

    /** The indexes of these tables that no constraint needs, the module's among them. */
    private static final String INDEXES = " from pg_indexes where tablename in ('" + String.join("', '", TABLES)
            + "') and not exists (select 1 from pg_constraint where conname = indexname)";

    private final Postgres database;
    private final int twinUsers;
    private final int changed;
    private final Map<BenchmarkRealm, Integer> users = new EnumMap<>(BenchmarkRealm.class);

    Seed(Postgres database, Options options) {
        this.database = database;
        this.twinUsers = options.twinUsers();
        this.changed = options.changed();
    }

    /** Grows each realm to a number of users beside the caller, the owner and what the benchmark creates. */
    void growTo(int size) throws SQLException {
        try (Connection connection = database.connection()) {
            execute(connection, "set maintenance_work_mem = '1GB'");
            List<String> indexes = lines("select indexdef" + INDEXES);
            for (String index : lines("select indexname" + INDEXES)) {
                execute(connection, "drop index " + index);
            }
            for (BenchmarkRealm realm : BenchmarkRealm.values()) {
                boolean isCapped = realm == BenchmarkRealm.OFF && twinUsers > 0;
                connection.setAutoCommit(false);
                grow(connection, realm, isCapped ? Math.min(size, twinUsers) : size);
                connection.commit();
                connection.setAutoCommit(true);
            }
            if (changed > 0) {
                execute(connection, CHANGED, changed);
            }
            // Many times as quick as an entry for each of so many users.
            for (String index : indexes) {
                execute(connection, index);
            }
            tidyUp(connection);
        }
    }

    /** Reads the tables of users and their indexes from end to end, as if all users had been asked for lately. */
    void prewarm() throws SQLException {
        try (Connection connection = database.connection()) {
            execute(connection, "create extension if not exists pg_prewarm");
            Array tables = connection.createArrayOf("text", TABLES.toArray());
            execute(connection, READ, tables, tables);
        }
    }

    /** What PostgreSQL would do by itself, sooner or later; here it must not happen in the middle of a row. */
    private static void tidyUp(Connection connection) throws SQLException {
        for (String table : TABLES) {
            execute(connection, "vacuum (analyze) " + table);
        }
        execute(connection, "checkpoint");
    }

    private void grow(Connection connection, BenchmarkRealm filled, int size) throws SQLException {
        int before = users.getOrDefault(filled, 0);
        if (before == size) {
            return;
        }
        Realm realm = realm(connection, filled);
        // No foreign key is checked row by row: all of them hold by the way the statements are made.
        execute(connection, "set local session_replication_role = replica");
        execute(connection, USERS, realm.id(), before + 1, size);
        execute(connection, STEP_TABLE);
        execute(connection, STEP, realm.id(), realm.defaultRole());
        execute(connection, ATTRIBUTES);
        execute(connection, DEFAULT_ROLE, realm.defaultRole());
        execute(connection, ROLES, realm.id(), connection.createArrayOf("text", BenchmarkRealm.ROLES.toArray()));
        users.put(filled, size);
        if (before == 0) {
            execute(connection, REALMS_ATTRIBUTES, realm.id());
            execute(
                    connection,
                    PASSWORDS,
                    realm.id(),
                    BenchmarkRealm.CALLER,
                    SIGNING_IN,
                    realm.id(),
                    BenchmarkRealm.CALLER);
        }
    }

    /** Removes the users that the rows of the benchmark have created. */
    void removeCreated() throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            execute(connection, "set local session_replication_role = replica");
            execute(
                    connection,
                    "create temporary table created on commit drop as select id from user_entity where email like any (?)",
                    connection.createArrayOf("text", new String[] {
                        CREATED_BY_API + "%", CREATED_BY_ADMIN_API + "%", CREATED_BY_KEYCLOAK + "%"
                    }));
            for (String table : List.of("user_attribute", "user_role_mapping", "credential", "user_group_membership")) {
                execute(connection, "delete from " + table + " where user_id in (select id from created)");
            }
            execute(connection, "delete from user_entity where id in (select id from created)");
            connection.commit();
            connection.setAutoCommit(true);
            tidyUp(connection);
        }
    }

    private record Realm(String id, String defaultRole) {}

    private static Realm realm(Connection connection, BenchmarkRealm realm) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select id, default_role from realm where name = '" + realm.realmName() + "'")) {
            found.next();
            return new Realm(found.getString(1), found.getString(2));
        }
    }

    private static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    /** How many users the lists must show. */
    int listed() throws SQLException {
        return Integer.parseInt(
                lines("select count(*)" + users(BenchmarkRealm.ON) + " and u.service_account_client_link is null")
                        .get(0));
    }

    /** Writes ids and addresses of users by chance, a line each, and the addresses of those who can sign in. */
    void writeSamples(Trial trial) throws SQLException, IOException {
        for (BenchmarkRealm realm : BenchmarkRealm.values()) {
            String user = users(realm) + " and u.email like '%.%@example.org'";
            Files.write(
                    trial.sample(realm),
                    lines("select u.id || E'\\t' || u.email" + user + " order by random() limit 40000"));
            Files.write(
                    trial.signingIn(realm),
                    lines("select u.email" + user + " and exists (select 1 from credential c where c.user_id = u.id)"));
        }
    }

    private static String users(BenchmarkRealm realm) {
        return " from user_entity u join realm r on r.id = u.realm_id where r.name = '" + realm.realmName() + "'";
    }

    private List<String> lines(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }
}
