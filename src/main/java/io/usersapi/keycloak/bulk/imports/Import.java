package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.session.PendingNotices;
import io.usersapi.keycloak.authorization.Audit;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.bulk.Separately;
import io.usersapi.keycloak.bulk.file.ImportedRow;
import io.usersapi.keycloak.bulk.file.RowSource;
import io.usersapi.keycloak.http.Idempotency;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;

/**
 * Carries an import out, and writes the line of each row once the row is committed.
 *
 * <p>New users are created some at a time in one transaction. Where the database refuses one of them, nothing of the
 * transaction stays, and each user is then created in a transaction of its own. So a row is written in whole or not at
 * all, and stops no other row. A rule that a row breaks is found before anything of the row is written, and costs the
 * other rows nothing.
 */
final class Import {

    private static final Logger LOG = Logger.getLogger(Import.class);

    /** How many new users one transaction creates. */
    private static final int AT_ONCE = 250;

    private final KeycloakSession session;
    private final ImportRequest request;
    private final Idempotency once;
    private final Separately separately;
    private final DoneLines before;
    private final ImportWork work;
    private final PendingNotices notices = new PendingNotices();

    Import(KeycloakSession session, Settings settings, Caller caller, ImportRequest request, Idempotency once) {
        this.session = session;
        this.request = request;
        this.once = once;
        this.separately = new Separately(session, settings, caller);
        this.before = new DoneLines(request, once);
        this.work = new ImportWork(session, settings, request, once, before);
    }

    /** The answer, which carries the rows out while it is written. */
    StreamingOutput of(RowSource rows) {
        return stream -> {
            try (ImportAnswer answer = new ImportAnswer(stream, request.dryRun(), once.isAsked())) {
                carryOut(rows, answer);
                answer.kept().ifPresent(once::end);
            } finally {
                once.release();
            }
        };
    }

    private void carryOut(RowSource rows, ImportAnswer answer) throws IOException {
        List<ImportedRow> together = new ArrayList<>();
        try {
            for (ImportedRow row = rows.next(); row != null; row = rows.next()) {
                boolean alone = isAlone(row);
                if (alone) {
                    write(together, answer);
                }
                together.add(row);
                if (alone || together.size() == AT_ONCE) {
                    write(together, answer);
                }
            }
            write(together, answer);
        } finally {
            notices.send(session);
            if (answer.counts().haveChanges()) {
                separately.asBefore((own, caller) ->
                        new Audit(own, caller).wrote(OperationType.ACTION, answer.counts(), "users", "import"));
            }
        }
        answer.end();
    }

    private void write(List<ImportedRow> together, ImportAnswer answer) throws IOException {
        if (!together.isEmpty()) {
            List<ImportLine> lines = done(together);
            lines.forEach(before::keep);
            answer.write(lines);
            together.clear();
        }
    }

    /**
     * Whether the row is carried out by itself. The mail of a row that invites is waited for: no other row waits with it, and
     * a server that dies meanwhile leaves one user without the mail.
     */
    private boolean isAlone(ImportedRow row) {
        return request.upsert()
                || (!request.dryRun()
                        && row.fields() != null
                        && row.fields().path(Fields.INVITE.name()).asBoolean());
    }

    /**
     * Mails the invitation of a new user where the row asks for one; the line fails where the mail is not sent. A mail
     * waits for another machine, so it is sent when the user is committed and nothing is locked.
     */
    private ImportLine invited(ImportLine line) {
        if (!work.isToBeInvited(line)) {
            return line;
        }
        once.stillBusy();
        try {
            separately.asBefore((own, caller) -> work.invite(own, caller, line.id()));
            return line;
        } catch (RuntimeException notSent) {
            return line.failed(notSent, session);
        }
    }

    /**
     * Carries the rows out in one transaction. Where this fails, each row gets a transaction of its own.
     *
     * @return one line for each row, in the order of the rows
     */
    private List<ImportLine> done(List<ImportedRow> rows) {
        once.stillBusy();
        List<ImportLine> lines;
        try {
            lines = separately.run((own, caller) -> work.in(own, caller, notices, rows));
        } catch (RuntimeException refused) {
            if (rows.size() == 1) {
                return List.of(ImportLine.failed(rows.get(0), refused, session));
            }
            // Without the message, which can carry an address.
            LOG.infof(
                    "Realm %s: %d rows of an import are written one by one, since together they were refused: %s",
                    session.getContext().getRealm().getName(),
                    rows.size(),
                    refused.getClass().getName());
            return rows.stream().map(row -> done(List.of(row)).get(0)).toList();
        }
        return lines.stream().map(this::invited).toList();
    }
}
