package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.rules.Crowd;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** {@code /users/bulk} writes many users in one transaction, and each is told as if it had been written alone. */
@KeycloakIntegrationTest(config = ApiServer.class)
class BulkTogetherTest extends ApiTest {

    private Answer change(Api caller, List<String> users, Map<String, Object> change) {
        return caller.post("/users/bulk", Map.of("users", users, "change", change));
    }

    private static List<String> told(Answer answer) {
        List<String> told = new ArrayList<>();
        for (JsonNode result : answer.expect(200).body().path("data")) {
            JsonNode error = result.path("error");
            told.add(
                    error.isObject()
                            ? error.path("code").asText()
                            : result.path("status").asText());
        }
        return told;
    }

    private List<String> imported(int count) {
        Object[] rows =
                Stream.generate(() -> Map.of("email", newEmail())).limit(count).toArray();
        ImportFile.Result done = ImportFile.ndjson(rows).done(admin);
        return IntStream.range(0, count).mapToObj(done::id).toList();
    }

    @Test
    void whoIsRefusedAsItIsWrittenStopsNobodyElse() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.newRole("chief", keycloak.role("admin"));
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("chief"));
        Answer ada = created(newUser("type", "admin"));
        Answer chief = created(newUser("type", "admin"));
        Answer bob = created(newUser("type", "admin"));
        keycloak.grant(chief.id(), keycloak.role("chief"));
        String before = keycloak.state(chief.id());
        List<String> users = List.of(ada.id(), chief.id(), bob.id());
        assertEquals(
                List.of("changed", "inherited_role", "changed"), told(change(admin, users, Map.of("type", "user"))));
        assertEquals(before, keycloak.state(chief.id()));
        assertEquals("user", admin.get("/users/" + ada.id()).text("type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inactive", "active"})
    void twoRequestsAboutTheSameUsersInOppositeOrderHoldEachOtherUpNowhere(String status) {
        List<String> users = imported(120);
        if (status.equals("active")) {
            change(admin, users, Map.of("status", "inactive")).expect(200);
        }
        List<String> backwards = new ArrayList<>(users);
        Collections.reverse(backwards);
        List<Answer> answers =
                Crowd.of(4, number -> change(admin, number % 2 == 0 ? users : backwards, Map.of("status", status)));
        for (Answer answer : answers) {
            assertEquals(Set.of(), without(Set.of("changed", "unchanged"), told(answer)));
        }
        long changed = answers.stream()
                .flatMap(answer -> told(answer).stream())
                .filter("changed"::equals)
                .count();
        assertEquals(users.size(), changed, "each user is changed once");
        listed(users).forEach(user -> assertEquals(status, user.path("status").asText(), user::toString));
    }

    /** These users as the list shows them: some requests, and not one for each. */
    private List<JsonNode> listed(List<String> users) {
        List<JsonNode> listed = new ArrayList<>();
        for (String next = "/users?per_page=100"; next != null; ) {
            JsonNode page = admin.get(next).expect(200).body();
            page.path("data").forEach(listed::add);
            String link = page.at("/links/next").asText(null);
            next = link == null ? null : link.substring(link.indexOf("/users?"));
        }
        listed.removeIf(user -> !users.contains(user.path("id").asText()));
        assertEquals(users.size(), listed.size());
        return listed;
    }

    private static Set<String> without(Set<String> expected, List<String> told) {
        Set<String> others = new TreeSet<>(told);
        others.removeAll(expected);
        return others;
    }

    @Test
    void aRoleGivenByTheAdminApiAtThatInstantIsNotLost() {
        List<String> users = imported(60);
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        RoleRepresentation reader = keycloak.role("reader");
        Crowd.of(2, number -> {
            if (number == 0) {
                return change(admin, users, Map.of("status", "inactive"));
            }
            users.forEach(user -> keycloak.grant(user, reader));
            return admin.get("/users?per_page=1");
        });
        for (JsonNode now : listed(users)) {
            assertEquals(
                    "inactive reader",
                    now.path("status").asText() + " " + now.at("/roles/0/name").asText());
            UserRepresentation user =
                    realm.admin().users().get(now.path("id").asText()).toRepresentation();
            assertEquals(false, user.isEnabled());
        }
    }

    @Test
    void sessionsOfAllEndAndTheirTokensAreRefused() {
        List<Answer> users =
                Stream.generate(ApiTest::newUser).limit(4).map(this::created).toList();
        List<Api> signedIn = users.stream().map(this::signedIn).toList();
        List<String> ids = users.stream().map(Answer::id).toList();
        assertEquals(
                List.of("changed", "changed", "changed", "changed"),
                told(change(admin, ids, Map.of("status", "inactive"))));
        users.forEach(user -> assertEquals(List.of(), inKeycloak(user).getUserSessions()));
        change(admin, ids, Map.of("status", "active")).expect(200);
        signedIn.forEach(user -> user.get("/users/me").expectProblem(401, "invalid_token"));
    }
}
