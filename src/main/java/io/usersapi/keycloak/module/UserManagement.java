package io.usersapi.keycloak.module;

/** The module's own permission. */
public final class UserManagement {

    /**
     * The client role that permits to manage users. It belongs to the client that the setting {@code client-id} names.
     */
    public static final String MANAGE_USERS = "manage-users";

    private UserManagement() {}
}
