package io.usersapi.keycloak.benchmark;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The two realms of the benchmark, before they are filled: the same content, and the module prepares both. It stays on in
 * the one and is switched off in the other.
 */
enum BenchmarkRealm {
    /** The module is on. */
    ON("benchmark"),
    /** The module is off: where Keycloak's own interfaces are as fast as without it. */
    OFF("twin");

    static final String PASSWORD = "a password of a benchmark";

    /** The module's client. */
    static final String CLIENT = "users-api";

    /** The client of an application, at which people sign in by Keycloak's own endpoints. */
    static final String APP = "app";

    static final String APP_URI = "http://127.0.0.1/app";

    /** Who calls both APIs, with one and the same token. */
    static final String CALLER = "caller@example.org";

    /** Who may change and fill the realm itself. */
    static final String OWNER = "owner@example.org";

    /** Roles of which a user has none to all. */
    static final List<String> ROLES = List.of("author", "editor", "reader");

    /** A role and a group that no user has before a row gives it. */
    static final String GUESTS = "guests";

    private final String realmName;

    BenchmarkRealm(String realmName) {
        this.realmName = realmName;
    }

    String realmName() {
        return realmName;
    }

    static String names() {
        return Arrays.stream(values()).map(BenchmarkRealm::realmName).collect(Collectors.joining(","));
    }

    /** Ids that both sides know without asking; ids are unique among all realms. */
    String idOfRole() {
        return id("role");
    }

    String idOfGroup() {
        return id("group");
    }

    private String id(String what) {
        return UUID.nameUUIDFromBytes((realmName + what).getBytes()).toString();
    }

    /** The base of this API. */
    URI api(URI server) {
        return base(server).resolve("api");
    }

    URI adminApi(URI server) {
        return server.resolve("/admin/realms/" + realmName);
    }

    /** An endpoint of OpenID Connect, such as {@code token}. */
    URI oidc(URI server, String endpoint) {
        return base(server).resolve("protocol/openid-connect/" + endpoint);
    }

    private URI base(URI server) {
        return server.resolve("/realms/" + realmName + "/");
    }

    /** What Keycloak imports. Tokens and sessions outlive the run; the caller may use both APIs. */
    String json() {
        return """
                {"realm": "%s", "enabled": true,
                 "accessTokenLifespan": 86400, "ssoSessionIdleTimeout": 86400, "ssoSessionMaxLifespan": 86400,
                 "roles": {"realm": [%s, {"name": "%s", "id": "%s"}]},
                 "groups": [{"name": "%s", "id": "%s"}],
                 "clients": [{"clientId": "%s", "publicClient": true, "standardFlowEnabled": true,
                              "directAccessGrantsEnabled": true, "redirectUris": ["%s"]}],
                 "users": [%s, %s]}
                """
                .formatted(
                        realmName,
                        Stream.concat(Stream.of("admin"), ROLES.stream())
                                .map("{\"name\": \"%s\"}"::formatted)
                                .collect(Collectors.joining(", ")),
                        GUESTS,
                        idOfRole(),
                        GUESTS,
                        idOfGroup(),
                        APP,
                        APP_URI,
                        user(CALLER, "\"admin\", ", "manage-users"),
                        user(OWNER, "", "realm-admin"));
    }

    private String user(String email, String roles, String management) {
        return """
                {"username": "%s", "email": "%s", "enabled": true, "emailVerified": true,
                 "credentials": [{"type": "password", "value": "%s"}],
                 "realmRoles": [%s"default-roles-%s"], "clientRoles": {"realm-management": ["%s"]}}"""
                .formatted(email, email, PASSWORD, roles, realmName, management);
    }
}
