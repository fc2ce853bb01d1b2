package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.bulk.ExportResource;
import io.usersapi.keycloak.bulk.file.RowSource;
import io.usersapi.keycloak.http.Idempotency;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** Creates or changes the users of a file: {@code POST /users/import}. */
public final class ImportResource {

    private final KeycloakSession session;
    private final Settings settings;

    public ImportResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * Carries the import out. The answer is 200 with NDJSON, one line for each row and then the counts. It is written
     * while the rows are carried out, and each line tells what is committed. What is wrong with the request as a whole
     * is refused before: 408, 413, 415, 422, 429.
     */
    @POST
    @Consumes({"application/x-ndjson", "text/csv"})
    public Response write(InputStream stream) {
        Caller caller = new Gate(session, settings).requireUserManager();
        ImportRequest request = ImportRequest.of(session.getContext().getUri().getQueryParameters());
        ImportTurn.take(session, caller, settings.importMaxBytes());
        ImportBody body = ImportBody.read(session, settings.importMaxBytes(), stream);
        RowSource rows = body.rows(session);
        Idempotency once = Idempotency.of(session, caller.user(), request.operation(), body.bytes());
        Optional<String> before = once.begin();
        StreamingOutput answer = before.<StreamingOutput>map(kept -> out -> ImportAnswer.again(kept, out))
                .orElseGet(() -> new Import(session, settings, caller, request, once).of(rows));
        return Response.ok(answer, ExportResource.NDJSON_TYPE).build();
    }
}
