package io.usersapi.keycloak.benchmark;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rendezVous;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The load, as Gatling runs it: two clients with a connection each do the same work in the same moment, as fast as they are
 * answered, on one side of a row and then on the other, in turns.
 */
public final class ComparisonSimulation extends Simulation {

    /** How often all of the warm-up is done: the load generator is a JVM that begins cold, too. */
    static final int WARM_UPS = 4;

    private final Trial trial = Trial.fromSystemProperties();
    private final Works works = new Works(trial, Sides.of(trial));

    {
        List<ChainBuilder> script = new ArrayList<>();
        for (int i = 0; i < WARM_UPS; i++) {
            for (Works.Task task : works.warmUp()) {
                script.add(phase(Duration.ofSeconds(Math.max(1, trial.warmup())), task, new Stopwatch()));
            }
        }
        for (Row row : trial.rows()) {
            script.addAll(script(row));
        }
        setUp(scenario("comparison").exec(script).injectOpen(atOnceUsers(Trial.CONNECTIONS)))
                .protocols(http.baseUrl(trial.server().toString())
                        .authorizationHeader("Bearer #{token}")
                        .acceptHeader("application/json")
                        .disableUrlEncoding()
                        .disableCaching()
                        .disableFollowRedirect());
    }

    private List<ChainBuilder> script(Row row) {
        Duration warmup = Duration.ofSeconds(trial.warmup());
        int seconds = row.times() * trial.seconds(row);
        int rounds = row.times() * trial.rounds(row);
        Duration round = Duration.ofMillis(1000L * seconds / rounds);
        Turns ours = new Turns(rounds);
        Turns other = new Turns(rounds);
        List<ChainBuilder> script = new ArrayList<>();
        script.add(once(() -> System.out.printf("%,9d users  %-18s ", trial.size(), row.name())));
        script.add(phase(warmup, works.ours(row), new Stopwatch()));
        script.add(phase(warmup, works.other(row), new Stopwatch()));
        for (int i = 0; i < rounds; i++) {
            // Each begins as often as the other: what becomes slower all the time is no one's fault.
            ChainBuilder our = phase(round, works.ours(row), ours.turn(i));
            ChainBuilder their = phase(round, works.other(row), other.turn(i));
            script.addAll(i % 2 == 0 ? List.of(our, their) : List.of(their, our));
        }
        script.add(once(() -> finish(Comparison.of(trial.size(), row, ours, other))));
        return script;
    }

    /** Work again and again for a while, none of it cut off in the middle; the clients start together. */
    private static ChainBuilder phase(Duration time, Works.Task task, Stopwatch stopwatch) {
        Work work = task.work();
        ChainBuilder turn = exec(task.side()::draw)
                .exec(work.before())
                .exec(Stopwatch::start)
                .exec(work.timed())
                .exec(stopwatch::stop)
                .exec(work.after());
        return exec(rendezVous(Trial.CONNECTIONS))
                .exec(work.once())
                .exec(rendezVous(Trial.CONNECTIONS))
                .exec(during(time, "turn", false).on(turn));
    }

    /** What one of the clients does when all have come here. */
    private static ChainBuilder once(Runnable action) {
        return exec(rendezVous(Trial.CONNECTIONS)).exec((Session session) -> {
            if (session.userId() == 1) {
                action.run();
            }
            return session;
        });
    }

    private void finish(Comparison comparison) {
        System.out.println(comparison);
        try {
            comparison.append(trial.results());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
