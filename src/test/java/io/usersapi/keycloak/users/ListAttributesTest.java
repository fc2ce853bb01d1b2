package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Attributes in lists: shown, and as filters. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ListAttributesTest extends AttributeTest {

    private Answer marked(String word, String name, Object value) {
        return marked(word, Map.of("attributes", Map.of(name, value)));
    }

    @Test
    void aListShowsAttributesWhereItIsAsked() {
        marked("one", Map.of("attributes", Map.of("department", "sales", "langs", List.of("fr", "de"))));
        marked("two");
        assertFalse(list("").body().at("/data/0").has("attributes"));
        for (String way : List.of("", "&cursor=", "&sort=-email", "&total=exact")) {
            JsonNode data = list("&include=attributes" + way).body().path("data");
            int one = way.contains("-email") ? 1 : 0;
            assertAttributes(data.get(one), "department=sales", "langs=de,fr");
            assertAttributes(data.get(1 - one));
        }
    }

    @Test
    void aListShowsWhatAnItemShows() {
        unmanaged(UnmanagedAttributePolicy.ENABLED);
        Answer user = marked(
                "one",
                Map.of("attributes", Map.of("department", "x".repeat(1000), "hat", "S", "langs", List.of("b", "a"))));
        var edited = inKeycloak(user).toRepresentation();
        edited.singleAttribute("disabledReason", "x");
        inKeycloak(user).update(edited);
        assertEquals(read(user).body(), list("&include=attributes").body().at("/data/0"));
    }

    @Test
    void aDeletedUserHasNone() {
        Answer user = marked("gone", "department", "sales");
        admin.delete("/users/" + user.id()).expect(200);
        JsonNode deleted = admin.get("/users?status=deleted&include=attributes&sort=-updated_at")
                .expect(200)
                .body()
                .at("/data/0");
        assertEquals(user.id(), deleted.path("id").asText());
        assertAttributes(deleted);
    }

    @Test
    void filtersByAnAttribute() {
        Answer sales = marked("one", "department", "sales");
        marked("two", "department", "it");
        marked("three");
        assertEquals(idsOf(sales), ids(list("&attribute=department:sales")));
        assertEquals(List.of(), ids(list("&attribute=department:sale")));
        assertEquals(List.of(), ids(list("&attribute=langs:sales")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sales", "SALES", "sales ", "s\u00e4les", "sal%s", "s_les"})
    void aFilterIsExact(String value) {
        Answer sales = marked("one", "department", "sales");
        assertEquals(List.of(), ids(list(parameter("attribute", "department:" + value))));
        assertEquals(idsOf(sales), ids(list("&attribute=department:sales")));
        if (!value.contains("%")) {
            Answer other = marked("two", "department", value);
            assertEquals(idsOf(other), ids(list(parameter("attribute", "department:" + value))));
        }
    }

    @Test
    void aFilterFindsLongValuesAndValuesWithAColon() {
        String text = "ab:\u00e4\u6f22".repeat(90);
        Answer user = marked("one", "department", text);
        assertEquals(idsOf(user), ids(list(parameter("attribute", "department:" + text))));
        assertEquals(List.of(), ids(list(parameter("attribute", "department:" + text + "x"))));
        assertEquals(List.of(), ids(list(parameter("attribute", "department:" + text.toUpperCase()))));
    }

    /** Whether or not the database can hold such a value. */
    @Test
    void aFilterMayHaveAnyLetters() {
        marked("one", "department", "sales");
        assertEquals(List.of(), ids(list(parameter("attribute", "department:sales\ud83e\udd8a"))));
    }

    @Test
    void severalFiltersMustAllMatchAndEveryLinkKeepsThem() {
        Answer both = marked("a", Map.of("attributes", Map.of("department", "sales", "langs", List.of("de", "fr"))));
        Answer second = marked("b", Map.of("attributes", Map.of("department", "sales", "langs", List.of("de", "fr"))));
        marked("c", Map.of("attributes", Map.of("department", "sales", "langs", List.of("de"))));
        String query = "&attribute=department:sales&attribute=langs:de&attribute=langs:fr&include=attributes";
        assertEquals(idsOf(both, second), ids(list(query)));
        for (String way : List.of("", "&cursor=")) {
            String next =
                    list(query + "&per_page=1" + way).body().at("/links/next").asText();
            Answer page = admin.on("").with("X-Link", "followed").exchange("GET", next, null);
            assertEquals(idsOf(second), ids(page), next);
            assertTrue(page.body().at("/links/next").isNull());
            assertEquals(3, URI.create(next).getQuery().split("attribute=").length - 1, next);
            assertAttributes(page.body().at("/data/0"), "department=sales", "langs=de,fr");
        }
    }

    @Test
    void aCursorOfOneFilterIsNoneOfAnother() {
        for (String word : List.of("a", "b")) {
            marked(word, "department", "sales");
        }
        String next = list("&attribute=department:sales&per_page=1&cursor=")
                .body()
                .at("/links/next")
                .asText();
        String cursor = next.replaceAll(".*cursor=", "");
        admin.get("/users?search=" + mark + "&per_page=1&cursor=" + cursor).expectInvalid("cursor", "invalid_cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "department", ":", "department:", ":sales", "department:%20"})
    void refusesAFilterWithoutNameOrValue(String filter) {
        admin.get("/users?attribute=" + filter).expectInvalid("attribute", "invalid_value");
    }

    @Test
    void refusesAFourthFilterAndALongOne() {
        String filter = "attribute=department:sales&";
        admin.get("/users?" + filter.repeat(4)).expectInvalid("attribute", "too_long");
        admin.get("/users?attribute=department:" + "x".repeat(2049)).expectInvalid("attribute", "invalid_value");
        admin.get("/users?attribute=" + "x".repeat(256) + ":x").expectInvalid("attribute", "invalid_value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"diary", "shoe_size", "Department", "username", "email", "active", "deleted_by", "LDAP_ID"})
    void refusesAFilterByWhatAnAdministratorMayNotSee(String name) {
        admin.get("/users?attribute=" + name + ":x").expectInvalid("attribute", "invalid_choice");
        admin.get("/users/export?attribute=" + name + ":x").expectInvalid("attribute", "invalid_choice");
    }

    @Test
    void filtersByAnUndeclaredAttributeWhereThePolicyShowsIt() {
        unmanaged(UnmanagedAttributePolicy.ADMIN_EDIT);
        Answer user = marked("one", "hat", "S");
        assertEquals(idsOf(user), ids(list("&attribute=hat:S")));
    }

    @Test
    void filtersByVerifiedAddress() {
        Answer verified = marked("one", Map.of("email_verified", true));
        Answer not = marked("two");
        assertEquals(idsOf(verified), ids(list("&email_verified=true")));
        assertEquals(idsOf(not), ids(list("&email_verified=false")));
        assertEquals(1, list("&email_verified=false").body().at("/meta/total").asInt());
        for (String value : List.of("", "yes", "TRUE", "1")) {
            admin.get("/users?email_verified=" + value).expectInvalid("email_verified", "invalid_choice");
        }
        admin.get("/users?email_verified=true&email_verified=false").expectInvalid("email_verified", "duplicate_field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "roles", "Attributes", "attributes,roles"})
    void refusesToIncludeAnythingElse(String value) {
        admin.get("/users?include=" + value).expectInvalid("include", "invalid_choice");
    }

    @Test
    void bothFormsOfThePathListAlike() {
        marked("one", "department", "sales");
        Api root = admin.on(urls.getBase() + "/api");
        String query = "/users?search=" + mark + "&attribute=department:sales&include=attributes";
        assertEquals(admin.get(query).body().get("data"), root.get(query).body().get("data"));
    }
}
