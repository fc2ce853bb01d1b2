package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

    @Test
    void withoutParametersItIsTheFirstPageOfTheLivingInOrderOfCreation() {
        PageRequest request = request();
        assertEquals(1, request.number());
        assertEquals(15, request.size());
        assertEquals(0, request.offset());
        assertEquals(new Sort(Sort.Key.CREATED_AT, false), request.sort());
        assertTrue(request.filter().isAllLiving());
        assertFalse(request.isWalk());
        assertFalse(request.exactTotal());
        assertFalse(request.withAttributes());
    }

    @Test
    void attributesAreShownToWhoAsksForThem() {
        assertTrue(request("include", "attributes").withAttributes());
        assertRefused("include", "roles");
    }

    @ParameterizedTest
    @CsvSource({"1, 15, 0", "2, 15, 15", "7, 20, 120", "1000000, 1, 999999"})
    void thePagesBeforeAreSkipped(String page, String size, int offset) {
        assertEquals(offset, request("page", page, "per_page", size).offset());
    }

    @Test
    void aPageIsAsLargeAsTheSettingAllowsAtMost() {
        assertEquals(100, request("per_page", "100").size());
        assertRefused("per_page", "101");
        assertEquals(10, PageRequest.of(new MultivaluedHashMap<>(), 10).size());
    }

    @ParameterizedTest
    @CsvSource({"name, NAME, false", "-name, NAME, true", "email, EMAIL, false", "-updated_at, UPDATED_AT, true"})
    void aMinusTurnsTheOrderAround(String word, Sort.Key key, boolean descending) {
        assertEquals(new Sort(key, descending), request("sort", word).sort());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "created_at  | u.createdTimestamp asc",
                "-created_at | u.createdTimestamp desc",
                "email       | u.email asc",
                "-updated_at | coalesce(u.lastModifiedTimestamp, u.createdTimestamp) desc",
            })
    void theDatabaseSortsByTheColumnOfTheWord(String word, String order) {
        Sort sort = request("sort", word).sort();
        assertEquals(order, sort.column() + sort.direction());
    }

    @Test
    void filtersAreReadInLowerCaseWhereCaseDoesNotMatter() {
        UserFilter filter = request(
                        "search",
                        "ADA",
                        "email",
                        "Ada@Example.org",
                        "status",
                        "all",
                        "type",
                        "admin",
                        "role",
                        "Editor",
                        "invitation",
                        "pending")
                .filter();
        assertEquals(
                new UserFilter(
                        Optional.of("ada"),
                        Optional.of("ada@example.org"),
                        UserFilter.Status.ALL,
                        Optional.of("admin"),
                        Optional.of("Editor"),
                        Optional.empty(),
                        List.of(),
                        Optional.of("pending")),
                filter);
    }

    @ParameterizedTest
    @CsvSource({"search, ada", "email, ada@example.org", "status, active", "status, all", "type, user", "role, editor"})
    @CsvSource({"email_verified, true", "attribute, a:b", "invitation, pending"})
    void anyFilterIsMoreThanAllLiving(String name, String value) {
        assertFalse(request(name, value).filter().isAllLiving());
    }

    @Test
    void anEmptyCursorBeginsAWalk() {
        PageRequest walk = request("cursor", "", "sort", "-created_at", "total", "exact");
        assertTrue(walk.isWalk());
        assertTrue(walk.exactTotal());
    }

    @ParameterizedTest
    @CsvSource({
        "page, 0",
        "page, 1000001",
        "per_page, 0",
        "sort, age",
        "status, living",
        "type, x",
        "total, all",
        "email, x",
        "search, ''",
        "role, ''",
        "nothing, 1"
    })
    void aBadParameterIsRefused(String name, String value) {
        assertRefused(name, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "-name", "email", "updated_at"})
    void aWalkGoesInOrderOfCreationAlone(String sort) {
        assertRefused("cursor", "", "sort", sort);
    }

    @Test
    void aWalkHasNoPages() {
        assertRefused("cursor", "", "page", "1");
    }

    private static void assertRefused(String... parameters) {
        assertEquals(
                ErrorCode.VALIDATION,
                assertThrows(ProblemException.class, () -> request(parameters)).code());
    }

    private static PageRequest request(String... parameters) {
        MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            query.add(parameters[i], parameters[i + 1]);
        }
        return PageRequest.of(query, 100);
    }
}
