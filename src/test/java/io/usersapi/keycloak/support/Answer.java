package io.usersapi.keycloak.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** What the API answered. */
public record Answer(int status, HttpHeaders headers, JsonNode body, String text) {

    public Answer expect(int wanted) {
        assertEquals(wanted, status, () -> "status of: " + text);
        return this;
    }

    /** Expects a problem with the code, and its status in the body, too. */
    public Answer expectProblem(int wanted, String code) {
        expect(wanted);
        assertEquals("application/problem+json", header("Content-Type").split(";")[0]);
        assertEquals(wanted, body.path("status").asInt());
        assertEquals(code, body.path("code").asText());
        return this;
    }

    /** Expects a validation problem in which the field has exactly these codes. */
    public Answer expectInvalid(String field, String... codes) {
        expectProblem(422, "validation");
        assertEquals(List.of(codes), codes(field), () -> "codes of " + field + " in: " + text);
        return this;
    }

    public List<String> codes(String field) {
        List<String> codes = new ArrayList<>();
        body.path("errors")
                .path(field)
                .forEach(error -> codes.add(error.path("code").asText()));
        return codes;
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public String text(String field) {
        return body.path(field).asText();
    }

    public String id() {
        return text("id");
    }
}
