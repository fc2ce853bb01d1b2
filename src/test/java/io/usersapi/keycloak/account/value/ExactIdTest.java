package io.usersapi.keycloak.account.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Stub;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserEntity;

class ExactIdTest {

    private static final String WIDE = "🦊";

    /** Any query would fail. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "ORACLE"})
    void whereEachLetterCountsTheDatabaseIsNotAsked(StubDatabase database) {
        assertTrue(ExactId.mayBeRole(database.session(Map.of()), "0f2c"));
        assertTrue(ExactId.mayBeRole(database.session(Map.of()), WIDE));
    }

    @ParameterizedTest
    @CsvSource({
        "f,                true",
        "fa:b,             true",
        "'',               true",
        "f:store:ada,      true",
        "f:store:,         true",
        "f::,              true",
        "f:,               false",
        "f:store,          false",
        "'a\u0000b',       false",
        "'a\nb',           false",
    })
    void aTextWithoutTheFormOfAnIdIsNone(String text, boolean mayBe) {
        assertEquals(mayBe, ExactId.mayBe(StubDatabase.H2.session(Map.of()), UserEntity.class, text));
    }

    @Test
    void anIdHas255CharactersAndNotOneMore() {
        KeycloakSession session = StubDatabase.H2.session(Map.of());
        assertTrue(ExactId.mayBeRole(session, "i".repeat(255)));
        assertTrue(ExactId.mayBeRole(session, WIDE.repeat(255)));
        assertFalse(ExactId.mayBeRole(session, "i".repeat(256)));
    }

    @ParameterizedTest
    @CsvSource({"'', true", "abc, true", "ABC, false", "ABC abc, true"})
    void whereCaseDoesNotCountARowMustHaveExactlyThisId(String stored, boolean mayBe) {
        List<String> ids =
                Stream.of(stored.split(" ")).filter(id -> !id.isEmpty()).toList();
        for (StubDatabase database : List.of(StubDatabase.MARIADB, StubDatabase.MYSQL, StubDatabase.SQL_SERVER)) {
            assertEquals(mayBe, ExactId.mayBeRole(session(database, ids, List.of()), "abc"), database::name);
        }
    }

    @ParameterizedTest
    @CsvSource({"utf8mb4, true", "utf8mb3, false", ", false"})
    void aLetterThatTheColumnCannotHaveMakesNoId(String charset, boolean mayBe) {
        List<String> charsets = charset == null ? List.of() : List.of(charset);
        assertEquals(mayBe, ExactId.mayBeRole(session(StubDatabase.MARIADB, List.of(), charsets), WIDE));
    }

    /** @param ids what the database takes for equal to any id */
    private static KeycloakSession session(StubDatabase database, List<String> ids, List<String> charsets) {
        return database.session(Map.of("createQuery", call -> {
            String jpql = (String) call.get(0);
            assertTrue(jpql.contains(" from RoleEntity e"), jpql);
            return Stub.of(
                    TypedQuery.class,
                    Map.of(
                            "setParameter",
                            Stub.ITSELF,
                            "setMaxResults",
                            Stub.ITSELF,
                            "getResultList",
                            rows -> jpql.contains("charset(?)") ? charsets : ids));
        }));
    }
}
