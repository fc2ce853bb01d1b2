package io.usersapi.keycloak.authorization;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operation that a path names, without what is personal in it: {@code users/{user}/send-password-reset}. */
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
     * @param request as it was sent: decoded, an e-mail address with a slash in it would be two segments
     */
    static String of(URI request) {
        String operation = request.getRawPath().replaceFirst(".*?/realms/[^/]+/api/+", "");
        return Stream.of(operation.split("/+"))
                .map(segment -> WORDS.contains(segment) ? segment : "{user}")
                .collect(Collectors.joining("/"));
    }
}
