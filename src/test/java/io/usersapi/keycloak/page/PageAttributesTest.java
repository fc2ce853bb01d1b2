package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The attributes that the realm's user profile declares, by their labels, options and rules. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageAttributesTest extends PageTest {

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

    @Test
    void areGivenToANewUser() {
        String email = newEmail();
        openAnew("");
        page.press("New user");
        page.fill("#new-email", email);
        page.fill("#new-password", PASSWORD);
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
        page.see("input[aria-label='Attribute']").sendKeys("department:sales");
        page.seeUsers(ada.text("email"));
    }
}
