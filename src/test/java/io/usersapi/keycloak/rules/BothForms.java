package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.OpenApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The API of one realm under its two addresses.
 *
 * @param server without a path
 * @param prefix Keycloak's own path, empty or such as {@code /auth}
 * @param realm the realm that {@code /api} is served from
 */
record BothForms(URI server, String prefix, String realm) {

    /** Users whose addresses say something else when they are decoded too seldom or too often. */
    private static final List<String> USERS =
            List.of("nobody@x.example", "50%25@x.example", "a%2Fb@x.example", "%C3%A4+b@x.example");

    /** Each path of the document with each method, also those that it does not know. */
    static Stream<Arguments> operations() {
        return OpenApi.document().path("paths").properties().stream()
                .flatMap(path -> Stream.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
                        .map(method -> Arguments.of(method, path.getKey())));
    }

    List<String> forms() {
        return List.of("/realms/" + realm + "/api", "/api");
    }

    void expectSameOfOperation(String method, String path, String token) throws Exception {
        String body = method.equals("GET") || method.equals("DELETE") ? "" : "{}";
        for (String user : USERS) {
            expectSame(method, path.replaceAll("\\{[^}]+}", user), token, body);
        }
    }

    void expectSame(String method, String path, String token, String body) throws Exception {
        Answer longForm = send(method, forms().get(0) + path, token, body);
        Answer shortForm = send(method, forms().get(1) + path, token, body);
        assertEquals(outcome(longForm), outcome(shortForm), method + " " + path);
        assertTrue(longForm.status() < 500, () -> longForm.status() + ": " + longForm.text());
    }

    private static String outcome(Answer answer) {
        return answer.status() + " " + answer.header("Content-Type") + " " + answer.text("code") + " "
                + answer.header("Allow") + " " + answer.header("WWW-Authenticate") + " "
                + answer.body().path("errors");
    }

    /** @param token empty for none */
    Answer send(String method, String target, String token, String body) throws Exception {
        return send(method, target, token, body, Map.of());
    }

    Answer send(String method, String target, String token, String body, Map<String, String> more) throws Exception {
        List<Map.Entry<String, String>> headers = new ArrayList<>(more.entrySet());
        headers.add(Map.entry("Accept", "*/*"));
        if (!token.isEmpty()) {
            headers.add(Map.entry("Authorization", "Bearer " + token));
        }
        if (!body.isEmpty()) {
            headers.add(Map.entry("Content-Type", "application/json"));
        }
        return new Wire(server).send(method, prefix + target, headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
