package io.usersapi.keycloak.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A request that breaks very many rules, or one with very long texts, costs little. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ManyViolationsTest extends ApiTest {

    private static final int MOST = 20;
    private static final int TEXT = 1024 * 1024 - 200;

    @ParameterizedTest
    @CsvSource({"/auth/token,false", "/auth/logout,false", "/users,true"})
    void tellsTwentyViolationsAndHowManyMoreThereAre(String path, boolean signedIn) {
        Map<String, Object> fields = new HashMap<>();
        IntStream.range(0, 50_000).forEach(number -> fields.put("f" + number, 1));
        Answer refused = (signedIn ? admin : anonymous).post(path, fields).expectProblem(422, "validation");
        assertEquals(MOST, told(refused));
        int required = path.equals("/auth/logout") ? 1 : 2;
        assertEquals(
                50_000 + required - MOST, refused.body().path("errors_omitted").asInt());
        assertTrue(refused.text().length() < 10_000, () -> refused.text().length() + " characters");
    }

    @Test
    void tellsTheSameOfParameters() {
        String query =
                IntStream.range(0, 200).mapToObj(number -> "p" + number + "=1").collect(Collectors.joining("&"));
        Answer refused = admin.get("/users?" + query).expectProblem(422, "validation");
        assertEquals(MOST, told(refused));
        assertEquals(200 - MOST, refused.body().path("errors_omitted").asInt());
    }

    @Test
    void tellsNoNumberWhereAllAreTold() {
        Answer refused = anonymous.post("/auth/token", Map.of("x", 1)).expectProblem(422, "validation");
        assertEquals(3, told(refused));
        assertTrue(refused.body().path("errors_omitted").isMissingNode());
    }

    @ParameterizedTest
    @CsvSource({
        "/auth/token,email,password",
        "/auth/token,password,email",
        "/auth/token,totp,email",
        "/auth/token,refresh_token,",
        "/auth/logout,refresh_token,"
    })
    void answersATextOfAMebibyteAtOnce(String path, String field, String other) {
        for (String letter : List.of("a", " ", "@", ".", "-", "é")) {
            String text = letter.repeat(letter.equals("é") ? TEXT / 2 : TEXT);
            Map<String, Object> body = new HashMap<>(Map.of(field, text));
            if (other != null) {
                body.put(other, "x@example.org");
            }
            String json = Api.json(body);
            String read = Api.json(Map.of("x", text));
            assertTrue(
                    IntStream.range(0, 10).anyMatch(time -> isCheap(path, json, read)),
                    () -> field + " full of '" + letter + "' takes long");
        }
    }

    /** Within 100 ms, or on a machine that has other things to do, within little more than it takes to read the body. */
    private boolean isCheap(String path, String json, String read) {
        long limit = Math.max(Duration.ofMillis(100).toNanos(), 2 * nanos(path, read));
        return nanos(path, json) < limit;
    }

    private long nanos(String path, String json) {
        long start = System.nanoTime();
        anonymous.send("POST", path, json).expect(422);
        return System.nanoTime() - start;
    }

    private static int told(Answer refused) {
        int told = 0;
        for (JsonNode errors : refused.body().path("errors")) {
            told += errors.size();
        }
        return told;
    }
}
