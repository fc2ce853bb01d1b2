package io.usersapi.keycloak.module;

import java.util.List;

/**
 * The attributes that the module writes on users. The user profile makes them visible to administrators and editable by
 * nobody.
 */
public final class ModuleAttributes {

    /** {@code true} or {@code false}: mirrors Keycloak's enabled flag. */
    public static final String ACTIVE = "active";

    /** When the user was soft-deleted, ISO 8601 in UTC. */
    public static final String DELETED_AT = "deleted_at";

    /** The id of the user who deleted this user. */
    public static final String DELETED_BY = "deleted_by";

    /** What the setting {@code deleted-email} keeps of the address. */
    public static final String DELETED_EMAIL = "deleted_email";

    /** When the user was last invited, ISO 8601 in UTC. It is removed when the user sets a password. */
    public static final String INVITATION_SENT_AT = "invitation_sent_at";

    /** The attributes that every version of the module has declared. */
    public static final List<String> OF_ALL_VERSIONS = List.of(ACTIVE, DELETED_AT, DELETED_BY, DELETED_EMAIL);

    /** All attributes of the module. */
    public static final List<String> ALL = List.of(ACTIVE, DELETED_AT, DELETED_BY, DELETED_EMAIL, INVITATION_SENT_AT);

    private ModuleAttributes() {}
}
