package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.openqa.selenium.Keys;

/** The attributes that the realm's user profile declares, by their labels, options and rules. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageAttributesTest extends PageTest {

    /** Longer than the page waits for another key. */
    private static final Duration PAUSE = Duration.ofMillis(400);

    @BeforeEach
    void declareAttributes() {
        UPConfig original = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        UPConfig profile = original.clone();
        UPAttribute department = attribute("department", "Department", true);
        department.setValidations(Map.of("options", Map.of("options", List.of("sales", "support"))));
        department.setAnnotations(Map.of("inputType", "select"));
        profile.addOrReplaceAttribute(department);
        UPAttribute desk = attribute("desk", "Desk", true);
        desk.setValidations(Map.of("length", Map.of("min", 2, "max", 4)));
        profile.addOrReplaceAttribute(desk);
        UPAttribute skills = attribute("skills", "Skills", true);
        skills.setMultivalued(true);
        profile.addOrReplaceAttribute(skills);
        profile.addOrReplaceAttribute(attribute("badge", "Badge", false));
        UPAttribute seats = attribute("seats", "Seats", true);
        seats.setAnnotations(Map.of("inputType", "html5-number"));
        profile.addOrReplaceAttribute(seats);
        realm.admin().users().userProfile().update(profile);
    }

    private static UPAttribute attribute(String name, String label, boolean editable) {
        UPAttribute attribute = new UPAttribute(
                name, new UPAttributePermissions(Set.of("admin"), editable ? Set.of("admin") : Set.of()));
        attribute.setDisplayName(label);
        attribute.setAnnotations(new HashMap<>());
        return attribute;
    }

    @Test
    void areChangedAndRemovedInThePanel() {
        Answer user = user("Ada Lovelace", "attributes", Map.of("desk", "12", "skills", List.of("sums")));
        openAnew("#/users/" + user.id());
        page.choose("#user-department", "sales");
        page.fill("#user-desk", "");
        page.see("#user-skills-1").sendKeys("engines");
        page.press("Save");
        page.seeText("Ada Lovelace is saved.");
        Answer saved = admin.get("/users/" + user.id()).expect(200);
        assertEquals("sales", saved.body().at("/attributes/department/0").asText());
        assertTrue(saved.body().at("/attributes/desk").isMissingNode(), saved.text());
        assertEquals(2, saved.body().at("/attributes/skills").size());
        page.seeText("Cannot be changed here");
    }

    @Test
    void tellABrokenRuleAtTheField() {
        Answer user = user("Ada Lovelace");
        openAnew("#/users/" + user.id());
        page.fill("#user-desk", "1");
        page.press("Save");
        page.see("#user-desk-error");
        await().until(() -> page.focused().equals("user-desk"));
        assertTrue(
                admin.get("/users/" + user.id()).body().at("/attributes/desk").isMissingNode());
    }

    /** A browser tells of half a number, or half a date, that there is nothing. */
    @Test
    void areNotTakenAwayByWhatIsTypedByHalf() {
        Answer user = user("Ada Lovelace", "attributes", Map.of("seats", "12"));
        openAnew("#/users/" + user.id());
        page.see("#user-seats").sendKeys(Keys.END, "e");
        page.fill("#user-name", "Ada King");
        page.press("Save");
        await().until(() -> page.focused().equals("user-seats"));
        assertEquals("Ada Lovelace", admin.get("/users/" + user.id()).text("name"));
        page.see("#user-seats").sendKeys("1");
        page.press("Save");
        page.seeText("Ada King is saved.");
        assertEquals(
                "12e1",
                admin.get("/users/" + user.id())
                        .body()
                        .at("/attributes/seats/0")
                        .asText());
    }

    /** The options are others meanwhile. */
    @Test
    void areTakenAwayWhereTheyAreNoOptionAnyMore() {
        Answer user =
                user("Ada Lovelace", "attributes", Map.of("department", "sales", "skills", List.of("sums", "engines")));
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        declare(profile, "department", "options", Map.of("options", List.of("support")));
        declare(profile, "skills", "options", Map.of("options", List.of("engines")));
        openAnew("#/users/" + user.id());
        assertEquals("sales", page.see("#user-department").getAttribute("value"));
        page.choose("#user-department", "");
        assertTrue(page.see("#user-skills-1").isSelected());
        page.click("#user-skills-1");
        page.press("Save");
        page.seeText("Ada Lovelace is saved.");
        Answer saved = admin.get("/users/" + user.id()).expect(200);
        assertTrue(saved.body().at("/attributes/department").isMissingNode(), saved.text());
        assertEquals("[\"engines\"]", saved.body().at("/attributes/skills").toString());
    }

    @Test
    void areAsLongAsOneLikesWhereTheirRuleHasNoMaximum() {
        Answer user = user("Ada Lovelace");
        declare(realm.admin().users().userProfile().getConfiguration(), "desk", "length", Map.of("min", 2));
        openAnew("#/users/" + user.id());
        page.fill("#user-desk", "x".repeat(300));
        page.press("Save");
        page.seeText("Ada Lovelace is saved.");
        Answer saved = admin.get("/users/" + user.id()).expect(200);
        assertEquals("x".repeat(300), saved.body().at("/attributes/desk/0").asText());
    }

    private void declare(UPConfig profile, String attribute, String rule, Map<String, Object> how) {
        profile.getAttribute(attribute).setValidations(Map.of(rule, how));
        realm.admin().users().userProfile().update(profile);
    }

    /** A sign that turns the direction of letters is shown as another, also where nothing can be typed. */
    @Test
    void areHarmlessWhereTheyCannotBeChanged() {
        Answer user = user("Ada Lovelace");
        var known = inKeycloak(user).toRepresentation();
        known.singleAttribute("desk", "a\u202Eb");
        inKeycloak(user).update(known);
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.addOrReplaceAttribute(attribute("desk", "Desk", false));
        realm.admin().users().userProfile().update(profile);
        openAnew("#/users/" + user.id());
        page.seeText("a\uFFFDb");
    }

    @Test
    void areGivenToANewUser() {
        openAnew("");
        String email = fillNewUser();
        page.choose("#new-department", "support");
        page.press("Create user");
        page.seeText("is created.");
        Answer created = admin.get("/users/" + email).expect(200);
        assertEquals("support", created.body().at("/attributes/department/0").asText());
    }

    @Test
    void findUsers() {
        String word = word();
        Answer ada = user("Ada " + word, "attributes", Map.of("department", "sales"));
        user("Grace " + word, "attributes", Map.of("department", "support"));
        openAnew("#/users?search=" + word);
        page.press("More filters");
        page.see("input[aria-label='Attribute']").sendKeys("department");
        await().pollDelay(PAUSE).until(() -> page.emails().size() == 2);
        page.seeNo(".ua-trouble");
        page.see("input[aria-label='Attribute']").sendKeys(":sales");
        page.seeUsers(ada.text("email"));
    }
}
