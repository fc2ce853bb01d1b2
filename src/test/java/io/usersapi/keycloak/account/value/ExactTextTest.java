package io.usersapi.keycloak.account.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExactTextTest {

    /** At most three bytes a character in UTF-8. */
    private static final String NARROW = "Ada é 山田\uFFFD";

    private static final String WIDE = "Ada 🦊";

    private static final String PLAIN = "u.email = :email";

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "ORACLE"})
    void whereEachLetterCountsThePlainComparisonIsEnough(StubDatabase database) {
        assertEquals(PLAIN, equal(database, NARROW));
        assertEquals(PLAIN, equal(database, WIDE));
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void onMariaDbTheBytesCountBesideThePlainComparisonAndAloneWhereThatWouldFail(StubDatabase database) {
        String bytes = "sql('cast(convert(? using utf8mb4) as binary)', u.email)"
                + " = sql('cast(convert(? using utf8mb4) as binary)', :email)";
        assertEquals(PLAIN + " and " + bytes, equal(database, NARROW));
        assertEquals(PLAIN + " and " + bytes, equal(database, ""));
        assertEquals(bytes, equal(database, WIDE));
    }

    @ParameterizedTest
    @EnumSource(names = "SQL_SERVER")
    void onSqlServerTheBytesOfBothKindsOfTextsCount(StubDatabase database) {
        String both = PLAIN + " and sql('cast(cast(? as nvarchar(4000)) as varbinary(8000))', u.email)"
                + " = sql('cast(cast(? as nvarchar(4000)) as varbinary(8000))', :email)";
        assertEquals(both, equal(database, NARROW));
        assertEquals(both, equal(database, WIDE));
    }

    @ParameterizedTest
    @CsvSource({
        "H2,         true,  u.email",
        "POSTGRESQL, true,  u.email",
        "ORACLE,     true,  u.email",
        "SQL_SERVER, true,  u.email",
        "MARIADB,    false, 'cast(sql(''convert(? using utf8mb4)'', u.email) as string)'",
        "MYSQL,      false, 'cast(sql(''convert(? using utf8mb4)'', u.email) as string)'",
    })
    void aColumnOfShortCharactersIsConvertedForTextsWithLongerOnesAlone(
            StubDatabase database, boolean isComparable, String column) {
        assertEquals(isComparable, ExactText.isComparable(database.entities(), WIDE));
        assertEquals(column, ExactText.comparable(database.entities(), "u.email", WIDE));
        assertEquals(true, ExactText.isComparable(database.entities(), NARROW));
        assertEquals("u.email", ExactText.comparable(database.entities(), "u.email", NARROW));
    }

    private static String equal(StubDatabase database, String text) {
        return ExactText.equal(database.entities(), "u.email", ":email", text);
    }
}
