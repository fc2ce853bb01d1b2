package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body must be like, whatever its fields say. */
abstract class UserBodyTest extends UserRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"email", "password", "password_confirmation", "name", "type", "status", "role"})
    void refusesWhatIsNotAString(String field) {
        for (Object value : new Object[] {null, 1, 1.5, true, List.of(), List.of("x"), Map.of()}) {
            refuses(field, value, "wrong_type");
        }
    }

    @Test
    void refusesRolesThatAreNotAnArrayOfStrings() {
        List<String> withNull = new ArrayList<>(List.of("editor"));
        withNull.add(null);
        for (Object value : new Object[] {null, 1, true, "editor", Map.of("0", "editor"), List.of(1), withNull}) {
            refuses("roles", value, "wrong_type");
        }
        refuses("roles", List.of(List.of("editor")), "wrong_type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"id", "Email", "username", "enabled", "created_at", "deleted_at", "active", "first_name", ""})
    void refusesAFieldThatItDoesNotKnow(String field) {
        refuses(field, "x", "unknown_field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"name\":",
                "{\"name\":\"Ada\",}",
                "{'name':'Ada'}",
                "{name:\"Ada\"}",
                "{\"name\":\"A\nda\"}",
                "{\"name\":NaN}",
                "{} {}",
                "{}]",
                "{}x",
                "/* */{}",
                "nonsense",
                "name=Ada",
                "\u0000\u0000\u0000{\u0000",
                "\u0000{\u0000\u0000"
            })
    void refusesWhatIsNotOneJsonText(String body) {
        send(body).expectProblem(400, "malformed_json");
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        send("{\"name\":\"Ada\",\"name\":\"Grace\"}").expectProblem(400, "malformed_json");
        send("{\"name\":\"Ada\",\"n\\u0061me\":\"Grace\"}").expectProblem(400, "malformed_json");
    }

    @Test
    void refusesJsonThatIsNestedBeyondReason() {
        send("[".repeat(5000)).expectProblem(400, "malformed_json");
        send("{\"a\":".repeat(5000)).expectProblem(400, "malformed_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{}]", "\"name\"", "1", "true", "null"})
    void refusesJsonThatIsNotAnObject(String body) {
        send(body).expectInvalid("body", "wrong_type");
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        send(Api.json(with("name", "x".repeat(2 * 1024 * 1024)))).expectProblem(413, "body_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data"})
    void refusesAnotherContentType(String type) {
        admin.with("Content-Type", type)
                .send(method(), path(), Api.json(valid()))
                .expectProblem(415, "unsupported_media_type");
    }

    @Test
    void takesTheContentTypeWithACharset() {
        admin.with("Content-Type", "application/json; charset=utf-8")
                .send(method(), path(), Api.json(valid()))
                .expect(success());
        before = everything();
    }

    @Test
    void takesJsonWithoutAContentType() throws Exception {
        assertEquals(success(), status(Api.json(valid()).getBytes()));
        before = everything();
    }

    @Test
    void refusesNoBodyAtAll() {
        send((String) null).expectProblem(400, "malformed_json");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws Exception {
        assertEquals(400, status("{\"name\":\"\u00e9\"}".getBytes("ISO-8859-1")));
    }

    /** The status of an answer to bytes without a content type, which {@link Api} always sends. */
    private int status(byte[] body) throws IOException, InterruptedException {
        String token =
                admin.token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).text("access_token");
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin.base() + path()))
                .header("Authorization", "Bearer " + token)
                .method(method(), BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
