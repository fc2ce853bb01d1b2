package io.usersapi.keycloak.account.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "value too long for type character varying(255) | 22001 | 0    | name",
                "Value too long for column \"FIRST_NAME\"         | 22001 | 0    | name",
                "Data too long for column 'EMAIL' at row 1      | 22001 | 1406 | email",
                "Value too long for column \"username\"           | 22001 | 0    | email",
                "Incorrect string value for `user_attribute`    | HY000 | 1366 | attributes",
                "nothing                                        | HY000 | 1365 |",
                "                                               | 22P05 | 0    | name",
                "nothing                                        |       | 0    |",
            })
    void aColumnThatCannotHoldAValueIsToldByItsField(String message, String state, int code, String field) {
        assertEquals(Optional.ofNullable(field), field(message, state, code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "duplicate key value violates unique constraint \"uk_dykn684sl8up1crfei6eckhd7\" | 23505 | false",
                "Duplicate entry for key 'UK_RU8TT6T700S9V50BU18WS5HA6'                         | 23000 | false",
                "violates foreign key constraint \"fk_c4fqv34p1mbylloxang7b1q3l\"                | 23503 | true",
                "                                                                               | 23505 | true",
                "uk_other                                                                       | 40001 | false",
                "uk_other                                                                       |       | false",
            })
    void onlyABrokenConstraintOfAnotherKindIsOther(String message, String state, boolean isOther) {
        SQLException refusal = new SQLException(message, state);
        assertEquals(isOther, DatabaseError.isOtherThanDuplicateUser(refusal));
        assertEquals(isOther, DatabaseError.isOtherThanDuplicateUser(new RuntimeException(refusal)));
    }

    @Test
    void whatNoDatabaseSaysIsNeither() {
        RuntimeException failure = new IllegalStateException("23505 UK_OTHER");
        assertFalse(DatabaseError.isOtherThanDuplicateUser(failure));
        assertEquals(Optional.empty(), DatabaseError.unstorableField(failure));
    }
}
