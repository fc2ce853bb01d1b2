package io.usersapi.keycloak.module;

/** The module's own permission. */
public final class UserManagement {

    /** The client role, of the client that the setting {@code client-id} names, that lets manage users. */
    public static final String MANAGE_USERS = "manage-users";

    private UserManagement() {}
}
