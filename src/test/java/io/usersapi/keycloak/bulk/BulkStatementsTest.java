package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    /** One alone costs more than 30. */
    @ParameterizedTest
    @CsvSource({"false, 8", "true, 9"})
    void aFurtherUserWhoIsDeactivatedCostsFewStatements(boolean hasSession, int most) {
        statements(FEW, hasSession);
        List<String> few = statements(FEW, hasSession);
        List<String> many = statements(MANY, hasSession);
        int each = (many.size() - few.size()) / (MANY - FEW);
        assertTrue(each <= most, () -> each + " statements a user:\n" + counted(many));
    }

    private static String counted(List<String> statements) {
        return statements.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " times " + entry.getKey())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private List<String> statements(int users, boolean haveSessions) {
        List<Answer> created = Stream.generate(ApiTest::newUser)
                .limit(users)
                .map(this::created)
                .toList();
        if (haveSessions) {
            created.forEach(this::signedIn);
        }
        List<String> ids = created.stream().map(Answer::id).toList();
        return LoggingServer.statementsOf(
                () -> admin.post("/users/bulk", Map.of("users", ids, "change", Map.of("status", "inactive")))
                        .expect(200));
    }
}
