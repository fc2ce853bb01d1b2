package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class ListSortTest extends ListTest {

    @Test
    void showsTheOldestFirstUnlessToldOtherwise() {
        List<String> expected = idsOf(marked("c"), marked("a"), marked("b"));
        assertEquals(expected, ids(list("")));
        assertSorted("created_at", expected);
    }

    @Test
    void sortsByTheLastChange() {
        Answer first = marked("a");
        Answer second = marked("b");
        Answer third = marked("c");
        admin.patch("/users/" + first.id(), Map.of("name", "Changed")).expect(200);
        assertSorted("updated_at", idsOf(second, third, first));
    }

    @Test
    void takesAChangeInTheConsoleForAChange() {
        Answer first = marked("a");
        Answer second = marked("b");
        UserRepresentation renamed = inKeycloak(first).toRepresentation();
        renamed.setFirstName("Renamed");
        inKeycloak(first).update(renamed);
        assertSorted("updated_at", idsOf(second, first));
    }

    @Test
    void sortsByEmail() {
        assertSorted("email", inOrderOf(List.of("b", "C", "a"), List.of("a", "b", "C"), "email"));
    }

    @Test
    void sortsByNameWhateverTheCase() {
        List<String> names = List.of("bob", "Alice Zulu", "carol", "alice alpha", "Bobby");
        List<String> sorted = List.of("alice alpha", "Alice Zulu", "bob", "Bobby", "carol");
        assertSorted("name", inOrderOf(names, sorted, "name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name", "-name", "email", "-email", "created_at", "-created_at", "updated_at", "-updated_at"})
    void showsEachUserOnOnePageEvenWhereAllAreEqual(String sort) {
        for (int number = 1; number <= 4; number++) {
            marked("u" + number, Map.of("name", "Same Name"));
        }
        List<String> walked = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            walked.addAll(ids(list("&per_page=1&page=" + number + "&sort=" + sort)));
        }
        assertEquals(4, walked.stream().distinct().count());
    }

    /** Creates users with the words in one field, and answers their ids in the order of the sorted words. */
    private List<String> inOrderOf(List<String> words, List<String> sorted, String field) {
        Map<String, String> ids = new HashMap<>();
        for (String word : words) {
            String local = field.equals("email") ? word : "user" + ids.size();
            Map<String, Object> fields = field.equals("email") ? Map.of() : Map.of(field, word);
            ids.put(word, marked(local, fields).id());
        }
        return sorted.stream().map(ids::get).toList();
    }

    private void assertSorted(String by, List<String> expected) {
        assertEquals(expected, ids(list("&sort=" + by)));
        List<String> reversed = new ArrayList<>(expected);
        Collections.reverse(reversed);
        assertEquals(reversed, ids(list("&sort=-" + by)));
    }
}
