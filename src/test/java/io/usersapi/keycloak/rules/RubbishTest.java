package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.OpenApi;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.sessions.JqwikSession;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Some thousand requests with random and hostile values, made by jqwik, to every operation of the document. Another run
 * of the same requests: {@code -Drubbish.seed=N}; a longer one: {@code -Drubbish.requests=N}.
 */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class RubbishTest extends ApiTest {

    private static final Logger LOG = Logger.getLogger(RubbishTest.class);
    private static final long SEED = Long.getLong("rubbish.seed", 20261122);
    private static final int REQUESTS = Integer.getInteger("rubbish.requests", 5_000);
    private static final int THREADS = 8;
    private static final int TARGETS = 60;
    private static final int SHOWN = 25;
    private static final int WAITING = 200;
    /** Some of the requests are good enough to be done, the others are refused for each kind of reason. */
    private static final Set<String> REACHED =
            Set.of("200", "201", "204", "400", "401", "403", "404", "405", "406", "412", "415", "422");

    private static final Pattern INSIDE = Pattern.compile("\\bat [\\w$.]+\\([\\w$]+\\.java|\\.java:\\d|Exception\\b"
            + "|\\b(java|javax|jakarta|sun)\\.[a-z]+\\.|\\b(org|com|io)\\.(keycloak|hibernate|jboss|h2|fasterxml"
            + "|usersapi|quarkus|vertx|netty|infinispan)\\b");
    /** Keycloak refuses these before the extension hears of them (RejectNonNormalizedPathFilter). */
    private static final Set<String> REFUSED_PATHS = Set.of("missingNormalization", "invalidCharacter");

    /** And these, with control characters in their values (InvalidQueryParameterFilter). */
    private static final Pattern REFUSED_QUERY = Pattern.compile("\\?.*%(0[0-8bcefBCEF]|1[0-9a-fA-F])");

    private static final Pattern BESIDE = Pattern.compile("%2[fF]|/$");

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> statuses = new ConcurrentSkipListMap<>();

    @Test
    void everyAnswerIsOneOfTheDocument() throws Exception {
        Answer bystander = created();
        Answer nobodySpecial = created();
        RubbishRequests requests = new RubbishRequests(newTargets());
        Map<RubbishRequests.Who, Tokens> tokens = Map.of(
                RubbishRequests.Who.ADMIN, new Tokens(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD),
                RubbishRequests.Who.USER, new Tokens(nobodySpecial.text("email"), PASSWORD));
        sendAll(requests.attempts(), (number, attempt) -> {
            List<Map.Entry<String, String>> headers = new ArrayList<>(attempt.headers());
            if (tokens.containsKey(attempt.who())) {
                headers.add(Map.entry(
                        "Authorization", "Bearer " + tokens.get(attempt.who()).token()));
            }
            judge(number, attempt, headers);
        });
        LOG.infof("%d requests with seed %d: %s", REQUESTS, SEED, statuses);
        assertTrue(
                complaints.isEmpty(),
                () -> complaints.size() + " with seed " + SEED + ":\n"
                        + String.join("\n", complaints.stream().limit(SHOWN).toList()));
        assertTrue(statuses.keySet().containsAll(REACHED), statuses::toString);
        assertAnswersAsBefore(bystander);
    }

    /** Users without passwords, which cost no hash. */
    private List<String> newTargets() {
        List<String> keys = new ArrayList<>();
        for (int number = 0; number < TARGETS; number++) {
            UserRepresentation user = new UserRepresentation();
            user.setUsername(newEmail());
            user.setEmail(user.getUsername());
            user.setEnabled(true);
            realm.admin().users().create(user).close();
            keys.add(user.getEmail());
            keys.add(admin.get("/users/" + user.getEmail()).expect(200).id());
        }
        return keys;
    }

    private interface Sender {
        void send(int number, RubbishRequests.Attempt attempt);
    }

    /** What is sent is made by this thread, to which jqwik's session and random numbers belong. */
    private static void sendAll(Arbitrary<RubbishRequests.Attempt> attempts, Sender sender) throws Exception {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), new CallerRunsPolicy());
        List<Future<?>> ends = new ArrayList<>();
        JqwikSession.run(String.valueOf(SEED), () -> {
            Iterator<RubbishRequests.Attempt> made =
                    attempts.withoutEdgeCases().sampleStream().iterator();
            for (int at = 0; at < REQUESTS; at++) {
                int number = at;
                RubbishRequests.Attempt attempt = made.next();
                ends.add(threads.submit(() -> sender.send(number, attempt)));
            }
        });
        threads.shutdown();
        for (Future<?> end : ends) {
            end.get();
        }
    }

    private void judge(int number, RubbishRequests.Attempt attempt, List<Map.Entry<String, String>> headers) {
        String request = number + ": " + attempt.method() + " " + attempt.target() + " " + attempt.headers() + " "
                + new String(attempt.body(), 0, Math.min(300, attempt.body().length), StandardCharsets.UTF_8);
        try {
            URI base = URI.create(anonymous.base());
            Answer answer = new Wire(URI.create("http://" + base.getAuthority()))
                    .send(attempt.method(), base.getPath() + attempt.target(), headers, attempt.body());
            statuses.computeIfAbsent(String.valueOf(answer.status()), status -> new AtomicInteger())
                    .incrementAndGet();
            assertNothingSlips(answer);
            if (!isRefusedBeforehand(attempt, answer) && !isProblemBesideTheDocument(attempt, answer)) {
                OpenApi.check(attempt.method(), attempt.target(), answer);
            }
        } catch (InterruptedException | IOException | AssertionError | RuntimeException failed) {
            complaints.add(request.replaceAll("\\p{C}", "�") + "\n    "
                    + failed.toString().replaceAll("\\p{C}", "�"));
        }
    }

    private static void assertNothingSlips(Answer answer) {
        assertTrue(answer.status() < 500 || answer.status() == 502, () -> answer.status() + " " + answer.text());
        assertFalse(INSIDE.matcher(answer.text()).find(), () -> "tells of the inside: " + answer.text());
        assertEquals("", answer.header("X-Injected"));
    }

    /** What the HTTP server and Keycloak say themselves to what is no HTTP, too long, or no normal path. */
    private static boolean isRefusedBeforehand(RubbishRequests.Attempt attempt, Answer answer) {
        boolean badPath = answer.status() == 400
                && REFUSED_PATHS.contains(answer.body().path("error").asText());
        boolean badQuery = answer.status() == 400
                && answer.body().has("error")
                && REFUSED_QUERY.matcher(attempt.target()).find();
        boolean noHttp =
                Set.of(400, 414, 431).contains(answer.status()) && answer.text().isEmpty();
        return badPath || badQuery || noHttp;
    }

    /**
     * The document says nothing of paths and methods that it does not know, but these are refused in its form, whatever
     * is wrong first. A slash that is percent-encoded and one at the end make such paths, too, and so does a fragment.
     */
    private static boolean isProblemBesideTheDocument(RubbishRequests.Attempt attempt, Answer answer) {
        String path = attempt.target().split("[?#]")[0];
        boolean known =
                OpenApi.knows(attempt.method(), path) && !BESIDE.matcher(path).find();
        boolean problem = answer.header("Content-Type").startsWith("application/problem+json")
                && Set.of(400, 401, 403, 404, 405, 406, 412, 413, 415, 422).contains(answer.status());
        boolean preflight = attempt.method().equals("OPTIONS") && answer.status() == 204;
        if (!known && problem && !attempt.method().equals("HEAD")) {
            OpenApi.checkProblem(answer);
        }
        return !known && (problem || preflight);
    }

    private void assertAnswersAsBefore(Answer bystander) {
        signIn();
        Answer again = admin.get("/users/" + bystander.id()).expect(200);
        assertEquals(bystander.body(), again.body());
        assertEquals(bystander.header("ETag"), again.header("ETag"));
        signedIn(bystander).get("/users/me").expect(200);
        Answer all = admin.get("/users?status=all&total=exact&per_page=100").expect(200);
        assertEquals(realm.admin().users().count(), all.body().at("/meta/total").asInt());
        created();
    }

    /** A token that is new enough, whatever the run takes. */
    private final class Tokens {
        private final String email;
        private final String password;
        private String token;
        private Instant renewal = Instant.MIN;

        private Tokens(String email, String password) {
            this.email = email;
            this.password = password;
        }

        private synchronized String token() {
            if (Instant.now().isAfter(renewal)) {
                token = anonymous.token(email, password).expect(200).text("access_token");
                renewal = Instant.now().plusSeconds(60);
            }
            return token;
        }
    }
}
