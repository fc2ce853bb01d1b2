package io.usersapi.keycloak.users;

/** The answer of an operation that has nothing else to show. */
record Message(String message) {}
