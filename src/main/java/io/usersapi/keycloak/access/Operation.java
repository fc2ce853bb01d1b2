package io.usersapi.keycloak.access;

/** The operation that a path names, without what is personal in it: {@code users/{user}/send-password-reset}. */
final class Operation {

    private Operation() {}

    static String of(String path) {
        String operation = path.replaceFirst("^/?realms/[^/]+/api/", "");
        return operation.replaceFirst("^users/(?!me$)[^/]+", "users/{user}");
    }
}
