package io.usersapi.keycloak.cluster;

import static io.usersapi.keycloak.cluster.ClusterTest.PASSWORD;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.Map;
import java.util.Set;

/**
 * One write of one user, of which a test knows before and after.
 *
 * @param id of the user, null where the write creates it
 */
record Write(Kind kind, String email, String id) {

    static final String NEW_PASSWORD = "another password of mine";

    private static final Set<String> READER = Set.of("reader");

    enum Kind {
        CREATE,
        DEACTIVATE,
        PROMOTE,
        CHANGE_PASSWORD,
        DELETE
    }

    Answer by(Api admin) {
        String path = "/users/" + id;
        return switch (kind) {
            case CREATE -> admin.post("/users", Map.of("email", email, "password", PASSWORD, "role", "reader"));
            case DEACTIVATE -> admin.patch(path, Map.of("status", "inactive"));
            case PROMOTE -> admin.patch(path, Map.of("roles", Set.of("reader", "admin")));
            case CHANGE_PASSWORD -> admin.patch(path, Map.of("password", NEW_PASSWORD));
            case DELETE -> admin.delete(path);
        };
    }

    boolean isAcknowledged(Answer answer) {
        return answer.status() == (kind == Kind.CREATE ? 201 : 200);
    }

    /** Whether the rows are those of a user of which nothing of this write is seen. */
    boolean isBefore(StoredUser stored) {
        return kind == Kind.CREATE ? stored == null : stored != null && stored.lives(true, READER);
    }

    /** Whether the rows are those of a user of which all of this write is seen; of a password they do not tell. */
    boolean isAfter(StoredUser stored) {
        return stored != null
                && switch (kind) {
                    case CREATE, CHANGE_PASSWORD -> stored.lives(true, READER);
                    case DEACTIVATE -> stored.lives(false, READER);
                    case PROMOTE -> stored.lives(true, Set.of("admin", "reader"));
                    case DELETE -> stored.isTombstone();
                };
    }
}
