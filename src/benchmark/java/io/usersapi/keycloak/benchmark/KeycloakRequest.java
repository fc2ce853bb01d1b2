package io.usersapi.keycloak.benchmark;

/** A request of Keycloak's own, which is measured with the module on and off. */
enum KeycloakRequest {
    UPDATE("Update of a user"),
    CREATE("Create of a user, without password"),
    DELETE("Delete of a user"),
    ROLE_GIVEN("Role given to a user"),
    ROLE_TAKEN("Role taken from a user"),
    GROUP_JOINED("User joins a group"),
    SIGN_IN("Password grant"),
    REFRESH("Refresh"),
    CODE("Code exchange"),
    IMPORT("Partial import of 200 users");

    private final String title;

    KeycloakRequest(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
