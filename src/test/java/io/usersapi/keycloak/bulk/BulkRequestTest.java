package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** {@code /users/bulk}: what is wrong with the request itself is told for all, and changes nobody. */
@KeycloakIntegrationTest(config = ApiServer.class)
class BulkRequestTest extends ApiTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                               | users           | required",
                "{'delete':true}                                                  | users           | required",
                "{'users':['x']}                                                  | change          | required",
                "{'users':[],'delete':true}                                       | users           | empty",
                "{'users':'x','delete':true}                                      | users           | wrong_type",
                "{'users':[1],'delete':true}                                      | users           | wrong_type",
                "{'users':[null],'delete':true}                                   | users           | wrong_type",
                "{'users':null,'delete':true}                                     | users           | wrong_type",
                "{'users':['x'],'change':{'status':'inactive'},'delete':true}     | change          | not_combinable",
                "{'users':['x'],'delete':false}                                   | delete          | invalid_choice",
                "{'users':['x'],'delete':'true'}                                  | delete          | wrong_type",
                "{'users':['x'],'change':{}}                                      | change          | empty_update",
                "{'users':['x'],'change':null}                                    | change          | wrong_type",
                "{'users':['x'],'change':['status']}                              | change          | wrong_type",
                "{'users':['x'],'change':{'status':'gone'}}                       | change.status   | invalid_choice",
                "{'users':['x'],'change':{'phone':'1'}}                           | change.phone    | unknown_field",
                "{'users':['x'],'change':{'role':'writer'}}                       | change.role     | unknown_role",
                "{'users':['x'],'change':{'email':'nobody'}}                      | change.email    | invalid_email",
                "{'users':['x'],'change':{'name':7}}                              | change.name     | wrong_type",
                "{'users':['x'],'change':{'name':'Ada\\ud800'}}                    | change.name     | invalid_characters",
                "{'users':['x'],'change':{'status':'active'},'dry_run':true}      | dry_run         | unknown_field",
            })
    void aBrokenRuleIsToldWithItsField(String body, String field, String code) {
        admin.send("POST", "/users/bulk", body.replace('\'', '"')).expectInvalid(field, code);
    }

    /** Half a pair of surrogates: as an update of one user refuses it. */
    @Test
    void aPasswordThatIsNoSoundUnicodeIsRefused() {
        Answer user = created();
        String body = "{\"users\": [\"%s\"], \"change\": {\"password\": \"a good one of mine\\ud800\"}}";
        Answer done =
                admin.send("POST", "/users/bulk", body.formatted(user.id())).expect(200);
        assertEquals(
                "invalid_characters",
                done.body().at("/data/0/error/errors/password/0/code").asText(),
                done::text);
        signedIn(user);
    }

    @Test
    void aThousandUsersAreTakenAndOneMoreIsNot() {
        Answer user = created();
        List<String> some = IntStream.range(0, 999)
                .mapToObj(number -> "nobody-" + number + "@example.org")
                .toList();
        Map<String, Object> change = Map.of("status", "inactive");
        List<String> tooMany = concat(some, List.of("one", user.id()));
        admin.post("/users/bulk", Map.of("users", tooMany, "change", change)).expectInvalid("users", "too_long");
        assertEquals("active", admin.get("/users/" + user.id()).expect(200).text("status"));
        Answer done = admin.post("/users/bulk", Map.of("users", concat(some, List.of(user.id())), "change", change))
                .expect(200);
        assertEquals("changed", done.body().at("/data/999/status").asText());
        assertEquals("user_not_found", done.body().at("/data/0/error/code").asText());
    }

    private static List<String> concat(List<String> some, List<String> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"users\":[\"x\"],\"change\":{\"status\":\"active\",\"status\":\"inactive\"}}", "[", ""})
    void whatIsNotJsonIsRefused(String body) {
        admin.send("POST", "/users/bulk", body).expectProblem(400, "malformed_json");
    }

    @Test
    void anotherMediaTypeMethodOrAcceptIsRefused() {
        admin.with("Content-Type", "text/csv")
                .send("POST", "/users/bulk", "{}")
                .expectProblem(415, "unsupported_media_type");
        admin.with("Accept", "text/csv").post("/users/bulk", Map.of()).expectProblem(406, "not_acceptable");
        for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
            Answer refused = admin.send(method, "/users/bulk", null).expectProblem(405, "method_not_allowed");
            assertEquals("OPTIONS, POST", refused.header("Allow"));
        }
    }

    @Test
    void whoMayNotManageUsersMayNotChangeMany() {
        Map<String, Object> request = Map.of("users", List.of("x"), "delete", true);
        anonymous.post("/users/bulk", request).expectProblem(401, "invalid_token");
        signedIn(created()).post("/users/bulk", request).expectProblem(403, "forbidden");
    }
}
