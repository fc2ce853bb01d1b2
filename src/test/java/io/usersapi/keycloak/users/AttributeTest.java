package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;

/** A test in a realm whose user profile declares attributes. */
abstract class AttributeTest extends ListTest {

    private UPConfig original;

    @BeforeEach
    void declareAttributes() {
        profile(profile -> {
            profile.addOrReplaceAttribute(attribute("department", Set.of("admin", "user"), Set.of("admin")));
            UPAttribute languages = attribute("langs", Set.of(), Set.of("admin", "user"));
            languages.setMultivalued(true);
            profile.addOrReplaceAttribute(languages);
            profile.addOrReplaceAttribute(attribute("badge", Set.of("admin"), Set.of()));
            profile.addOrReplaceAttribute(attribute("diary", Set.of("user"), Set.of("user")));
            profile.addOrReplaceAttribute(attribute("rating", Set.of("admin"), Set.of("admin")));
        });
    }

    static UPAttribute attribute(String name, Set<String> view, Set<String> edit) {
        UPAttribute attribute = new UPAttribute(name, new UPAttributePermissions(view, edit));
        attribute.setAnnotations(Map.of());
        return attribute;
    }

    /** Changes the realm's user profile until the end of the test. */
    protected void profile(Consumer<UPConfig> change) {
        UPConfig changed = realm.admin().users().userProfile().getConfiguration();
        if (original == null) {
            original = changed.clone();
            realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        }
        change.accept(changed);
        realm.admin().users().userProfile().update(changed);
    }

    protected void unmanaged(UnmanagedAttributePolicy policy) {
        profile(profile -> profile.setUnmanagedAttributePolicy(policy));
    }

    protected static Map<String, Object> newUserWith(String name, Object value) {
        return newUser("attributes", attributes(name, value));
    }

    protected Answer createdWith(String name, Object value) {
        return created(newUserWith(name, value));
    }

    protected Answer change(Answer user, String name, Object value) {
        return admin.patch("/users/" + user.id(), Map.of("attributes", attributes(name, value)));
    }

    protected static Map<String, Object> attributes(String name, Object value) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(name, value);
        return attributes;
    }

    protected Answer read(Answer user) {
        return admin.get("/users/" + user.id()).expect(200);
    }

    /** Expects exactly the attributes, each written as {@code name=one,two}. */
    protected static void assertAttributes(Answer user, String... expected) {
        assertAttributes(user.expect(user.status() == 201 ? 201 : 200).body(), expected);
    }

    protected static void assertAttributes(JsonNode user, String... expected) {
        List<String> shown = user.path("attributes").properties().stream()
                .map(attribute -> attribute.getKey() + "=" + String.join(",", texts(attribute.getValue())))
                .toList();
        assertEquals(Arrays.asList(expected), shown, user::toString);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
