package io.usersapi.keycloak.demo;

/** Why the demo does not run, in one line for the person who started it: a stack trace would bury it. */
final class DemoFailure extends RuntimeException {

    DemoFailure(String line) {
        super(line, null, false, false);
    }
}
