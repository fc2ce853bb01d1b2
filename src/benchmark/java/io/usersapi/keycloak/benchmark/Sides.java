package io.usersapi.keycloak.benchmark;

/**
 * The sides of all rows. No two sides have a user in common, so that none fills a cache for the other, and a change at one
 * server is not missed by the other, which has a cache of its own.
 *
 * @param on the realm where the module is on
 * @param off its twin, where the module is off
 * @param bare the twin at a server without the extension; null where that does not run
 */
record Sides(Side on, Side off, Side bare) {

    static Sides of(Trial trial) {
        return new Sides(
                new Side(trial.server(), BenchmarkRealm.ON, users(trial, BenchmarkRealm.ON, 0)),
                new Side(trial.server(), BenchmarkRealm.OFF, users(trial, BenchmarkRealm.OFF, 1)),
                trial.bareServer()
                        .map(server -> new Side(server, BenchmarkRealm.OFF, users(trial, BenchmarkRealm.OFF, 0)))
                        .orElse(null));
    }

    private static Sample users(Trial trial, BenchmarkRealm realm, int half) {
        return Sample.half(half, trial.sample(realm), trial.signingIn(realm));
    }
}
