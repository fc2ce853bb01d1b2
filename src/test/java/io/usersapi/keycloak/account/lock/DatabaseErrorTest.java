package io.usersapi.keycloak.account.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What databases say that the tests do not run on, in their own words. */
class DatabaseErrorTest {

    private static Optional<String> field(String message, String state, int code) {
        return DatabaseError.unstorableField(new RuntimeException(new SQLException(message, state, code)));
    }

    @Test
    void aNameThatIsTooLongForTheColumnOfSqlServerIsToldAsTheName() {
        String table = "String or binary data would be truncated in table 'keycloak.dbo.";
        assertEquals(
                Optional.of("name"),
                field(table + "USER_ENTITY', column 'LAST_NAME'. Truncated value: 'email of Ada'.", "S0001", 2628));
        assertEquals(
                Optional.of("attributes"),
                field(table + "USER_ATTRIBUTE', column 'VALUE'. Truncated value: 'de'.", "S0001", 2628));
    }

    @Test
    void anAddressThatIsTooLongForTheColumnOfOracleIsToldAsTheAddress() {
        String message =
                "ORA-12899: value too large for column \"KEYCLOAK\".\"USER_ENTITY\".\"EMAIL\" (actual: 300, maximum: 255)";
        assertEquals(Optional.of("email"), field(message, "72000", 12899));
    }

    @Test
    void whatIsWrongInAnotherWayIsNoValue() {
        assertEquals(Optional.empty(), field("Invalid column name 'EMAIL'.", "S0001", 207));
    }
}
