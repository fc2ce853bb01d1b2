package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.GroupBuilder;
import org.keycloak.testframework.realm.RoleBuilder;
import org.keycloak.testframework.util.ApiUtil;

@KeycloakIntegrationTest(config = ApiServer.class)
class ListFiltersTest extends ListTest {

    @ParameterizedTest
    @ValueSource(strings = {"ada king lovelace", "ADA K", "king", "a King L", "lovelace", "Lace"})
    void findsAPartOfANameWhateverTheCase(String part) {
        String tail = mark.substring(0, 8);
        Answer ada = marked("one", Map.of("name", "Ada King Lovelace" + tail));
        marked("two", Map.of("name", "Grace Hopper" + tail));
        // The newest first: other tests leave users of that name.
        Answer page =
                admin.get("/users?sort=-created_at&search=" + encoded(part)).expect(200);
        assertTrue(ids(page).contains(ada.id()));
        assertTrue(each(page, "name").stream().noneMatch(name -> name.startsWith("Grace")));
    }

    @Test
    void findsAPartOfANameInAnyScript() {
        Answer yamada = marked("one", Map.of("name", "山田太郎" + mark.substring(0, 8)));
        Answer omer = marked("two", Map.of("name", "ÖMER ÇELİK" + mark.substring(0, 8)));
        assertEquals(idsOf(yamada), ids(search("田太郎" + mark.substring(0, 8))));
        assertEquals(idsOf(omer), ids(search("ömer ç", mark)));
    }

    @Test
    void findsAPartOfAnEmailWhateverTheCase() {
        Answer user = marked("Some.One");
        assertEquals(idsOf(user), ids(search("ONE-" + mark.toUpperCase() + "@Exam")));
        assertEquals(List.of(), ids(search("two-" + mark)));
    }

    @Test
    void takesPercentUnderscoreAndBangInASearchForLetters() {
        allowAnyCharacterInNames();
        Answer percent = marked("percent", Map.of("name", "a%b-" + mark));
        Answer underscore = marked("underscore", Map.of("name", "a_b-" + mark));
        Answer bang = marked("bang", Map.of("name", "a!b-" + mark));
        marked("other", Map.of("name", "axb-" + mark));
        assertEquals(idsOf(percent), ids(search("a%b-" + mark)));
        assertEquals(idsOf(underscore), ids(search("a_b-" + mark)));
        assertEquals(idsOf(bang), ids(search("a!b-" + mark)));
        assertEquals(List.of(), ids(search("%" + mark)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\"", "\\", "';--", "!", "[a-z]", "*", "${x}"})
    void takesWhatMeansSomethingElsewhereForLetters(String text) {
        marked("user");
        assertEquals(List.of(), ids(search(text + mark)));
    }

    @Test
    void findsAnEmailExactlyWhateverTheCase() {
        Answer user = marked("exact");
        marked("not-exact");
        assertEquals(idsOf(user), ids(list(parameter("email", user.text("email").toUpperCase()))));
        assertEquals(List.of(), ids(list(parameter("email", user.text("email").substring(1)))));
    }

    @Test
    void filtersByStatus() {
        Answer active = marked("active");
        Answer inactive = marked("inactive", Map.of("status", "inactive"));
        Answer disabled = marked("disabled");
        deactivate(inKeycloak(disabled));
        assertEquals(idsOf(active), ids(list("&status=active")));
        assertEquals(idsOf(inactive, disabled), ids(list("&status=inactive")));
        assertEquals(idsOf(active, inactive, disabled), ids(list("&status=all")));
        assertEquals(idsOf(active, inactive, disabled), ids(list("")));
        assertEquals(List.of(), ids(list("&status=deleted")));
    }

    @Test
    void filtersByType() {
        Answer user = marked("user");
        Answer boss = marked("boss", Map.of("type", "admin"));
        assertTypes(List.of(boss), List.of(user));
    }

    @Test
    void holdsForAnAdminWhoIsOneByARoleThatContainsTheAdminRole() {
        role(RoleBuilder.create("chief").composite(true).realmComposite("admin"));
        role(RoleBuilder.create("head").composite(true).realmComposite("chief"));
        Answer user = marked("user");
        Answer chief = marked("chief", Map.of("role", "chief"));
        Answer head = marked("head", Map.of("role", "head"));
        assertTypes(List.of(chief, head), List.of(user));
    }

    @Test
    void holdsForAnAdminWhoIsOneByAClientsRoleThatContainsTheAdminRole() {
        String client =
                realm.admin().clients().findByClientId("users-api").get(0).getId();
        var roles = realm.admin().clients().get(client).roles();
        realm.cleanup().add(cleaned -> cleaned.clients().get(client).roles().deleteRole("owner"));
        roles.create(RoleBuilder.create("owner").build());
        roles.get("owner").addComposites(List.of(representation("admin")));
        Answer user = marked("user");
        Answer owner = marked("owner");
        inKeycloak(owner)
                .roles()
                .clientLevel(client)
                .add(List.of(roles.get("owner").toRepresentation()));
        assertTypes(List.of(owner), List.of(user));
    }

    @Test
    void holdsForAnAdminWhoIsOneByAGroupOrTheGroupAboveIt() {
        String group = group();
        realm.admin().groups().group(group).roles().realmLevel().add(List.of(representation("admin")));
        Answer user = marked("user");
        Answer member = marked("member");
        Answer below = marked("below");
        inKeycloak(member).joinGroup(group);
        inKeycloak(below).joinGroup(subGroup(group));
        assertTypes(List.of(member, below), List.of(user));
    }

    @Test
    void holdsForNoAdminWhoIsInAGroupWithoutTheRole() {
        Answer member = marked("member");
        inKeycloak(member).joinGroup(group());
        assertTypes(List.of(), List.of(member));
    }

    @Test
    void filtersByRoleNameOrId() {
        Answer editor = marked("editor", Map.of("role", "editor"));
        Answer both = marked("both", Map.of("roles", List.of("editor", "reader")));
        marked("none");
        for (String role : List.of("editor", roleId("editor"))) {
            assertEquals(idsOf(editor, both), ids(list("&role=" + role)));
        }
        assertEquals(idsOf(both), ids(list("&role=reader")));
    }

    @Test
    void filtersByAllParametersTogether() {
        Answer wanted = marked(
                "wanted", Map.of("name", "Zoe", "status", "inactive", "type", "admin", "roles", List.of("editor")));
        marked("active", Map.of("name", "Zoe", "type", "admin", "roles", List.of("editor")));
        marked("user", Map.of("name", "Zoe", "status", "inactive", "roles", List.of("editor")));
        marked("reader", Map.of("name", "Zoe", "status", "inactive", "type", "admin", "roles", List.of("reader")));
        Answer page = list("&status=inactive&type=admin&role=editor");
        assertEquals(idsOf(wanted), ids(page));
        assertEquals(1, page.body().at("/meta/total").asInt());
        assertEquals(
                idsOf(wanted),
                ids(list("&status=inactive&type=admin&role=editor" + parameter("email", wanted.text("email")))));
    }

    private Answer search(String text) {
        return admin.get("/users?search=" + encoded(text)).expect(200);
    }

    /** Those of the search whose address carries the mark. */
    private Answer search(String text, String mark) {
        Answer page = search(text);
        assertTrue(each(page, "email").stream().allMatch(email -> email.contains(mark)));
        return page;
    }

    private void assertTypes(List<Answer> admins, List<Answer> users) {
        assertEquals(idsOf(admins.toArray(Answer[]::new)), ids(list("&type=admin")));
        assertEquals(idsOf(users.toArray(Answer[]::new)), ids(list("&type=user")));
        for (Answer one : admins) {
            assertEquals("admin", admin.get("/users/" + one.id()).expect(200).text("type"));
        }
        assertTrue(each(list("&type=admin"), "type").stream().allMatch("admin"::equals));
        assertTrue(each(list("&type=user"), "type").stream().allMatch("user"::equals));
    }

    private void role(RoleBuilder role) {
        String name = role.build().getName();
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole(name));
        realm.admin().roles().create(role.build());
    }

    private RoleRepresentation representation(String role) {
        return realm.admin().roles().get(role).toRepresentation();
    }

    private String group() {
        GroupRepresentation group = GroupBuilder.create().name("group-" + mark).build();
        String id = ApiUtil.getCreatedId(realm.admin().groups().add(group));
        realm.cleanup().add(cleaned -> cleaned.groups().group(id).remove());
        return id;
    }

    private String subGroup(String parent) {
        GroupRepresentation group = GroupBuilder.create().name("below").build();
        return ApiUtil.getCreatedId(realm.admin().groups().group(parent).subGroup(group));
    }
}
