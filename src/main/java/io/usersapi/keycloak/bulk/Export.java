package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.bulk.file.CsvRows;
import io.usersapi.keycloak.bulk.file.ExportedAttributes;
import io.usersapi.keycloak.bulk.file.ExportedRows;
import io.usersapi.keycloak.bulk.file.ExportedUser;
import io.usersapi.keycloak.bulk.file.NdjsonRows;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * Writes users to an answer while they are read, some at a time. Each step is in a transaction of its own and asks for
 * the caller's right anew. So an export of many minutes holds no connection to the database, and ends when the caller
 * loses the right. An error on the way breaks the answer off, which every client of HTTP/1.1 and HTTP/2 notices.
 */
final class Export {

    private final KeycloakSession session;
    private final Settings settings;
    private final Caller caller;
    private final ExportRequest request;
    private final Separately separately;

    Export(KeycloakSession session, Settings settings, Caller caller, ExportRequest request) {
        this.session = session;
        this.settings = settings;
        this.caller = caller;
        this.request = request;
        this.separately = new Separately(session, settings, caller);
    }

    /**
     * The answer. Its first users are read at once: a filter that cannot be served is then still refused with a status.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException as {@code UserWalk.next}
     */
    StreamingOutput begun() {
        List<Account> first = request.walk().next(session, settings, caller.reach());
        ExportedAttributes attributes = new ExportedAttributes(session);
        session.getTransactionManager().commit();
        return stream -> {
            try (ExportedRows rows = request.isCsv() ? new CsvRows(stream, attributes) : new NdjsonRows(stream)) {
                for (List<Account> users = first; !users.isEmpty(); users = next()) {
                    write(users, attributes, rows);
                }
            }
        };
    }

    private List<Account> next() {
        return separately.run((own, again) -> request.walk().next(own, settings, again.reach()));
    }

    private static void write(List<Account> users, ExportedAttributes attributes, ExportedRows rows)
            throws IOException {
        for (Account user : users) {
            rows.write(ExportedUser.of(user, attributes::contain));
        }
        rows.flush();
    }
}
