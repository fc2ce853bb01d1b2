package io.usersapi.keycloak.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long {@code /auth/token} takes to refuse, {@code mvn -Pbenchmark -Dbenchmark.program=RefusalBenchmark}: nobody must
 * learn by the time who has an account, also where users have hashes of other systems. All kinds of refusal take turns, so
 * that what else the machine does slows all of them.
 */
public final class RefusalBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 30;

    private static final String BCRYPT_12 = "$2y$12$XajjQvNhvvRt5GSeFk1xFeyqRrsxkhBkUiQeg0dt.wU1qD4aFDcga";
    private static final String BCRYPT_10 = "$2y$10$XajjQvNhvvRt5GSeFk1xFeyqRrsxkhBkUiQeg0dt.wU1qD4aFDcga";
    private static final String PBKDF2 =
            "pbkdf2_sha256$600000$saltysaltysalt$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final Program program;
    private final URI api;
    private final String token;

    private RefusalBenchmark(Program program) {
        this.program = program;
        this.api = BenchmarkRealm.ON.api(program.server().uri());
        this.token = new SignIn(program.server().uri(), BenchmarkRealm.ON)
                .accessToken(BenchmarkRealm.CLIENT, BenchmarkRealm.CALLER);
    }

    /** Runs it; all options are system properties. */
    public static void main(String[] arguments) {
        Program.run("refusals.md", program -> new RefusalBenchmark(program).run());
    }

    private void run() throws Exception {
        neverLock();
        Map<String, String> emails = new LinkedHashMap<>();
        emails.put("no such address", "nobody@example.org");
        emails.put("a hash of the realm's own", made("own", "password", BenchmarkRealm.PASSWORD));
        emails.put("no password", made("none", "name", "Ada"));
        emails.put("bcrypt, cost 12", made("bcrypt-12", "password_hash", BCRYPT_12));
        emails.put("bcrypt, cost 10", made("bcrypt-10", "password_hash", BCRYPT_10));
        emails.put("PBKDF2 of Django, 600,000 iterations", made("django", "password_hash", PBKDF2));
        String inactive = made("inactive", "password_hash", BCRYPT_12);
        change(inactive, "PATCH", "{\"status\": \"inactive\"}");
        emails.put("inactive, bcrypt, cost 12", inactive);
        String deleted = made("deleted", "password_hash", BCRYPT_12);
        change(deleted, "DELETE", "");
        emails.put("deleted, bcrypt, cost 12", deleted);

        Map<String, List<Double>> millis = new LinkedHashMap<>();
        emails.keySet().forEach(kind -> millis.put(kind, new ArrayList<>()));
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            boolean counts = round >= 0;
            emails.forEach((kind, email) -> {
                double took = refused(email);
                if (counts) {
                    millis.get(kind).add(took);
                }
            });
        }
        program.print("| Who | median ms | of the middle half, ms |");
        program.print("|---|--:|--:|");
        millis.forEach((kind, samples) -> {
            List<Double> sorted = samples.stream().sorted().toList();
            program.print(
                    "| %s | %.1f | %.1f to %.1f |",
                    kind, sorted.get(ROUNDS / 2), sorted.get(ROUNDS / 4), sorted.get(ROUNDS * 3 / 4));
        });
    }

    /** A lock after so many refusals would be measured instead. */
    private void neverLock() {
        SignIn owner = new SignIn(program.server().uri(), BenchmarkRealm.ON);
        SignIn.expect(
                204,
                SignIn.send(HttpRequest.newBuilder(
                                BenchmarkRealm.ON.adminApi(program.server().uri()))
                        .header(
                                "Authorization",
                                "Bearer " + owner.accessToken(BenchmarkRealm.APP, BenchmarkRealm.OWNER))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"bruteForceProtected\": false}"))));
    }

    private String made(String name, String field, String value) throws Exception {
        String email = Seed.CREATED_BY_API + "refused-" + name + "@example.org";
        String row = JSON.writeValueAsString(Map.of("email", email, field, value));
        String answer = SignIn.expect(200, SignIn.send(request("/users/import", "application/x-ndjson", "POST", row)))
                .body();
        JsonNode line = JSON.readTree(answer.lines().findFirst().orElseThrow());
        if (!line.path("status").asText().equals("created")) {
            throw new IllegalStateException(answer);
        }
        return email;
    }

    private void change(String email, String method, String body) {
        SignIn.expect(
                200, SignIn.send(request("/users/" + email.replace("@", "%40"), "application/json", method, body)));
    }

    private HttpRequest.Builder request(String path, String type, String method, String body) {
        return HttpRequest.newBuilder(URI.create(api + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private double refused(String email) {
        long start = System.nanoTime();
        SignIn.expect(
                401,
                SignIn.send(HttpRequest.newBuilder(URI.create(api + "/auth/token"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"email\": \"" + email + "\", \"password\": \"not the password at all\"}"))));
        return (System.nanoTime() - start) / 1e6;
    }
}
