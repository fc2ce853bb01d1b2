package io.usersapi.keycloak;

import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.check.RealmCheck;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** The look at a realm, for every caller who may view the realm in Keycloak's own console. */
public final class RealmCheckResource {

    private static final String SECONDS = "[0-9]|[1-5][0-9]|60";

    private final KeycloakSession session;
    private final Settings settings;
    private final AdminPermissionEvaluator auth;

    RealmCheckResource(KeycloakSession session, Settings settings, AdminPermissionEvaluator auth) {
        this.session = session;
        this.settings = settings;
        this.auth = auth;
    }

    /**
     * Looks at the realm of the path.
     *
     * @param seconds how long the users of a large realm may be counted: whole seconds from 0 to 60, 1 where absent
     * @return 200 with a {@link RealmCheck} as JSON, which no cache keeps; 400 where {@code seconds} is anything else
     *     and 403 where the caller may not view the realm, in the form of Keycloak's Admin API
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response look(@QueryParam("seconds") String seconds) {
        auth.realm().requireViewRealm();
        if (seconds != null && !seconds.matches(SECONDS)) {
            throw ErrorResponse.error("seconds must be a whole number from 0 to 60", Response.Status.BAD_REQUEST);
        }
        Duration limit = Duration.ofSeconds(seconds == null ? 1 : Integer.parseInt(seconds));
        return Response.ok(RealmCheck.of(session, settings, limit))
                .header("Cache-Control", "no-store")
                .build();
    }
}
