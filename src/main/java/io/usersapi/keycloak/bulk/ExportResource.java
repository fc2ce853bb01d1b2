package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.http.input.AcceptedTypes;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.keycloak.models.KeycloakSession;

/**
 * All users that a filter lets pass, as a file that an import takes: {@code GET /users/export}. The parameters are
 * described in {@code openapi.yaml}; 422 names each bad one. Too many exports at once are 429.
 */
public final class ExportResource {

    /** One JSON object on each line. */
    public static final MediaType NDJSON_TYPE = new MediaType("application", "x-ndjson");
    /** RFC 4180, with a header row. */
    public static final MediaType CSV_TYPE = new MediaType("text", "csv", "utf-8");

    /** How many exports a server does at once. Each holds a thread for as long as its reader takes, and little memory. */
    private static final int AT_ONCE = 8;

    private static final Turns TURNS = new Turns();

    private final KeycloakSession session;
    private final Settings settings;

    public ExportResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** The users as a file, written while they are read. */
    @GET
    public Response export() {
        return answer(true);
    }

    /** The headers of the answer, without the users. */
    @HEAD
    public Response headOfExport() {
        return answer(false);
    }

    private Response answer(boolean withUsers) {
        Caller caller = new Gate(session, settings).requireUserManager();
        ExportRequest request = ExportRequest.of(session.getContext().getUri().getQueryParameters());
        AcceptedTypes.require(session, request.type());
        TURNS.take(session, caller, AT_ONCE);
        // What GET refuses, HEAD refuses, too.
        StreamingOutput users = new Export(session, settings, caller, request).begun();
        return Response.ok(withUsers ? users : null, request.type())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"users." + request.format() + "\"")
                .build();
    }
}
