package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The attributes of the realm's user profile, created, changed and shown. */
@KeycloakIntegrationTest(config = ApiServer.class)
class AttributesTest extends AttributeTest {

    @Test
    void aCreateSetsThemAndTheAnswerShowsArrays() {
        Answer user = created(
                newUser("attributes", Map.of("department", "sales", "langs", List.of("fr", "de"), "rating", "5")));
        assertAttributes(user, "department=sales", "langs=de,fr", "rating=5");
        assertAttributes(read(user), "department=sales", "langs=de,fr", "rating=5");
        Map<String, List<String>> inKeycloak =
                inKeycloak(user).toRepresentation().getAttributes();
        assertEquals(List.of("sales"), inKeycloak.get("department"));
        assertEquals(Set.of("de", "fr"), Set.copyOf(inKeycloak.get("langs")));
    }

    @Test
    void aUserWithoutAnyHasAnEmptyObject() {
        assertAttributes(created());
    }

    @Test
    void aChangeSetsWhatIsSentAndLeavesTheRest() {
        Answer user = created(newUser("attributes", Map.of("department", "sales", "langs", List.of("de"))));
        assertAttributes(change(user, "department", "it"), "department=it", "langs=de");
        assertAttributes(change(user, "langs", List.of("en", "fr")), "department=it", "langs=en,fr");
        assertAttributes(read(user), "department=it", "langs=en,fr");
    }

    @Test
    void nullAndAnEmptyArrayRemove() {
        Answer user = created(newUser("attributes", Map.of("department", "sales", "langs", List.of("de"))));
        assertAttributes(change(user, "department", null), "langs=de");
        assertAttributes(change(user, "langs", List.of()));
        assertAttributes(read(user));
        assertFalse(inKeycloak(user).toRepresentation().getAttributes().containsKey("department"));
    }

    /** One is written while another is removed, which Keycloak does by a statement of its own. */
    @Test
    void oneThatTheDatabaseCannotHoldIsToldWhateverElseChanges() {
        Answer user = created(newUser("attributes", Map.of("rating", "5")));
        Map<String, Object> attributes = new HashMap<>(Map.of("department", "🦊"));
        attributes.put("rating", null);
        Map<String, Object> change = Map.of("name", "Grace", "attributes", attributes);
        if (Database.holds("🦊")) {
            assertAttributes(admin.patch("/users/" + user.id(), change).expect(200), "department=🦊");
        } else {
            admin.patch("/users/" + user.id(), change).expectInvalid("attributes", "unstorable");
            assertEquals(user.body(), read(user).body());
        }
    }

    @Test
    void theConsolesChangeShowsAtOnce() {
        Answer user = createdWith("department", "sales");
        UserRepresentation edited = inKeycloak(user).toRepresentation();
        edited.singleAttribute("department", "it");
        inKeycloak(user).update(edited);
        assertAttributes(read(user), "department=it");
    }

    @Test
    void aChangeMovesTheVersionAndLeavesAnEvent() {
        Answer user = createdWith("department", "sales");
        realm.admin().clearAdminEvents();
        Answer changed = change(user, "department", "it").expect(200);
        assertNotEquals(user.header("ETag"), changed.header("ETag"));
        assertEquals(1, realm.admin().getAdminEvents().size());
    }

    @Test
    void whatIsAlreadySoIsNoChange() {
        Answer user = created(newUser("attributes", Map.of("department", "sales", "langs", List.of("de", "fr"))));
        realm.admin().clearAdminEvents();
        for (Object same : List.of(List.of("fr", "de"), List.of("de", "fr", "de"))) {
            assertEquals(
                    user.header("ETag"), change(user, "langs", same).expect(200).header("ETag"));
        }
        assertEquals(
                user.header("ETag"), change(user, "rating", null).expect(200).header("ETag"));
        assertEquals(
                user.header("ETag"),
                admin.patch("/users/" + user.id(), Map.of("attributes", Map.of()))
                        .expect(200)
                        .header("ETag"));
        assertEquals(0, realm.admin().getAdminEvents().size());
    }

    @Test
    void aRequiredAttributeIsAskedForAtACreateAndCannotBeRemoved() {
        require("department", Set.of());
        admin.post("/users", newUser()).expectInvalid("attributes.department", "required");
        Answer user = createdWith("department", "sales");
        change(user, "department", null).expectInvalid("attributes.department", "required");
        assertAttributes(read(user), "department=sales");
    }

    @Test
    void aRequiredAttributeWithADefaultValueCannotBeRemovedEither() {
        require("department", Set.of());
        profile(profile -> profile.getAttribute("department").setDefaultValue("sales"));
        Answer user = created();
        assertAttributes(user, "department=sales");
        change(user, "department", null).expectInvalid("attributes.department", "required");
        change(user, "department", List.of()).expectInvalid("attributes.department", "required");
        assertAttributes(read(user), "department=sales");
        assertAttributes(change(user, "department", "it"), "department=it");
    }

    @Test
    void anAttributeThatIsNotRequiredCanBeRemovedWhateverItsDefaultValue() {
        profile(profile -> profile.getAttribute("department").setDefaultValue("sales"));
        assertAttributes(change(created(), "department", null));
    }

    @Test
    void whatOnlyUsersAreRequiredToGiveIsNotAskedFor() {
        require("department", Set.of("user"));
        created();
    }

    @Test
    void whatAUserLackedBeforeBlocksNoOtherChange() {
        Answer user = created();
        require("department", Set.of());
        admin.patch("/users/" + user.id(), Map.of("name", "Ada Lovelace")).expect(200);
        assertAttributes(change(user, "langs", "de"), "langs=de");
    }

    @Test
    void everyRuleOfTheProfileAppliesAndAllBrokenOnesAreTold() {
        profile(profile -> {
            profile.getAttribute("department").addValidation("length", Map.of("min", 3, "max", 8));
            profile.getAttribute("rating").addValidation("integer", Map.of("min", 1, "max", 5));
            profile.getAttribute("langs").addValidation("options", Map.of("options", List.of("de", "fr")));
        });
        Map<String, Object> bad = Map.of("department", "it", "rating", "9", "langs", List.of("de", "xx"));
        Map<String, Object> user = newUser("attributes", bad);
        user.put("name", "");
        Answer refused = admin.post("/users", user).expectProblem(422, "validation");
        for (String field : List.of("attributes.department", "attributes.rating", "attributes.langs")) {
            assertEquals(List.of("user_profile"), refused.codes(field), refused.text());
        }
        assertEquals(List.of("empty"), refused.codes("name"));
        Answer known = createdWith("department", "sales");
        change(known, "rating", "0").expectInvalid("attributes.rating", "user_profile");
        assertAttributes(read(known), "department=sales");
    }

    @Test
    void aSentenceOfTheProfilesOwnIsToldAsItStands() {
        String sentence = "Ce n'est pas {un} nombre, l'ami.";
        profile(profile -> profile.getAttribute("rating")
                .addValidation("pattern", Map.of("pattern", "[0-9]+", "error-message", sentence)));
        Answer refused =
                admin.post("/users", newUserWith("rating", "x")).expectInvalid("attributes.rating", "user_profile");
        assertEquals(sentence, refused.text("message"));
    }

    @Test
    void anAttributeOfOneValueTakesNoTwo() {
        admin.post("/users", newUserWith("department", List.of("a", "b")))
                .expectInvalid("attributes.department", "user_profile");
    }

    @Test
    void aLocaleIsOneOfTheRealmsLanguages() {
        Answer user = createdWith("locale", "de");
        assertAttributes(user, "locale=de");
        change(user, "locale", "xx").expectInvalid("attributes.locale", "invalid_choice");
        change(user, "locale", List.of("de", "fr")).expectInvalid("attributes.locale", "invalid_choice");
        assertAttributes(change(user, "locale", "fr"), "locale=fr");
        assertAttributes(change(user, "locale", null));
    }

    @Test
    void aRealmOfOneLanguageHasNoLocale() {
        Answer user = createdWith("locale", "de");
        realm.updateWithCleanup(changed -> changed.internationalizationEnabled(false));
        assertAttributes(read(user));
        change(user, "locale", "fr").expectInvalid("attributes.locale", "not_editable");
    }

    @Test
    void theAddressAndAnAttributeChangeTogetherOrNotAtAll() {
        Answer user = created();
        String email = newEmail();
        Map<String, Object> both = new HashMap<>(Map.of("email", email, "attributes", Map.of("badge", "1")));
        admin.patch("/users/" + user.id(), both).expectInvalid("attributes.badge", "not_editable");
        assertEquals(user.text("email"), read(user).text("email"));
        both.put("attributes", Map.of("department", "sales"));
        Answer changed = admin.patch("/users/" + user.id(), both).expect(200);
        assertEquals(email, changed.text("email"));
        assertAttributes(changed, "department=sales");
    }

    @Test
    void aSoftDeleteForgetsThem() {
        Answer user = created(newUser("attributes", Map.of("department", "sales", "langs", List.of("de", "fr"))));
        admin.delete("/users/" + user.id()).expect(200);
        Map<String, List<String>> left = inKeycloak(user).toRepresentation().getAttributes();
        assertFalse(left.containsKey("department"), left::toString);
        assertFalse(left.containsKey("langs"), left::toString);
        assertTrue(left.containsKey("deleted_at"), left::toString);
    }

    @Test
    void usersSeeTheirOwnAsTheProfileLetsThem() {
        Map<String, Object> request =
                newUser("attributes", Map.of("department", "sales", "langs", List.of("de"), "rating", "5"));
        Answer user = created(request);
        Answer self = signedIn(user).get("/users/me").expect(200);
        assertAttributes(self, "department=sales", "langs=de");
        Answer boss = created(newUser("type", "admin"));
        change(boss, "rating", "5").expect(200);
        assertAttributes(signedIn(boss).get("/users/me"), "rating=5");
    }

    @Test
    void bothFormsOfThePathAnswerAlike() {
        Answer user = createdWith("department", "sales");
        Api root = admin.on(urls.getBase() + "/api");
        assertAttributes(root.get("/users/" + user.id()), "department=sales");
        assertAttributes(
                root.patch("/users/" + user.id(), Map.of("attributes", Map.of("department", "it"))), "department=it");
    }

    @Test
    void longValuesComeBackAsTheyWereSent() {
        String text = "äöü漢 line\nline\t".repeat(100);
        Answer user = createdWith("department", text);
        assertEquals(text, read(user).body().at("/attributes/department/0").asText());
        assertNull(user.body().get("deleted_at"));
    }

    private void require(String name, Set<String> roles) {
        profile(profile -> profile.getAttribute(name).setRequired(new UPAttributeRequired(roles, Set.of())));
    }
}
