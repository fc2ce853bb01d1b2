package io.usersapi.keycloak.authorization;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operation that a path names, without personal data: {@code users/{user}/send-password-reset}. */
final class Operation {

    private static final Set<String> WORDS = Set.of(
            "users",
            "me",
            "sessions",
            "send-password-reset",
            "send-verification",
            "send-invitation",
            "roles",
            "profile",
            "bulk",
            "import",
            "export");

    private Operation() {}

    /**
     * The operation.
     *
     * @param request the address as it was sent, not decoded: a slash in an e-mail address would otherwise make two
     *     segments
     */
    static String of(URI request) {
        String operation = request.getRawPath().replaceFirst(".*?/realms/[^/]+/api/+", "");
        return Stream.of(operation.split("/+"))
                .map(segment -> WORDS.contains(segment) ? segment : "{user}")
                .collect(Collectors.joining("/"));
    }
}
