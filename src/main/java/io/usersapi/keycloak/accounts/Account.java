package io.usersapi.keycloak.accounts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A user as answers show it:
 *
 * <pre>{@code
 * {"id": "0f2c…", "name": "Ada King Lovelace", "email": "ada@example.org", "type": "user", "status": "active",
 *  "roles": [{"id": "5a1e…", "name": "editor"}],
 *  "created_at": "2026-11-22T09:30:00Z", "updated_at": "2026-11-22T09:30:00Z"}
 * }</pre>
 *
 * @param name null where the user has none
 * @param email null where the user has none
 * @param type {@code admin} when the user holds the realm's admin role, else {@code user}
 * @param status {@code active}, {@code inactive} or {@code deleted}
 * @param roles the realm roles assigned to the user, by name, without Keycloak's default role
 * @param createdAt ISO 8601 in UTC, or null where Keycloak does not know
 * @param updatedAt ISO 8601 in UTC, or null where Keycloak does not know
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"id", "name", "email", "type", "status", "roles", "created_at", "updated_at"})
public record Account(
        String id,
        String name,
        String email,
        String type,
        String status,
        List<Role> roles,
        @JsonProperty("created_at") String createdAt,
        @JsonProperty("updated_at") String updatedAt) {

    public static final String TYPE_ADMIN = "admin";
    public static final String TYPE_USER = "user";
    public static final String STATUS_ACTIVE = "active";
    public static final String STATUS_INACTIVE = "inactive";
    public static final String STATUS_DELETED = "deleted";

    /** An assigned realm role. */
    public record Role(String id, String name) {}
}
