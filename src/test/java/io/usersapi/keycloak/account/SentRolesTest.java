package io.usersapi.keycloak.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.support.Stub;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.RoleModel;

class SentRolesTest {

    private final RoleModel editor = Stub.of(RoleModel.class, Map.of());
    private final RoleModel reader = Stub.of(RoleModel.class, Map.of());
    private final Map<String, RoleModel> roles = Map.of("editor", editor, "id-of-editor", editor, "reader", reader);
    private final List<String> askedFor = new ArrayList<>();

    @Test
    void oneRoleOrSeveralAreFoundByNameOrId() {
        assertEquals(Optional.of(Set.of(editor)), read(body("{'role': 'editor'}")));
        assertEquals(
                Optional.of(Set.of(editor, reader)), read(body("{'roles': ['reader', 'id-of-editor', 'editor']}")));
        assertEquals(Optional.of(Set.of()), read(body("{'roles': []}")));
    }

    @Test
    void whoNamesNoneChangesNone() {
        JsonBody body = body("{}");
        assertEquals(Optional.empty(), read(body));
        assertTrue(body.violations().isEmpty());
    }

    @Test
    void oneRoleAndSeveralAtOnceAreRefused() {
        JsonBody body = body("{'role': 'editor', 'roles': ['reader']}");
        assertEquals(Optional.empty(), read(body));
        assertEquals(List.of(ErrorCode.NOT_COMBINABLE), body.violations().codes("role"));
    }

    @ParameterizedTest
    @CsvSource({"other, true", "Editor, true", "'', false", "'a\u0000', false"})
    void aRoleThatCannotBeAssignedIsNotedAndOneThatNoRoleCanBeIsNotLookedUp(String name, boolean isLookedUp) {
        JsonBody body = body("{'roles': ['editor', '" + name.replace("\0", "\\u0000") + "']}");
        assertEquals(Optional.of(Set.of(editor)), read(body));
        assertEquals(List.of(ErrorCode.UNKNOWN_ROLE), body.violations().codes("roles"));
        assertEquals(isLookedUp, askedFor.contains(name));
    }

    @Test
    void aNameHas255CharactersAndNotOneMore() {
        read(body("{'role': '" + "🦊".repeat(255) + "'}"));
        assertEquals(1, askedFor.size());
        read(body("{'role': '" + "r".repeat(256) + "'}"));
        assertEquals(1, askedFor.size());
    }

    @Test
    void aRequestNamesAThousandRolesAndNotOneMore() {
        JsonBody thousand = body(list(1000));
        read(thousand);
        assertTrue(thousand.violations().isEmpty());
        JsonBody more = body(list(1001));
        assertEquals(Optional.of(Set.of()), read(more));
        assertEquals(List.of(ErrorCode.TOO_LONG), more.violations().codes("roles"));
    }

    private Optional<Set<RoleModel>> read(JsonBody body) {
        return SentRoles.read(body, name -> {
            askedFor.add(name);
            return Optional.ofNullable(roles.get(name));
        });
    }

    private static String list(int count) {
        return "{'roles': [" + String.join(", ", Collections.nCopies(count, "'editor'")) + "]}";
    }

    private static JsonBody body(String text) {
        byte[] json = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return JsonBody.read(new ByteArrayInputStream(json), Set.of("role", "roles"));
    }
}
