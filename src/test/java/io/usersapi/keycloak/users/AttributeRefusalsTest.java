package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What nobody can set as an attribute, by whatever spelling. After each refusal the user is as before. */
@KeycloakIntegrationTest(config = ApiServer.class)
class AttributeRefusalsTest extends AttributeTest {

    /** By a create, by a change, and by a removal. */
    private void refuses(String name, String code) {
        admin.post("/users", newUserWith(name, "x")).expectInvalid("attributes." + name, code);
        Answer user = created();
        for (Object value : new Object[] {"x", List.of("x"), null, "true"}) {
            change(user, name, value).expectInvalid("attributes." + name, code);
        }
        assertEquals(user.header("ETag"), read(user).header("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "deleted_at", "deleted_by", "deleted_email", "usersApi.anything"})
    @ValueSource(strings = {"Active", "DELETED_AT", "usersapi.x", "USERSAPI.X"})
    @ValueSource(strings = {"username", "email", "firstName", "lastName", "EMAIL", "UserName", "firstname"})
    @ValueSource(strings = {"id", "enabled", "emailVerified", "kc.email.pending", "kc.read.only"})
    @ValueSource(strings = {"user.attributes.department", "user.attributes.active", "User.Attributes.email"})
    @ValueSource(strings = {"LDAP_ID", "ldap_id", "LDAP_ENTRY_DN", "KERBEROS_PRINCIPAL", "CREATED_TIMESTAMP"})
    @ValueSource(strings = {"createTimestamp", "modifyTimestamp", "is_temporary_admin", "disabledReason"})
    @ValueSource(strings = {"saml.persistent.name.id.for.shop", "SAML.persistent.name.id.for.x", "userCertificate"})
    void whatKeycloakOrTheModuleKeepsIsNotForAnybodyToSet(String name) {
        refuses(name, "not_editable");
        unmanaged(UnmanagedAttributePolicy.ENABLED);
        refuses(name, "not_editable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"badge", "diary"})
    void whatTheProfileLetsNoAdministratorEditStays(String name) {
        refuses(name, "not_editable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shoe_size", "a.b.c", "x y", "LDAP_IDS"})
    void whatTheProfileDoesNotDeclareIsUnknown(String name) {
        refuses(name, "unknown_field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Department", "DEPARTMENT", "BADGE", "Diary", "Locale"})
    void anotherSpellingOfADeclaredNameIsUnknownWhateverThePolicy(String name) {
        refuses(name, "unknown_field");
        unmanaged(UnmanagedAttributePolicy.ENABLED);
        refuses(name, "unknown_field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"b\u00e4dge", "badge ", " badge", "badge\u200b", "b\u0000adge", "\ud83d\ude00", "\uff42adge"})
    void lettersThatADatabaseMayTakeForOthersAreInNoName(String name) {
        unmanaged(UnmanagedAttributePolicy.ENABLED);
        Answer refused = admin.post("/users", newUserWith(name, "x")).expectProblem(422, "validation");
        String field = refused.body().path("errors").fieldNames().next();
        assertEquals(List.of("invalid_characters"), refused.codes(field), refused.text());
    }

    @ParameterizedTest
    @EnumSource(names = {"ENABLED", "ADMIN_EDIT"})
    void undeclaredOnesAreSetWhereThePolicyAdmitsThem(UnmanagedAttributePolicy policy) {
        unmanaged(policy);
        Answer user = createdWith("shoe size", "38");
        assertAttributes(user, "shoe size=38");
        assertAttributes(change(user, "hat", List.of("S", "M")), "hat=M,S", "shoe size=38");
        assertAttributes(change(user, "shoe size", null), "hat=M,S");
    }

    @Test
    void undeclaredOnesAreSeenAndNotSetWhereThePolicySaysSo() {
        unmanaged(UnmanagedAttributePolicy.ADMIN_EDIT);
        Answer user = createdWith("hat", "S");
        unmanaged(UnmanagedAttributePolicy.ADMIN_VIEW);
        assertAttributes(read(user), "hat=S");
        refuses("hat", "not_editable");
        profile(profile -> profile.setUnmanagedAttributePolicy(null));
        assertAttributes(read(user));
    }

    @Test
    void neverShowsWhatKeycloakKeeps() {
        unmanaged(UnmanagedAttributePolicy.ENABLED);
        Answer user = created();
        var edited = inKeycloak(user).toRepresentation();
        edited.singleAttribute("disabledReason", "x");
        edited.singleAttribute("is_temporary_admin", "true");
        edited.singleAttribute("saml.persistent.name.id.for.shop", "x");
        edited.singleAttribute("hat", "S");
        inKeycloak(user).update(edited);
        assertAttributes(read(user), "hat=S");
    }

    @Test
    void whatIsShownCanBeSentBackUnchanged() {
        profile(profile -> profile.getAttribute("badge").getPermissions().setEdit(java.util.Set.of("admin")));
        Answer user = createdWith("badge", "1");
        profile(profile -> profile.getAttribute("badge").getPermissions().setEdit(java.util.Set.of()));
        assertAttributes(change(user, "badge", List.of("1")), "badge=1");
        change(user, "badge", "2").expectInvalid("attributes.badge", "not_editable");
        change(user, "badge", null).expectInvalid("attributes.badge", "not_editable");
        assertAttributes(read(user), "badge=1");
    }

    @Test
    void refusesWhatIsNeitherTextNorTexts() {
        for (Object value : new Object[] {1, true, Map.of("a", "b"), List.of(1), Collections.singletonList(null)}) {
            admin.post("/users", newUserWith("langs", value)).expectInvalid("attributes.langs", "wrong_type");
        }
        for (Object value : new Object[] {null, 1, "x", List.of("x")}) {
            admin.post("/users", newUser("attributes", value)).expectInvalid("attributes", "wrong_type");
        }
    }

    @ParameterizedTest
    @CsvSource({"'',empty", "' ',empty"})
    void refusesBlankValuesAndNames(String blank, String code) {
        admin.post("/users", newUserWith("department", blank)).expectInvalid("attributes.department", code);
        admin.post("/users", newUserWith("langs", List.of("de", blank))).expectInvalid("attributes.langs", code);
        admin.post("/users", newUserWith(blank, "x")).expectInvalid("attributes." + blank, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u001b[31m", "\u007f", "\ud800"})
    void refusesCharactersThatHaveNoMeaning(String value) {
        String body = "{\"email\": \"" + newEmail() + "\", \"password\": \"" + PASSWORD
                + "\", \"attributes\": {\"department\": \"" + escaped(value) + "\"}}";
        admin.send("POST", "/users", body).expectInvalid("attributes.department", "invalid_characters");
    }

    @Test
    void refusesWhatIsTooLongOrTooMuch() {
        admin.post("/users", newUserWith("department", "x".repeat(2049)))
                .expectInvalid("attributes.department", "user_profile");
        created(newUserWith("department", "x".repeat(2048)));
        List<String> many = IntStream.range(0, 101).mapToObj(Integer::toString).toList();
        admin.post("/users", newUserWith("langs", many)).expectInvalid("attributes.langs", "too_long");
        assertEquals(
                100,
                createdWith("langs", many.subList(0, 100))
                        .body()
                        .at("/attributes/langs")
                        .size());
        Map<String, Object> names = new HashMap<>();
        many.forEach(name -> names.put("a" + name, "x"));
        admin.post("/users", newUser("attributes", names)).expectInvalid("attributes", "too_long");
        unmanaged(UnmanagedAttributePolicy.ENABLED);
        String name = "n".repeat(255);
        assertAttributes(createdWith(name, "x"), name + "=x");
        admin.post("/users", newUserWith(name + "n", "x"))
                .expectInvalid("attributes." + name.substring(0, 64), "too_long");
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
        return escaped.toString();
    }
}
