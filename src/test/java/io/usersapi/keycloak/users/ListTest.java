package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;

/** Tests of the list, each with users of its own: those whose address carries its mark. */
abstract class ListTest extends ApiTest {

    protected final String mark = UUID.randomUUID().toString();

    /** Creates a user with the mark. */
    protected Answer marked(String word, Map<String, Object> fields) {
        Map<String, Object> user = newUser("email", word + "-" + mark + "@example.org");
        user.putAll(fields);
        return created(user);
    }

    protected Answer marked(String word) {
        return marked(word, Map.of());
    }

    /** Keycloak's own user profile forbids characters that are of interest here. */
    protected void allowAnyCharacterInNames() {
        UPConfig original = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        UPConfig relaxed = original.clone();
        for (String name : List.of("firstName", "lastName")) {
            relaxed.getAttribute(name).getValidations().remove("person-name-prohibited-characters");
        }
        realm.admin().users().userProfile().update(relaxed);
    }

    /** Lists the users with the mark. */
    protected Answer list(String query) {
        return admin.get("/users?search=" + mark + query).expect(200);
    }

    protected static String parameter(String name, String value) {
        return "&" + name + "=" + encoded(value);
    }

    protected static List<String> each(Answer page, String field) {
        List<String> values = new ArrayList<>();
        for (JsonNode user : page.body().get("data")) {
            values.add(user.get(field).asText());
        }
        return values;
    }

    protected static List<String> ids(Answer page) {
        return each(page, "id");
    }

    protected static List<String> idsOf(Answer... users) {
        return List.of(users).stream().map(Answer::id).toList();
    }

    protected static void deactivate(UserResource user) {
        UserRepresentation disabled = user.toRepresentation();
        disabled.setEnabled(false);
        user.update(disabled);
    }
}
