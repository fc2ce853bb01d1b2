package io.usersapi.keycloak.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.OpenApi;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Nobody can fill the metrics page: whatever is sent, labels come from closed lists. */
@KeycloakIntegrationTest(config = FeatureServer.class)
class BoundedLabelsTest extends ApiTest {

    private static final String REQUESTS = "users_api_requests_seconds_count";

    @Test
    void hostileRequestsAddNoSeriesAfterTheFirst() {
        hostileRequests("first");
        Set<MetricsPage.Series> first = series();
        for (String word : List.of("second", "third", UUID.randomUUID().toString())) {
            hostileRequests(word);
        }
        assertEquals(first, series());
        assertTrue(first.size() > 5, () -> "the requests were not measured: " + first);
    }

    @Test
    void labelsAreThoseOfTheDocument() {
        hostileRequests("someone@example.org");
        assertFalse(series().isEmpty(), "nothing was measured");
        for (MetricsPage.Series series : series()) {
            assertEquals(
                    Set.of("operation", "outcome", "status"), series.labels().keySet());
            assertTrue(operations().contains(series.labels().get("operation")), series::toString);
            assertTrue(outcomes().contains(series.labels().get("outcome")), series::toString);
            assertTrue(series.labels().get("status").matches("[2-5]\\d\\d"), series::toString);
            assertFalse(series.toString().contains("@"), series::toString);
        }
    }

    @Test
    void aRealmWithoutTheModuleIsNotMeasured() {
        Set<MetricsPage.Series> before = series();
        double calls = calls();
        assertTrue(calls > 0, "nothing was measured");
        Api.at(urls.getBase() + "/realms/master/api").exchange("GET", "/users", null);
        Api.at(urls.getBase() + "/realms/" + UUID.randomUUID() + "/api").exchange("GET", "/users", null);
        assertEquals(before, series());
        assertEquals(calls, calls());
    }

    /** The same hostile things with another word in them. */
    private void hostileRequests(String word) {
        String coded = Api.encoded(word);
        for (Api caller : List.of(anonymous, admin)) {
            caller.exchange("GET", "/" + coded, null);
            caller.exchange("GET", "/users/" + coded + "/x/" + coded, null);
            caller.exchange("GET", "/users/" + coded, null);
            caller.exchange("DELETE", "/users/" + coded + "%0A%22%7D", null);
            caller.exchange("GET", "/users?" + coded + "=" + coded, null);
            caller.exchange("BREW" + word.length() % 7, "/users", null);
            caller.exchange("X" + word.hashCode() % 1000, "/users/" + coded, null);
            caller.exchange("OPTIONS", "/" + coded, null);
            caller.with("Content-Type", "text/x" + word.length())
                    .exchange("POST", "/users", "{\"" + word + "\": \"" + word + "\"}");
            caller.exchange("POST", "/users", "{\"" + word + "\": \"" + word + "\"}");
            caller.exchange("POST", "/auth/token", "{\"email\": \"" + word + "\", \"password\": \"" + word + "\"}");
        }
        anonymous.bearer(coded).exchange("GET", "/users", null);
    }

    private static Set<String> operations() {
        Set<String> operations = new TreeSet<>(Set.of("preflight", "unknown"));
        OpenApi.document().path("paths").findValuesAsText("operationId").forEach(operations::add);
        return operations;
    }

    private static Set<String> outcomes() {
        Set<String> outcomes = new TreeSet<>(Set.of("success"));
        Arrays.stream(ErrorCode.values())
                .filter(code -> !code.isFieldError())
                .map(ErrorCode::code)
                .forEach(outcomes::add);
        return outcomes;
    }

    private Set<MetricsPage.Series> series() {
        return MetricsPage.read(urls).series(REQUESTS);
    }

    private double calls() {
        MetricsPage page = MetricsPage.read(urls);
        return page.series(REQUESTS).stream()
                .mapToDouble(series -> page.value(series.name(), series.labels()))
                .sum();
    }
}
