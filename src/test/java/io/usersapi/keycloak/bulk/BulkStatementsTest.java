package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** How many statements each further user of a bulk request costs the database. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class BulkStatementsTest extends ApiTest {

    private static final int FEW = 3;
    private static final int MANY = 9;

    @ParameterizedTest
    @CsvSource({"false, {\"status\":\"inactive\"}, 4", "true, {\"status\":\"inactive\"}, 16", "false, delete, 40"})
    void aFurtherUserCostsFewStatements(boolean signedIn, String act, int most) {
        statements(FEW, signedIn, act);
        List<String> few = statements(FEW, signedIn, act);
        List<String> many = statements(MANY, signedIn, act);
        int each = (many.size() - few.size()) / (MANY - FEW);
        assertTrue(each <= most, () -> each + " statements a user:\n" + counted(many));
    }

    private static String counted(List<String> statements) {
        return statements.stream().collect(Collectors.groupingBy(sql -> sql, Collectors.counting())).entrySet().stream()
                .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
                .map(entry -> entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining("\n"));
    }

    private List<String> statements(int users, boolean signedIn, String act) {
        List<String> ids = Stream.generate(this::created)
                .limit(users)
                .peek(user -> {
                    if (signedIn) {
                        anonymous.signIn(user.text("email"), PASSWORD).expect(200);
                    }
                })
                .map(Answer::id)
                .toList();
        Map<String, Object> request = act.equals("delete")
                ? Map.of("users", ids, "delete", true)
                : Map.of("users", ids, "change", Map.of("status", "inactive"));
        List<String> statements = LoggingServer.statementsOf(() -> assertEquals(
                200,
                admin.exchange("POST", "/users/bulk", io.usersapi.keycloak.support.Api.json(request))
                        .status()));
        return statements;
    }
}
