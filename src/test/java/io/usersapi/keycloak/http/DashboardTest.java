package io.usersapi.keycloak.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;

/** The Grafana dashboard asks for nothing that is not on the metrics page. */
@KeycloakIntegrationTest(config = FeatureServer.class)
public class DashboardTest extends ApiTest {

    private static final Path FILE = Path.of("monitoring", "users-api-dashboard.json");
    private static final Path ALERTS = Path.of("deploy", "prometheus", "users-api-rules.yml");
    private static final Pattern VARIABLE_QUERY = Pattern.compile("label_values\\((\\w+), \\w+\\)");
    /** A metric with its selector, after the clauses that name labels and the ranges are cut off. */
    private static final Pattern METRIC = Pattern.compile("\\b([a-z_][a-z0-9_]*)\\b(\\{([^}]*)})?(?!\\s*\\()");

    private static final Pattern NO_METRIC =
            Pattern.compile("\\b(by|without)\\s*\\([^)]*\\)|\\[[^\\]]*]|\\boffset\\s+\\w+|\\b(or|and|unless)\\b");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)");
    /** Prometheus adds it to what it scrapes. */
    private static final String INSTANCE = "instance";

    private static MetricsPage page;

    @TestSetup
    public void somethingOfEachKind() {
        signIn();
        Answer user = created();
        anonymous.token(user.text("email"), "a wrong password").expectProblem(401, "invalid_credentials");
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        admin.post("/users/" + user.id() + "/send-verification", null).expect(200);
        admin.post("/users", Map.of("email", newEmail(), "invite", true)).expect(201);
        page = MetricsPage.read(urls);
    }

    @Test
    void everyMetricIsOnThePage() throws IOException {
        Set<String> asked = new TreeSet<>();
        expressions().forEach(expression -> metrics(expression).forEach(metric -> asked.add(metric.group(1))));
        VARIABLE_QUERY.matcher(dashboard().toString()).results().forEach(query -> asked.add(query.group(1)));
        Set<String> missing = new TreeSet<>(asked);
        missing.removeAll(page.names());
        assertEquals(Set.of(), missing);
        assertTrue(asked.size() >= 9, () -> "found too few metrics in the dashboard: " + asked);
    }

    /** A mail of any kind that the mail server does not take is one too many. */
    @Test
    void dashboardAndAlertsKnowEveryKindOfMail() throws IOException {
        Set<String> mails = new TreeSet<>(page.names());
        mails.removeIf(name -> !name.matches("users_api_[a-z]+_mails_total"));
        assertEquals(3, mails.size());
        String dashboard = dashboard().toString();
        String alerts = Files.readString(ALERTS);
        mails.removeIf(name -> dashboard.contains(name) && alerts.contains(name));
        assertEquals(Set.of(), mails);
    }

    @Test
    void everyLabelIsThatOfItsMetric() throws IOException {
        for (String expression : expressions()) {
            metrics(expression).filter(metric -> metric.group(3) != null).forEach(metric -> {
                Set<String> labels = page.labelsOf(metric.group(1));
                labels.add(INSTANCE);
                LABEL.matcher(metric.group(3))
                        .results()
                        .forEach(label -> assertTrue(
                                labels.contains(label.group(1)),
                                () -> label.group(1) + " in " + expression + " is none of " + labels));
            });
        }
    }

    private static Stream<MatchResult> metrics(String expression) {
        return METRIC.matcher(NO_METRIC.matcher(expression).replaceAll(" ")).results();
    }

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>(dashboard().path("panels").findValuesAsText("expr"));
        List<String> alerts =
                new ObjectMapper(new YAMLFactory()).readTree(ALERTS.toFile()).findValuesAsText("expr");
        assertEquals(5, alerts.size());
        expressions.addAll(alerts);
        return expressions;
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(FILE.toFile());
    }
}
