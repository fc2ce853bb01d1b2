package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.authorization.AssignableRoles;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.http.Idempotency;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.models.KeycloakSession;

/**
 * One change or the deletion of up to 1000 users: {@code POST /users/bulk}. The answer is 200 with one result for each
 * user; 422 where the request itself is wrong.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class BulkResource {

    private final KeycloakSession session;
    private final Settings settings;

    public BulkResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * Changes or deletes the users. With an {@code Idempotency-Key}, a request that is sent again is answered with the
     * same results.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response write(InputStream body) {
        Caller caller = new Gate(session, settings).requireUserManager();
        BulkRequest request = BulkRequest.of(body, new AssignableRoles(session));
        Idempotency once = Idempotency.of(session, caller.user(), "bulk", request.bytes());
        BulkResults results = once.inParts(
                () -> new Bulk(session, settings, caller).run(request, once::stillBusy),
                BulkResults::kept,
                kept -> BulkResults.of(kept, request));
        return Response.ok(results).build();
    }
}
