package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The tag of a user ({@code ETag}), and changes that name it ({@code If-Match}, RFC 9110). */
@KeycloakIntegrationTest(config = ApiServer.class)
class IfMatchTest extends ApiTest {

    @ParameterizedTest
    @MethodSource("changes")
    void givesTheUserANewTagForEachChange(Map<String, Object> change) {
        Answer user = created(newUser("role", "editor"));
        Answer after = patch(user, change).expect(200);
        assertNotEquals(user.header("ETag"), after.header("ETag"));
        assertEquals(after.header("ETag"), admin.get("/users/" + user.id()).header("ETag"));
    }

    static Stream<Map<String, Object>> changes() {
        return Stream.of(
                Map.of("name", "Grace"),
                Map.of("email", newEmail()),
                Map.of("password", "quite another one"),
                Map.of("status", "inactive"),
                Map.of("type", "admin"),
                Map.of("role", "reader"),
                Map.of("roles", List.of()));
    }

    @Test
    void givesTheUserANewTagForAChangeInTheConsole() {
        Answer user = created();
        UserRepresentation renamed = inKeycloak(user).toRepresentation();
        renamed.setFirstName("Renamed");
        inKeycloak(user).update(renamed);
        assertNotEquals(
                user.header("ETag"),
                admin.get("/users/" + user.id()).expect(200).header("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "*", "\"other\", %s", " %s ,\"other\""})
    void changesTheUserThatIfMatchNames(String ifMatch) {
        for (String method : List.of("PUT", "PATCH")) {
            Answer user = created();
            admin.with("If-Match", ifMatch.formatted(user.header("ETag")))
                    .send(method, "/users/" + user.id(), Api.json(Map.of("name", "Grace")))
                    .expect(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"other\"", "W/%s", "\"*\"", "%s-", "nonsense", "\"a,*,b\"", "W/*", "%2$s", "\"a,%2$s,b\""})
    void refusesToChangeAUserThatIfMatchDoesNotName(String ifMatch) {
        Answer user = created();
        String tag = user.header("ETag");
        Api careful = admin.with("If-Match", ifMatch.formatted(tag, tag.replace("\"", "")));
        String change = Api.json(Map.of("name", "Grace"));
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            careful.send(method, "/users/" + user.id(), method.equals("DELETE") ? null : change)
                    .expectProblem(412, "precondition_failed");
        }
        assertEquals(user.body(), admin.get("/users/" + user.id()).body());
    }

    @Test
    void refusesTheTagOfAnEarlierVersion() {
        Answer user = created();
        patch(user, Map.of("name", "Grace")).expect(200);
        admin.with("If-Match", user.header("ETag"))
                .patch("/users/" + user.id(), Map.of("name", "Ada"))
                .expectProblem(412, "precondition_failed");
        assertEquals("Grace", admin.get("/users/" + user.id()).text("name"));
    }

    @Test
    void letsOnlyOneOfTwoChangesAtTheSameInstantWin() {
        Answer user = created();
        Api careful = admin.with("If-Match", user.header("ETag"));
        List<Integer> statuses = Stream.of("Ada", "Grace")
                .map(name ->
                        CompletableFuture.supplyAsync(() -> careful.patch("/users/" + user.id(), Map.of("name", name))))
                .toList()
                .stream()
                .map(answer -> answer.join().status())
                .sorted()
                .toList();
        assertEquals(List.of(200, 412), statuses);
    }

    private Answer patch(Answer user, Map<String, Object> change) {
        return admin.patch("/users/" + user.id(), change);
    }
}
