package io.usersapi.keycloak.benchmark;

import java.net.URI;
import java.util.List;

/** The realm of the benchmark, before it is filled. */
final class BenchmarkRealm {

    static final String NAME = "benchmark";
    static final String CLIENT = "users-api";
    static final String PASSWORD = "a password of a benchmark";

    /** Who calls both APIs, with one and the same token. */
    static final String CALLER = "caller@example.org";

    /** Roles of which a user has none to all. */
    static final List<String> ROLES = List.of("author", "editor", "reader");

    private BenchmarkRealm() {}

    static URI api(URI server) {
        return server.resolve("/realms/" + NAME + "/api");
    }

    static URI adminApi(URI server) {
        return server.resolve("/admin/realms/" + NAME);
    }

    static URI tokenEndpoint(URI server) {
        return server.resolve("/realms/" + NAME + "/protocol/openid-connect/token");
    }

    /** What Keycloak imports. Tokens and sessions outlive the run; the caller may use both APIs. */
    static String json() {
        String roles = String.join("\"}, {\"name\": \"", ROLES);
        return """
                {"realm": "%s", "enabled": true,
                 "accessTokenLifespan": 86400, "ssoSessionIdleTimeout": 86400, "ssoSessionMaxLifespan": 86400,
                 "roles": {"realm": [{"name": "admin"}, {"name": "%s"}]},
                 "users": [
                   {"username": "%s", "email": "%s", "enabled": true, "emailVerified": true,
                    "credentials": [{"type": "password", "value": "%s"}],
                    "realmRoles": ["admin", "default-roles-%s"],
                    "clientRoles": {"realm-management": ["manage-users"]}}]}
                """
                .formatted(NAME, roles, CALLER, CALLER, PASSWORD, NAME);
    }
}
