package io.usersapi.keycloak.races;

/** Whose request an act is. */
enum By {
    THIS_API("this API"),
    ADMIN_API("Admin API");

    private final String label;

    By(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
