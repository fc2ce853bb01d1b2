package io.usersapi.keycloak.races;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.ServerLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectKeycloakUrls;
import org.keycloak.testframework.server.KeycloakUrls;

/**
 * A test of some of the pairs: no answer of 2xx is undone by what happens at the same instant. One round of each pair;
 * {@code mvn -Praces test} runs many. The table of the rounds so far, of all such tests, is in {@code target/races.md}.
 */
@Tag("races")
abstract class PairsTest {

    private static final int ROUNDS = Integer.getInteger("races.rounds", 1);
    private static final int SIDE_BY_SIDE = Integer.getInteger("races.side-by-side", 4);
    private static final Pattern PAIRS = Pattern.compile(System.getProperty("races.pairs", ""));
    private static final boolean AT_ONCE = !Boolean.getBoolean("races.one-after-the-other");
    /** Where Keycloak itself may fail, what Keycloak logs of this is a fault of ours all the same. */
    private static final String LISTENER = "UsersApiEventListener";

    private static final Path TABLE = Path.of("target", "races.md");

    private static final Tally TALLY = new Tally();
    private static ExecutorService threads;
    private static Arena arena;

    @InjectAdminClient
    Keycloak keycloak;

    @InjectKeycloakUrls
    KeycloakUrls urls;

    /** Those that the options ask for. They can be none of one test, but not none at all. */
    static Stream<Pair> chosen(Predicate<Pair> which) {
        List<Pair> asked =
                Pair.all().filter(pair -> PAIRS.matcher(pair.toString()).find()).toList();
        assertFalse(asked.isEmpty(), "no pair is named like " + PAIRS);
        return asked.stream().filter(which);
    }

    @BeforeAll
    static void begin() {
        threads = Executors.newCachedThreadPool();
    }

    @BeforeEach
    void open() {
        if (arena != null && arena.isCrowded()) {
            arena.close();
            arena = null;
        }
        if (arena == null) {
            arena = Arena.open(keycloak, urls.getBase());
        }
    }

    @AfterAll
    static void tell() {
        threads.shutdownNow();
        System.out.println(TALLY.table());
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("pairs")
    void whatWasAnsweredHolds(Pair pair) throws Exception {
        Tally.Row row = TALLY.of(pair);
        long log = ServerLog.size();
        AtomicInteger number = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int runner = 0; runner < Math.min(SIDE_BY_SIDE, ROUNDS); runner++) {
            running.add(threads.submit(() -> {
                for (int round = number.getAndIncrement(); round < ROUNDS; round = number.getAndIncrement()) {
                    row.add(new Round(arena, pair, AT_ONCE, round).run(threads));
                }
                return null;
            }));
        }
        for (Future<?> runner : running) {
            runner.get();
        }
        row.logged(errorsInTheLogAfter(log, pair.keycloakMayFail() ? LISTENER : " ERROR ["));
        Files.writeString(TABLE, TALLY.table());
        assertTrue(row.isClean(), () -> String.join("\n", row.faults()));
    }

    private static long errorsInTheLogAfter(long size, String mark) {
        return ServerLog.linesAfter(size)
                .filter(line -> line.contains(" ERROR [") && line.contains(mark))
                .count();
    }
}
