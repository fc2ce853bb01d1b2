package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.bulk.ImportFile.Result;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The attributes of users in files: what goes out goes in again, by the rules of the realm's user profile. */
@KeycloakIntegrationTest(config = ApiServer.class)
class AttributesInFilesTest extends ApiTest {

    @BeforeEach
    void declareAttributes() {
        UPConfig original = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        UPConfig changed = original.clone();
        changed.addOrReplaceAttribute(attribute("department", false, Set.of("admin")));
        changed.addOrReplaceAttribute(attribute("langs", true, Set.of("admin")));
        changed.addOrReplaceAttribute(attribute("badge", false, Set.of()));
        realm.admin().users().userProfile().update(changed);
    }

    private static UPAttribute attribute(String name, boolean multivalued, Set<String> editors) {
        UPAttribute attribute = new UPAttribute(name, new UPAttributePermissions(Set.of("admin"), editors));
        attribute.setAnnotations(Map.of());
        attribute.setMultivalued(multivalued);
        return attribute;
    }

    @Test
    void theyComeOutAsTheyWentIn() {
        String email = newEmail();
        Result done = ImportFile.csv(
                        "email,attributes.department,attributes.langs", email + ",sales; north,'-de;f\\;r;en")
                .done(admin);
        assertEquals(List.of("created"), done.told());
        Answer user = admin.get("/users/" + email).expect(200);
        assertEquals(
                "[\"sales; north\"]", user.body().at("/attributes/department").toString());
        assertEquals(
                "[\"-de\",\"en\",\"f;r\"]", user.body().at("/attributes/langs").toString());
        String query = "/users/export?email=" + Api.encoded(email);
        String csv = admin.get(query + "&format=csv").expect(200).text();
        String ndjson = admin.get(query).expect(200).text();
        assertTrue(csv.contains(",attributes.department,attributes.langs"), csv);
        assertTrue(csv.contains(",sales; north,'-de;en;f\\;r"), csv);
        assertEquals(
                List.of("unchanged"),
                ImportFile.csv(csv.split("\r\n")).done(admin, "?mode=upsert").told());
        assertEquals(
                List.of("unchanged"),
                ImportFile.ndjson(ndjson.strip()).done(admin, "?mode=upsert").told());
        realm.admin().users().delete(user.id()).close();
        assertEquals(
                List.of("created"),
                ImportFile.ndjson(ndjson.strip()).done(admin).told());
        assertEquals(ndjson, admin.get(query).expect(200).text());
    }

    @Test
    void theLanguageOfAUserIsInBothFormats() {
        Answer user = created(newUser("attributes", Map.of("locale", "de")));
        String query = "/users/export?email=" + Api.encoded(user.text("email"));
        String ndjson = admin.get(query).expect(200).text();
        String csv = admin.get(query + "&format=csv").expect(200).text();
        assertTrue(ndjson.contains("\"locale\":[\"de\"]"), ndjson);
        realm.admin().users().delete(user.id()).close();
        assertEquals(List.of("created"), ImportFile.csv(csv.strip()).done(admin).told());
        assertEquals(ndjson, admin.get(query).expect(200).text());
        realm.updateWithCleanup(changed -> changed.internationalizationEnabled(false));
        String ofOneLanguage = admin.get(query + "&format=csv").expect(200).text();
        assertFalse(ofOneLanguage.contains("locale"), ofOneLanguage);
    }

    @Test
    void linesAndSignsOfAnyKindComeBackAsTheyWere() {
        String text = "Street 1\r\nCity\rCountry\n\"so to say\", \uFFFD";
        Answer user = created(newUser("attributes", Map.of("department", text, "langs", List.of("a;b\r\nc", "d"))));
        String query = "/users/export?email=" + Api.encoded(user.text("email"));
        String csv = admin.get(query + "&format=csv").expect(200).text();
        assertEquals(
                List.of("unchanged"),
                ImportFile.csv(csv.strip()).done(admin, "?mode=upsert").told());
        realm.admin().users().delete(user.id()).close();
        assertEquals(List.of("created"), ImportFile.csv(csv.strip()).done(admin).told());
        assertEquals(
                text,
                admin.get("/users/" + user.id())
                        .expect(200)
                        .body()
                        .at("/attributes/department/0")
                        .asText());
        assertEquals(csv, admin.get(query + "&format=csv").expect(200).text());
    }

    @Test
    void whatAnImportMayNotWriteIsNotExportedAndIsRefused() {
        Answer user = created();
        String row = admin.get("/users/export?email=" + Api.encoded(user.text("email")))
                .expect(200)
                .text();
        assertFalse(row.contains("badge") || row.contains("active\":["), row);
        Result done = ImportFile.ndjson(
                        Map.of("email", newEmail(), "attributes", Map.of("badge", "1")),
                        Map.of("email", newEmail(), "attributes", Map.of("deleted_at", "2020-01-01T00:00:00Z")),
                        Map.of("email", newEmail(), "attributes", Map.of("unheard", "1")),
                        Map.of("email", newEmail(), "attributes", Map.of("department", List.of("one", "two"))),
                        Map.of("email", newEmail(), "attributes", "sales"))
                .done(admin);
        assertEquals(5, done.counts().path("failed").asInt(), done::text);
        assertTrue(done.told().stream().allMatch(told -> told.startsWith("attributes")), () -> done.told()
                .toString());
    }

    /** The Admin API gives a user what this API does not: {@code attributes} by name. */
    private Answer userWith(Map<String, List<String>> attributes) {
        UPConfig open = realm.admin().users().userProfile().getConfiguration();
        open.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(open);
        Answer user = created();
        UserRepresentation changed = inKeycloak(user).toRepresentation();
        Map<String, List<String>> all = new HashMap<>(attributes);
        all.putAll(changed.getAttributes());
        changed.setAttributes(all);
        inKeycloak(user).update(changed);
        return user;
    }

    @Test
    void severalValuesOfAnAttributeThatNowHasOneAreNotInCsvAndStay() {
        Answer user = userWith(Map.of("tags", List.of("a", "b")));
        UPConfig changed = realm.admin().users().userProfile().getConfiguration();
        changed.addOrReplaceAttribute(attribute("tags", false, Set.of("admin")));
        realm.admin().users().userProfile().update(changed);
        String query = "/users/export?email=" + Api.encoded(user.text("email"));
        for (String format : List.of("csv", "ndjson")) {
            String file =
                    admin.get(query + "&format=" + format).expect(200).text().strip();
            ImportFile rows = format.equals("csv") ? ImportFile.csv(file.split("\r\n")) : ImportFile.ndjson(file);
            assertEquals(List.of("unchanged"), rows.done(admin, "?mode=upsert").told(), file);
            assertEquals(List.of("a", "b"), texts(user, "tags"));
        }
    }

    /** A name, values and a number of attributes that this API gives nobody. */
    static Stream<Arguments> oddAttributes() {
        List<String> many =
                IntStream.range(0, 101).mapToObj(Integer::toString).sorted().toList();
        return Stream.of(
                Arguments.of("gr\u00f6\u00dfe", Map.of("gr\u00f6\u00dfe", List.of("42")), "invalid_characters"),
                Arguments.of("signs", Map.of("signs", List.of("a\u0007b")), "invalid_characters"),
                Arguments.of("many", Map.of("many", many), "too_long"),
                Arguments.of("twice", Map.of("twice", List.of("x", "x")), null),
                Arguments.of("a0", many.stream().collect(Collectors.toMap(at -> "a" + at, List::of)), null));
    }

    @ParameterizedTest
    @MethodSource("oddAttributes")
    void whatTheAdminApiAloneCanGiveIsNoChangeAndCanBeRemoved(
            String name, Map<String, List<String>> attributes, String refusal) {
        Answer user = userWith(attributes);
        String path = "/users/" + user.id();
        String query = "/users/export?email=" + Api.encoded(user.text("email"));
        String file = admin.get(query).expect(200).text().strip();
        assertEquals(
                List.of("unchanged"),
                ImportFile.ndjson(file).done(admin, "?mode=upsert").told());
        admin.patch(path, Map.of("attributes", user(path).path("attributes"))).expect(200);
        assertEquals(attributes.get(name), texts(user, name));
        if (refusal != null) {
            List<String> more = new ArrayList<>(attributes.get(name));
            more.add("more");
            patch(path, name, more).expectInvalid("attributes." + name, refusal);
        }
        patch(path, name, null).expect(200);
        assertEquals(List.of(), texts(user, name));
        assertEquals(attributes.size() - 1, user(path).path("attributes").size());
    }

    private JsonNode user(String path) {
        return admin.get(path).expect(200).body();
    }

    private Answer patch(String path, String name, Object value) {
        return admin.patch(path, Map.of("attributes", Collections.singletonMap(name, value)));
    }

    private List<String> texts(Answer user, String name) {
        List<String> texts = new ArrayList<>();
        user("/users/" + user.id()).path("attributes").path(name).forEach(value -> texts.add(value.asText()));
        return texts;
    }
}
