package io.usersapi.keycloak.databases;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A database for a Keycloak, empty at first.
 *
 * @param vendor the value of Keycloak's option {@code db}
 * @param url the JDBC URL
 */
public record Database(String vendor, String url, String user, String password) {

    public Connection connection() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
