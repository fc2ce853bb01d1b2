package io.usersapi.keycloak.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.usersapi.keycloak.authorization.AssignableRoles;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;

/** The roles that the caller may assign: {@code GET /roles}. A caller who may not manage users gets 401 or 403. */
@Produces(MediaType.APPLICATION_JSON)
public final class RolesResource {

    private final KeycloakSession session;
    private final Settings settings;

    public RolesResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** A realm role; {@code description} is null where the role has none. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Role(String id, String name, String description) {}

    /** The answer: {@code {"data": [{"id": "5a1e…", "name": "editor", "description": "Edits."}]}}. */
    public record Roles(List<Role> data) {}

    @GET
    public Roles list() {
        Caller caller = new Gate(session, settings).requireUserManager();
        return new Roles(new AssignableRoles(session)
                .of(caller)
                .map(role -> new Role(role.getId(), role.getName(), description(role)))
                .toList());
    }

    /**
     * The description of the role, or null. A description such as "${role_uma_authorization}", which Keycloak's own
     * roles have, is a message key and tells a client nothing.
     */
    private static String description(RoleModel role) {
        String description = role.getDescription();
        return description == null || description.startsWith("${") ? null : description;
    }
}
