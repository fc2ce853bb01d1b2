package io.usersapi.keycloak.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The same new users in three forms: as rows of an import, as a file of Keycloak's partial import and as rows of SQL. A user
 * has a name, an address, a bcrypt hash, a role and two attributes.
 *
 * @param prefix what their addresses begin with
 */
record FileOfUsers(String prefix) {

    static final String ROLE = BenchmarkRealm.ROLES.get(0);

    static final String DEPARTMENT = "department";
    static final String PHONE = "phone";

    /** The SQL needs these of the realm that it fills. */
    record Ids(String realm, String role, String defaultRole) {}

    private static final int COST = 10;

    /** Of the text U*U, from the test vectors of John the Ripper, with the cost of bcrypt's default. */
    private static final String HASH = "$2a$" + COST + "$XajjQvNhvvRt5GSeFk1xFeyqRrsxkhBkUiQeg0dt.wU1qD4aFDcga";

    private static final String CREDENTIAL_DATA =
            "{\"hashIterations\":%d,\"algorithm\":\"bcrypt\",\"additionalParameters\":{}}".formatted(COST);
    private static final String SECRET_DATA =
            "{\"value\":\"%s\",\"salt\":\"\",\"additionalParameters\":{}}".formatted(HASH);

    static String email(String prefix, int number) {
        return prefix + number + "@example.org";
    }

    private String email(int number) {
        return email(prefix, number);
    }

    private static String department(int number) {
        return "department-" + number % 40;
    }

    private static String phone(int number) {
        return "+49 30 " + (1_000_000 + number);
    }

    /** Rows for {@code /users/import}. */
    String rows(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(number ->
                        """
                        {"email": "%s", "name": "Ada Lovelace-%d", "roles": ["%s"], "password_hash": "%s", \
                        "attributes": {"%s": "%s", "%s": "%s"}}
                        """
                                .formatted(
                                        email(number),
                                        number,
                                        ROLE,
                                        HASH,
                                        DEPARTMENT,
                                        department(number),
                                        PHONE,
                                        phone(number)))
                .collect(Collectors.joining());
    }

    /** A file for Keycloak's partial import. */
    String partialImport(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(number ->
                        """
                        {"username": "%1$s", "email": "%1$s", "enabled": true, "firstName": "Ada", \
                        "lastName": "Lovelace-%2$d", "realmRoles": ["%3$s"], \
                        "credentials": [{"type": "password", "credentialData": "%4$s", "secretData": "%5$s"}], \
                        "attributes": {"%6$s": ["%7$s"], "%8$s": ["%9$s"]}}"""
                                .formatted(
                                        email(number),
                                        number,
                                        ROLE,
                                        CREDENTIAL_DATA.replace("\"", "\\\""),
                                        SECRET_DATA.replace("\"", "\\\""),
                                        DEPARTMENT,
                                        department(number),
                                        PHONE,
                                        phone(number)))
                .collect(Collectors.joining(",", "{\"ifResourceExists\": \"FAIL\", \"users\": [", "]}"));
    }

    /** Inserts the rows that an import makes of them, in batches and one transaction. */
    void insert(Connection connection, Ids ids, int from, int count) throws SQLException {
        try (PreparedStatement users = connection.prepareStatement(
                        "insert into user_entity (id, realm_id, username, email, email_constraint, email_verified, enabled,"
                                + " first_name, last_name, created_timestamp, last_modified_timestamp, not_before)"
                                + " values (?, ?, ?, ?, ?, false, true, 'Ada', ?, ?, ?, 0)");
                PreparedStatement attributes = connection.prepareStatement(
                        "insert into user_attribute (id, user_id, name, value) values (?, ?, ?, ?)");
                PreparedStatement roles =
                        connection.prepareStatement("insert into user_role_mapping (user_id, role_id) values (?, ?)");
                PreparedStatement credentials = connection.prepareStatement(
                        "insert into credential (id, user_id, type, created_date, secret_data, credential_data, priority,"
                                + " version) values (?, ?, 'password', ?, ?, ?, 10, 0)")) {
            long now = System.currentTimeMillis();
            for (int number = from; number < from + count; number++) {
                String id = UUID.randomUUID().toString();
                String email = email(number);
                add(users, id, ids.realm(), email, email, email, "Lovelace-" + number, now, now);
                add(attributes, id, id, "active", "true");
                add(attributes, UUID.randomUUID().toString(), id, DEPARTMENT, department(number));
                add(attributes, UUID.randomUUID().toString(), id, PHONE, phone(number));
                add(roles, id, ids.defaultRole());
                add(roles, id, ids.role());
                add(credentials, UUID.randomUUID().toString(), id, now, SECRET_DATA, CREDENTIAL_DATA);
            }
            users.executeBatch();
            attributes.executeBatch();
            roles.executeBatch();
            credentials.executeBatch();
        }
        connection.commit();
    }

    private static void add(PreparedStatement statement, Object... values) throws SQLException {
        for (int at = 0; at < values.length; at++) {
            statement.setObject(at + 1, values[at]);
        }
        statement.addBatch();
    }
}
