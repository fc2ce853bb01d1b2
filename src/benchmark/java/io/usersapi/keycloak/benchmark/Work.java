package io.usersapi.keycloak.benchmark;

import static io.gatling.javaapi.core.CoreDsl.exec;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;

/**
 * What one side of a row does again and again.
 *
 * @param once at the beginning of a turn, not timed
 * @param before each time, not timed
 * @param timed what the row measures
 * @param after each time, not timed
 */
record Work(ChainBuilder once, ChainBuilder before, ChainBuilder timed, ChainBuilder after) {

    private static final ChainBuilder NOTHING = exec((Session session) -> session);

    static Work of(ChainBuilder timed) {
        return new Work(NOTHING, NOTHING, timed, NOTHING);
    }

    Work once(ChainBuilder first) {
        return new Work(first, before, timed, after);
    }

    Work before(ChainBuilder preparation) {
        return new Work(once, preparation, timed, after);
    }

    Work after(ChainBuilder cleanUp) {
        return new Work(once, before, timed, cleanUp);
    }
}
