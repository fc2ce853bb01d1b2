package io.usersapi.keycloak.benchmark;

/**
 * The sides of all rows. No two sides have a user in common, so that none fills a cache for the other, and a change at one
 * server is not missed by the other, which has a cache of its own.
 *
 * @param on the realm where the module is on
 * @param off its twin, where the module is off
 * @param beside what another server has to do: the twin, where that is without the extension, else the realm where the module
 *     is on; null where none runs
 */
record Sides(Side on, Side off, Side beside) {

    static Sides of(Trial trial) {
        BenchmarkRealm besides = trial.hasRowOf(Row.Kind.BEFORE) ? BenchmarkRealm.ON : BenchmarkRealm.OFF;
        return new Sides(
                new Side(trial.server(), BenchmarkRealm.ON, users(trial, BenchmarkRealm.ON, 0)),
                new Side(trial.server(), BenchmarkRealm.OFF, users(trial, BenchmarkRealm.OFF, 1)),
                trial.besideServer()
                        .map(server ->
                                new Side(server, besides, users(trial, besides, besides == BenchmarkRealm.ON ? 1 : 0)))
                        .orElse(null));
    }

    private static Sample users(Trial trial, BenchmarkRealm realm, int half) {
        return Sample.half(half, trial.sample(realm), trial.signingIn(realm));
    }
}
