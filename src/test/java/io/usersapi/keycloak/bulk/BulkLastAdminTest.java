package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.rules.Crowd;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ManagerAloneTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Rule 5 through {@code /users/bulk}: of all admins, in whatever order, the last one stays. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class BulkLastAdminTest extends ManagerAloneTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"user\"}", "{\"status\":\"inactive\"}", "{\"roles\":[]}", "delete"})
    void theLastInTheListStays(String act) {
        List<String> admins = Stream.generate(() -> created(newUser("type", "admin")))
                .limit(3)
                .map(Answer::id)
                .toList();
        String what = act.equals("delete") ? "\"delete\":true" : "\"change\":" + act;
        Answer done = admin.send("POST", "/users/bulk", "{\"users\":" + Api.json(admins) + "," + what + "}")
                .expect(200);
        assertEquals("last_admin", done.body().at("/data/2/error/code").asText());
        assertEquals("[\"" + admins.get(2) + "\"]", remaining());
    }

    @Test
    void whoHasAlreadyGoneDoesNotCountAndPlainUsersMayGo() {
        Answer first = created(newUser("type", "admin"));
        Answer last = created(newUser("type", "admin"));
        Answer plain = created();
        admin.patch("/users/" + first.id(), Map.of("status", "inactive")).expect(200);
        List<String> users = List.of(last.id(), first.id(), plain.id());
        Answer done = admin.post("/users/bulk", Map.of("users", users, "delete", true))
                .expect(200);
        assertEquals("last_admin", done.body().at("/data/0/error/code").asText());
        assertEquals("deleted", done.body().at("/data/1/status").asText());
        assertEquals("deleted", done.body().at("/data/2/status").asText());
    }

    @Test
    void ofTwoWhoLeaveByTwoRequestsAtThatInstantOneStays() {
        for (int round = 0; round < 4; round++) {
            List<String> admins = Stream.generate(() -> created(newUser("type", "admin")))
                    .limit(2)
                    .map(Answer::id)
                    .toList();
            List<Answer> answers = Crowd.of(
                    2,
                    number -> admin.post(
                            "/users/bulk",
                            Map.of(
                                    "users",
                                    List.of(
                                            created().id(),
                                            admins.get(number),
                                            created().id()),
                                    "change",
                                    Map.of("status", "inactive"))));
            List<String> told = answers.stream()
                    .map(answer -> answer.expect(200).body().at("/data/1"))
                    .map(result -> result.at("/error/code")
                            .asText(result.path("status").asText()))
                    .sorted()
                    .toList();
            assertEquals(List.of("changed", "last_admin"), told);
            signIn();
        }
    }

    private String remaining() {
        return Api.json(
                admin
                        .get("/users?type=admin&status=active")
                        .expect(200)
                        .body()
                        .path("data")
                        .findValuesAsText("id")
                        .stream()
                        .filter(id -> !id.equals(roleId("admin")))
                        .toList());
    }
}
