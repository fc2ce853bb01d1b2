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
    private final Works works = new Works(trial);
    private final Sample ourUsers = Sample.half(0, trial.sample(), trial.signingIn());
    private final Sample otherUsers = Sample.half(1, trial.sample(), trial.signingIn());

    {
        List<ChainBuilder> script = new ArrayList<>();
        for (int i = 0; i < WARM_UPS; i++) {
            for (ChainBuilder work : works.warmUp()) {
                script.add(phase(Duration.ofSeconds(trial.warmup()), work, ourUsers, new Stopwatch()));
            }
        }
        for (Row row : trial.rows()) {
            script.addAll(script(row));
        }
        setUp(scenario("comparison").exec(script).injectOpen(atOnceUsers(Trial.CONNECTIONS)))
                .protocols(http.baseUrl(trial.server().toString())
                        .authorizationHeader("Bearer " + trial.token())
                        .acceptHeader("application/json")
                        .disableUrlEncoding()
                        .disableCaching()
                        .disableFollowRedirect());
    }

    private List<ChainBuilder> script(Row row) {
        Stopwatch ours = new Stopwatch();
        Stopwatch other = new Stopwatch();
        Duration warmup = Duration.ofSeconds((long) row.times() * trial.warmup());
        Duration round = Duration.ofMillis(1000L * trial.seconds() / Trial.ROUNDS);
        List<ChainBuilder> script = new ArrayList<>();
        script.add(once(() -> System.out.printf("%,9d users  %-18s ", trial.size(), row.name())));
        script.add(phase(warmup, works.ours(row), ourUsers, new Stopwatch()));
        script.add(phase(warmup, works.other(row), otherUsers, new Stopwatch()));
        for (int i = 0; i < Trial.ROUNDS * row.times(); i++) {
            script.add(phase(round, works.ours(row), ourUsers, ours));
            script.add(phase(round, works.other(row), otherUsers, other));
        }
        script.add(once(() -> finish(new Comparison(
                trial.size(), row, ours.measurement(Trial.CONNECTIONS), other.measurement(Trial.CONNECTIONS)))));
        return script;
    }

    /** Work again and again for a while, none of it cut off in the middle; the clients start together. */
    private static ChainBuilder phase(Duration time, ChainBuilder work, Sample users, Stopwatch stopwatch) {
        return exec(rendezVous(Trial.CONNECTIONS))
                .exec(during(time, "turn", false)
                        .on(exec(users::draw).exec(Stopwatch::start).exec(work).exec(stopwatch::stop)));
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
