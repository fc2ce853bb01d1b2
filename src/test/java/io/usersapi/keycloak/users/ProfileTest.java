package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.representations.userprofile.config.UPGroup;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The user profile as administrators see it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ProfileTest extends AttributeTest {

    private JsonNode attribute(String name) {
        return attribute(admin.get("/profile").expect(200), name);
    }

    private static JsonNode attribute(Answer profile, String name) {
        for (JsonNode attribute : profile.body().path("attributes")) {
            if (attribute.path("name").asText().equals(name)) {
                return attribute;
            }
        }
        throw new AssertionError(name + " is not in " + profile.text());
    }

    private List<String> names() {
        return admin.get("/profile").expect(200).body().path("attributes").findValuesAsText("name");
    }

    @Test
    void tellsTheAttributesThatAnAdministratorMaySee() {
        assertEquals(List.of("locale", "department", "langs", "badge", "rating"), names());
    }

    @Test
    void tellsAllOfAnAttribute() {
        profile(profile -> {
            profile.addGroup(group("work", "Work"));
            var department = profile.getAttribute("department");
            department.setDisplayName("Department");
            department.setGroup("work");
            department.setRequired(new UPAttributeRequired(Set.of("admin"), Set.of()));
            department.addValidation("length", Map.of("min", 2, "max", 10));
            department.addValidation("options", Map.of("options", List.of("sales", "it")));
            department.setAnnotations(Map.of("inputType", "select", "inputOptionLabels", Map.of("it", "IT")));
        });
        assertEquals(
                """
                {"name":"department","label":"Department","group":"work","required":true,"read_only":false,\
                "multivalued":false,"input_type":"select","options":["sales","it"],"option_labels":{"it":"IT"},\
                "min_length":2,"max_length":10}""",
                attribute("department").toString());
        assertEquals(
                "[{\"name\":\"work\",\"label\":\"Work\"}]",
                admin.get("/profile").body().path("groups").toString());
    }

    @Test
    void tellsWhatIsReadOnlyAndWhatHasSeveralValues() {
        assertTrue(attribute("badge").path("read_only").asBoolean());
        assertTrue(attribute("langs").path("multivalued").asBoolean());
        assertEquals("text", attribute("rating").path("input_type").asText());
        assertEquals(2048, attribute("rating").path("max_length").asInt());
        assertTrue(attribute("rating").path("options").isNull());
    }

    @Test
    void aCreateNeedNotSendWhatAdministratorsMayNotEdit() {
        profile(profile -> profile.getAttribute("badge").setRequired(new UPAttributeRequired()));
        assertTrue(attribute("badge").path("read_only").asBoolean());
        assertFalse(attribute("badge").path("required").asBoolean());
        created();
    }

    @Test
    void aLengthMayBeAnyNumberThatKeycloakTakes() {
        profile(profile -> profile.getAttribute("rating").addValidation("length", Map.of("min", 2.5, "max", "+7")));
        assertEquals(2, attribute("rating").path("min_length").asInt());
        assertEquals(7, attribute("rating").path("max_length").asInt());
    }

    @Test
    void tellsTheRealmsLanguagesOfALocale() {
        JsonNode locale = attribute("locale");
        assertEquals(
                "[\"ar\",\"de\",\"el\",\"en\",\"es\",\"fr\",\"ja\"]",
                locale.path("options").toString());
        assertEquals("German (Deutsch)", locale.path("option_labels").path("de").asText());
        assertEquals("Language", locale.path("label").asText());
        Answer german = admin.with("Accept-Language", "de").get("/profile").expect(200);
        assertEquals("Sprache", attribute(german, "locale").path("label").asText());
        realm.updateWithCleanup(changed -> changed.internationalizationEnabled(false));
        assertEquals(List.of("department", "langs", "badge", "rating"), names());
    }

    @Test
    void tellsLabelsInTheLanguageOfTheRequest() {
        profile(profile -> {
            profile.addGroup(group("work", "${profile.work}"));
            profile.getAttribute("department").setGroup("work");
            profile.getAttribute("department").setDisplayName("${profile.attributes.department}");
            profile.getAttribute("rating").setDisplayName("${email}");
            profile.getAttribute("badge").setDisplayName("${no.such.key}");
        });
        text("en", "profile.attributes.department", "Department");
        text("de", "profile.attributes.department", "Abteilung");
        text("de", "profile.work", "Arbeit");
        assertEquals("Department", attribute("department").path("label").asText());
        Answer german =
                admin.with("Accept-Language", "de-AT, en;q=0.5").get("/profile").expect(200);
        assertEquals("Abteilung", attribute(german, "department").path("label").asText());
        assertEquals("E-Mail", attribute(german, "rating").path("label").asText());
        assertEquals("no.such.key", attribute(german, "badge").path("label").asText());
        assertEquals("Arbeit", german.body().at("/groups/0/label").asText());
    }

    @Test
    void tellsOptionLabelsInTheLanguageOfTheRequest() {
        profile(profile -> {
            var department = profile.getAttribute("department");
            department.addValidation("options", Map.of("options", List.of("sales", "it")));
            department.setAnnotations(Map.of("inputOptionLabelsI18nPrefix", "departments"));
        });
        text("de", "departments.sales", "Verkauf");
        Answer german = admin.with("Accept-Language", "de").get("/profile").expect(200);
        JsonNode labels = attribute(german, "department").path("option_labels");
        assertEquals("{\"sales\":\"Verkauf\",\"it\":\"departments.it\"}", labels.toString());
    }

    @Test
    void tellsThePolicyOfUnmanagedAttributes() {
        Map<UnmanagedAttributePolicy, String> words = Map.of(
                UnmanagedAttributePolicy.ENABLED, "editable",
                UnmanagedAttributePolicy.ADMIN_EDIT, "editable",
                UnmanagedAttributePolicy.ADMIN_VIEW, "read_only");
        assertEquals("hidden", admin.get("/profile").text("unmanaged_attributes"));
        words.forEach((policy, word) -> {
            unmanaged(policy);
            assertEquals(word, admin.get("/profile").expect(200).text("unmanaged_attributes"));
        });
    }

    @Test
    void isForThoseWhoManageUsers() {
        anonymous.get("/profile").expectProblem(401, "invalid_token");
        signedIn(created()).get("/profile").expectProblem(403, "forbidden");
        admin.send("POST", "/profile", "{}").expectProblem(405, "method_not_allowed");
    }

    @Test
    void bothFormsOfThePathAnswerAlike() {
        Api root = admin.on(urls.getBase() + "/api");
        assertEquals(
                admin.get("/profile").body(), root.get("/profile").expect(200).body());
    }

    private void text(String language, String key, String text) {
        realm.cleanup().add(cleaned -> cleaned.localization().deleteRealmLocalizationText(language, key));
        realm.admin().localization().saveRealmLocalizationText(language, key, text);
    }

    private static UPGroup group(String name, String header) {
        UPGroup group = new UPGroup(name);
        group.setDisplayHeader(header);
        return group;
    }
}
