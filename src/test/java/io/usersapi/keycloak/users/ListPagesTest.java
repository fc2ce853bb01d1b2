package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class ListPagesTest extends ListTest {

    @ParameterizedTest
    @CsvSource({
        "1, 2, 1, 2, 3, 5", "2, 2, 3, 4, 3, 5", "3, 2, 5, 5, 3, 5",
        "1, 5, 1, 5, 1, 5", "1, 100, 1, 5, 1, 5", "5, 1, 5, 5, 5, 5"
    })
    void numbersThePages(int page, int size, int from, int to, int last, int total) {
        five();
        assertEquals(
                """
                {"current_page":%d,"from":%d,"to":%d,"per_page":%d,"last_page":%d,"total":%d}"""
                        .formatted(page, from, to, size, last, total),
                Api.json(page(page, size).body().get("meta")));
    }

    @Test
    void showsEachUserOnOnePage() {
        List<String> expected = five();
        List<String> walked = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            walked.addAll(ids(page(number, 2)));
        }
        assertEquals(expected, walked);
    }

    @Test
    void showsNobodyBeyondTheLastPage() {
        five();
        for (int number : List.of(4, 5, 1_000_000)) {
            Answer page = page(number, 2);
            assertEquals(0, page.body().get("data").size());
            assertEquals(
                    """
                    {"current_page":%d,"from":null,"to":null,"per_page":2,"last_page":3,"total":5}"""
                            .formatted(number),
                    Api.json(page.body().get("meta")));
            assertEquals("3", query(link(page, "prev")).get("page"));
            assertTrue(page.body().at("/links/next").isNull());
        }
    }

    @Test
    void answersOneEmptyPageWhereThereIsNobody() {
        Answer page = list("");
        assertEquals(
                """
                {"current_page":1,"from":null,"to":null,"per_page":15,"last_page":1,"total":0}""",
                Api.json(page.body().get("meta")));
        assertTrue(page.body().at("/links/prev").isNull());
        assertTrue(page.body().at("/links/next").isNull());
    }

    @Test
    void shows15UsersOfTheFirstPageUnlessToldOtherwise() {
        for (int number = 1; number <= 16; number++) {
            marked("u" + number);
        }
        Answer page = list("");
        assertEquals(15, page.body().get("data").size());
        assertEquals(15, page.body().at("/meta/per_page").asInt());
        assertEquals(2, page.body().at("/meta/last_page").asInt());
        assertEquals(1, ids(list("&page=2")).size());
    }

    @Test
    void linksToTheFirstPreviousNextAndLastPage() {
        five();
        assertEquals(List.of("1", "null", "2", "3"), linked(page(1, 2)));
        assertEquals(List.of("1", "1", "3", "3"), linked(page(2, 2)));
        assertEquals(List.of("1", "2", "null", "3"), linked(page(3, 2)));
    }

    @Test
    void leadsFromLinkToLinkThroughAllUsers() {
        List<String> expected = five();
        List<String> walked = new ArrayList<>();
        String path = "/users?per_page=2&sort=created_at&search=" + mark;
        while (path != null) {
            Answer page = admin.get(path).expect(200);
            walked.addAll(ids(page));
            path = page.body().at("/links/next").isNull()
                    ? null
                    : link(page, "next").substring(admin.base().length());
        }
        assertEquals(expected, walked);
    }

    @Test
    void keepsTheFormOfPathInTheLinks() {
        Api root = Api.at(urls.getBase() + "/api").signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        for (Api api : List.of(admin, root)) {
            Answer page = api.get("/users").expect(200);
            for (String name : List.of("first", "last")) {
                assertEquals(api.base() + "/users", link(page, name).split("\\?")[0]);
            }
        }
    }

    @Test
    void keepsTheOtherParametersInTheLinks() {
        Answer page = admin.get("/users?status=all&type=user&role=editor&email=a%2Bb%40example.org&sort=-name&page=2"
                        + "&per_page=7&search=x")
                .expect(200);
        Map<String, String> expected = new TreeMap<>(Map.of("status", "all", "type", "user", "role", "editor"));
        expected.putAll(
                Map.of("email", "a+b@example.org", "sort", "-name", "per_page", "7", "search", "x", "page", "1"));
        for (String name : List.of("first", "prev", "last")) {
            assertEquals(expected, query(link(page, name)));
        }
    }

    @Test
    void ordersTheParametersInTheLinksWhateverTheOrderInTheRequest() {
        List<String> queries = List.of(
                "status=all&search=x&per_page=7&sort=-name&page=2", "page=2&sort=-name&per_page=7&search=x&status=all");
        for (String query : queries) {
            String first = link(admin.get("/users?" + query).expect(200), "first");
            assertEquals(admin.base() + "/users?per_page=7&search=x&sort=-name&status=all&page=1", first);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a&b",
                "100%",
                "%41",
                "{x}",
                "{search}",
                "}{",
                "a+b",
                "a b",
                "a=b",
                "é ß 山田",
                "🦊",
                "#/?;:@",
                "\"<>'\\^`|",
                "${x}",
                "%s"
            })
    void keepsAnyCharacterInTheLinks(String search) {
        Answer page = admin.get("/users?page=2&search=" + encoded(search)).expect(200);
        for (String name : List.of("first", "prev", "last")) {
            String link = link(page, name);
            assertEquals(search, query(link).get("search"), link);
            admin.get(link.substring(admin.base().length())).expect(200);
        }
    }

    @Test
    void leadsToTheSameUsersByALinkWithSpecialCharacters() {
        allowAnyCharacterInNames();
        Answer first = marked("one", Map.of("name", "a%b&{c}+1"));
        Answer second = marked("two", Map.of("name", "a%b&{c}+2"));
        Answer page =
                admin.get("/users?per_page=1&search=" + encoded("a%b&{c}+")).expect(200);
        assertEquals(idsOf(first), ids(page));
        String next = link(page, "next").substring(admin.base().length());
        assertEquals(idsOf(second), ids(admin.get(next).expect(200)));
    }

    /** Five users in the order of their creation. */
    private List<String> five() {
        return List.of(
                marked("u1").id(),
                marked("u2").id(),
                marked("u3").id(),
                marked("u4").id(),
                marked("u5").id());
    }

    private Answer page(int number, int size) {
        return list("&page=" + number + "&per_page=" + size);
    }

    private static String link(Answer page, String name) {
        JsonNode link = page.body().at("/links/" + name);
        assertTrue(link.isTextual(), () -> "no link to the " + name + " page");
        return link.asText();
    }

    /** The pages that the four links lead to. */
    private static List<String> linked(Answer page) {
        JsonNode links = page.body().get("links");
        List<String> names = new ArrayList<>();
        links.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("first", "prev", "next", "last"), names);
        return names.stream()
                .map(name -> links.get(name).isNull()
                        ? "null"
                        : query(links.get(name).asText()).get("page"))
                .toList();
    }

    /** The parameters of an absolute link, decoded as a form decodes them. */
    private static Map<String, String> query(String link) {
        URI uri = URI.create(link);
        assertTrue(uri.isAbsolute(), link);
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : uri.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            assertEquals(null, parameters.put(decoded(parts[0]), decoded(parts[1])), link);
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
