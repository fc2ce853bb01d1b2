package io.usersapi.keycloak.account.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.persistence.EntityManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseKindTest {

    @ParameterizedTest
    @CsvSource({
        "H2,         false, false, false, H2",
        "POSTGRESQL, true,  false, false, PostgreSQL",
        "MARIADB,    false, true,  false, MariaDB",
        "MYSQL,      false, true,  false, MySQL",
        "SQL_SERVER, false, false, true,  SQLServer",
        "ORACLE,     false, false, false, Oracle",
    })
    void hibernateTellsTheKind(
            StubDatabase database, boolean isPostgres, boolean isMySql, boolean isSqlServer, String name) {
        EntityManager entities = database.entities();
        assertEquals(isPostgres, DatabaseKind.isPostgres(entities));
        assertEquals(isMySql, DatabaseKind.isMySql(entities));
        assertEquals(isSqlServer, DatabaseKind.isSqlServer(entities));
        assertEquals(name, DatabaseKind.name(entities));
    }
}
