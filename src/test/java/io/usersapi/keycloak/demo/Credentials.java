package io.usersapi.keycloak.demo;

/** A name and a password of the demo. They are no secrets: the demo prints them, and listens to this machine only. */
record Credentials(String name, String password) {

    /** The default admin of the API, in the realm {@code demo}. */
    static final Credentials API = new Credentials("admin@example.org", "demo-admin-password");

    /** The administrator of Keycloak's console, in the realm {@code master}. */
    static final Credentials CONSOLE = new Credentials("admin", "admin");
}
