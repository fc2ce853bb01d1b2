package io.usersapi.keycloak.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Each request is on Keycloak's metrics page, by operation, outcome and status, and so is each reset mail. */
@KeycloakIntegrationTest(config = FeatureServer.class)
class RequestMetricsTest extends ApiTest {

    private static final String COUNT = "users_api_requests_seconds_count";
    private static final String SUM = "users_api_requests_seconds_sum";
    private static final String MAILS = "users_api_reset_mails_total";

    /** How often a test has called so that it is counted with these labels. */
    private final Map<Map<String, String>, Integer> calls = new LinkedHashMap<>();

    private MetricsPage before;

    @BeforeEach
    void readThePage() {
        before = page();
    }

    /** Of all calls of a test at once: the page is long. */
    @AfterEach
    void eachCallWasCountedOnce() {
        MetricsPage after = page();
        calls.forEach((labels, times) -> assertEquals(
                before.value(COUNT, labels) + times,
                after.value(COUNT, labels),
                () -> labels + " in " + after.series(COUNT)));
    }

    @Test
    void countsTokensAndFailedLogins() {
        Answer user = created();
        Answer tokens = counted("issueToken", "success", 200, () -> anonymous.token(user.text("email"), PASSWORD));
        counted(
                "issueToken",
                "invalid_credentials",
                401,
                () -> anonymous.token(user.text("email"), "a wrong password"));
        counted("issueToken", "invalid_credentials", 401, () -> anonymous.token(newEmail(), PASSWORD));
        counted("issueToken", "validation", 422, () -> anonymous.post("/auth/token", Map.of()));
        counted("issueToken", "malformed_json", 400, () -> anonymous.send("POST", "/auth/token", "{"));
        counted("issueToken", "invalid_refresh_token", 401, () -> refresh("/auth/token", "nonsense"));
        counted("logout", "success", 204, () -> refresh("/auth/logout", tokens.text("refresh_token")));
    }

    @Test
    void countsReads() {
        String user = "/users/" + created().id();
        counted("listUsers", "success", 200, () -> admin.get("/users?per_page=1"));
        counted("listUsers", "validation", 422, () -> admin.get("/users?per_page=0"));
        counted("getUser", "success", 200, () -> admin.get(user));
        counted("getUser", "success", 200, () -> admin.send("HEAD", user, null));
        counted("getUser", "user_not_found", 404, () -> admin.get("/users/" + UUID.randomUUID()));
        counted("getCurrentUser", "success", 200, () -> admin.get("/users/me"));
        counted("listRoles", "success", 200, () -> admin.get("/roles"));
        counted("getDocumentAsJson", "success", 200, () -> anonymous.get("/openapi.json"));
        counted("getDocumentAsYaml", "success", 200, () -> anonymous.get("/openapi.yaml"));
    }

    @Test
    void countsWrites() {
        Map<String, Object> user = newUser();
        String path = "/users/" + user.get("email");
        counted("createUser", "success", 201, () -> admin.post("/users", user));
        counted("createUser", "validation", 422, () -> admin.post("/users", user));
        counted("putUser", "success", 200, () -> admin.put(path, Map.of("name", "Ada")));
        counted("patchUser", "success", 200, () -> admin.patch(path, Map.of("name", "Ada")));
        Api late = admin.with("If-Match", "\"an older one\"");
        counted("patchUser", "precondition_failed", 412, () -> late.patch(path, Map.of("name", "Ada")));
        counted("deleteUser", "success", 200, () -> admin.delete(path));
        counted("deleteUser", "last_admin", 409, () -> admin.delete("/users/" + ApiServer.ADMIN_EMAIL));
    }

    @Test
    void countsRefusals() {
        Api plain = signedIn(created());
        counted("listUsers", "invalid_token", 401, () -> anonymous.get("/users"));
        counted("listUsers", "forbidden", 403, () -> plain.get("/users"));
        counted("unknown", "not_found", 404, () -> admin.get("/nothing/here"));
        counted("unknown", "method_not_allowed", 405, () -> admin.send("DELETE", "/users", null));
        counted("preflight", "success", 204, () -> preflight());
        Api html = admin.with("Accept", "text/html");
        counted("listUsers", "not_acceptable", 406, () -> html.get("/users"));
    }

    @Test
    void countsMailsThatWereSentAndThatWereNot() {
        String reset = "/users/" + created().id() + "/send-password-reset";
        Api once = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        mails("sent", 1, () -> counted("sendPasswordReset", "success", 200, () -> once.post(reset, null)));
        mails("sent", 0, () -> counted("sendPasswordReset", "success", 200, () -> once.post(reset, null)));
        mails("sent", 2, () -> {
            counted("sendPasswordReset", "success", 200, () -> admin.post(reset, null));
            counted("sendPasswordReset", "success", 200, () -> admin.post(reset, null));
        });
        mails("sent", 0, () -> counted("sendPasswordReset", "too_many_requests", 429, () -> admin.post(reset, null)));
        realm.updateWithCleanup(
                changed -> changed.update(settings -> settings.getSmtpServer().put("port", "1")));
        String other = "/users/" + created().id() + "/send-password-reset";
        mails("failed", 1, () -> counted("sendPasswordReset", "mail_not_sent", 502, () -> admin.post(other, null)));
    }

    @Test
    void countsBothFormsOfThePathOnce() {
        Api atRoot = admin.on(urls.getBase() + "/api");
        counted("listUsers", "success", 200, () -> atRoot.get("/users?per_page=1"));
    }

    @Test
    void tellsTheTimeThatRequestsTook() {
        Map<String, String> labels = labels("issueToken", "success", 200);
        anonymous.signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        double seconds = page().value(SUM, labels) - before.value(SUM, labels);
        assertTrue(seconds > 0.001 && seconds < 60, () -> "a sign-in took " + seconds + " s");
    }

    private Answer preflight() {
        return admin.with("Origin", "https://app.example.org")
                .with("Access-Control-Request-Method", "GET")
                .exchange("OPTIONS", "/users", null);
    }

    private Answer refresh(String path, String token) {
        return anonymous.post(path, Map.of("refresh_token", token));
    }

    private Answer counted(String operation, String outcome, int status, Supplier<Answer> call) {
        calls.merge(labels(operation, outcome, status), 1, Integer::sum);
        return call.get().expect(status);
    }

    private void mails(String outcome, int wanted, Runnable call) {
        double before = page().value(MAILS, Map.of("outcome", outcome));
        call.run();
        assertEquals(before + wanted, page().value(MAILS, Map.of("outcome", outcome)), "mails " + outcome);
    }

    private static Map<String, String> labels(String operation, String outcome, int status) {
        return Map.of("operation", operation, "outcome", outcome, "status", Integer.toString(status));
    }

    private MetricsPage page() {
        return MetricsPage.read(urls);
    }
}
