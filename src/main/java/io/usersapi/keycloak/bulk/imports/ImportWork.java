package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.batch.KnownUsers;
import io.usersapi.keycloak.account.session.PendingNotices;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.bulk.Committed;
import io.usersapi.keycloak.bulk.file.ImportedRow;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.http.Idempotency;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.users.ImportWrites;
import io.usersapi.keycloak.users.NewUserInvitation;
import io.usersapi.keycloak.users.UserRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Carries out rows of one import, some in each transaction. What later rows must know of earlier ones is kept here. */
final class ImportWork {

    private final KeycloakSession session;
    private final Settings settings;
    private final ImportRequest request;
    private final Idempotency once;
    private final DoneLines before;
    private final TriedUsers tried;
    /** The ids of users for whom a line was written: a second row that names such an id has not created the user. */
    private final Set<String> told = new HashSet<>();
    /** Those of the transaction at hand: should it fail, its rows are carried out anew. */
    private final Set<String> toldNow = new HashSet<>();
    /** The ids of users who are to be invited once they are committed, and whether each was the only active admin. */
    private final Map<String, Boolean> invited = new HashMap<>();

    ImportWork(KeycloakSession session, Settings settings, ImportRequest request, Idempotency once, DoneLines before) {
        this.session = session;
        this.settings = settings;
        this.request = request;
        this.once = once;
        this.before = before;
        this.tried = new TriedUsers(session, request.upsert());
    }

    /**
     * Carries the rows out and commits, or rolls back where the import is a dry run.
     *
     * @param own the session of the transaction
     * @param notices collects the notices to clients about sessions that end, to be sent after the commit
     * @return one line for each row, in the order of the rows
     * @throws RuntimeException where something was refused after it was written in part: nothing of the rows is left
     */
    List<ImportLine> in(KeycloakSession own, Caller caller, PendingNotices notices, List<ImportedRow> rows) {
        Committed committed = Committed.of(own);
        Watch.of(own, settings).endings().tellBy(notices);
        toldNow.clear();
        Accounts accounts = new Accounts(own, settings, caller.reach());
        List<ReadRow> read = rows.stream().map(ReadRow::of).toList();
        KnownUsers known = known(own, read);
        ImportWrites writes = new ImportWrites(own, settings, caller, request.dryRun(), known);
        List<ImportLine> lines = new ArrayList<>();
        Runnable work = () -> read.forEach(row -> lines.add(line(row, accounts, known, writes)));
        // Where a user store registers the users, the store is told of each user; where the realm has workflows, a
        // workflow hears of each user. Both need each user written alone.
        if (rows.size() > 1 && !request.dryRun() && accounts.mayCreateTogether()) {
            writes.together(work);
        } else {
            work.run();
        }
        if (request.dryRun()) {
            own.getTransactionManager().setRollbackOnly();
        } else {
            // An update has committed before. New users are there once they are committed, whatever fails after that.
            committed.commitNow();
        }
        told.addAll(toldNow);
        return lines;
    }

    /** Looks up the addresses and ids of the rows, and the ids that this request gives to its rows. */
    private KnownUsers known(KeycloakSession own, List<ReadRow> rows) {
        KnownUsers known = new KnownUsers(own);
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> row.origin()
                .id()
                .ifPresentOrElse(ids::add, () -> ids.addAll(once.idsOf(row.row().line()))));
        known.lookUp(
                rows.stream().map(ReadRow::address).flatMap(Optional::stream).collect(Collectors.toSet()), ids);
        return known;
    }

    private ImportLine line(ReadRow read, Accounts accounts, KnownUsers known, ImportWrites writes) {
        ImportedRow row = read.row();
        Optional<UserModel> found;
        AccountDraft planned = AccountDraft.NOTHING;
        Origin origin = read.origin();
        try {
            UserRequest sent = read.readable();
            Optional<String> told = before.status(row.line());
            if (told.isPresent()) {
                return ImportLine.of(row, told.get(), idNow(read, accounts, known));
            }
            Optional<String> made = madeBefore(read, accounts, known, writes);
            if (made.isPresent()) {
                return ImportLine.of(row, ImportLine.CREATED, made.get());
            }
            found = request.upsert() ? existing(sent, origin, accounts) : Optional.empty();
            if (found.isEmpty()) {
                origin = origin.orElse(accounts.mayGiveIds() ? once.idOf(row.line()) : Optional.empty());
                planned = writes.planned(sent.ofNewUser(), origin);
            }
        } catch (ProblemException refused) {
            return ImportLine.failed(row, refused, session);
        }
        // What is refused from here on may be written in part, and must not reach the commit.
        return found.isPresent() ? updated(read, found.get(), writes) : created(read, planned, origin, writes);
    }

    private ImportLine created(ReadRow read, AccountDraft planned, Origin origin, ImportWrites writes) {
        if (request.dryRun()) {
            return tried.line(read, planned);
        }
        // The hash of a clear password takes its time, and there can be one for each row of the transaction.
        once.stillBusy();
        String id = writes.create(planned, origin);
        toldNow.add(id);
        planned.get(Fields.INVITE).ifPresent(invite -> invited.put(id, writes.madeOnlyAdmin()));
        return ImportLine.of(read.row(), ImportLine.CREATED, id);
    }

    private ImportLine updated(ReadRow read, UserModel user, ImportWrites writes) {
        boolean wrote = writes.update(user, read.request());
        ImportLine line = ImportLine.of(read.row(), wrote ? ImportLine.UPDATED : ImportLine.UNCHANGED, user.getId());
        return request.dryRun() ? tried.line(read, line) : line;
    }

    /**
     * Mails the invitation of a user who is committed, where the row asks for one.
     *
     * @throws RuntimeException where the mail is not sent; the user is deleted again
     */
    void invite(KeycloakSession own, Caller caller, String id) {
        Optional.ofNullable(invited.remove(id))
                .ifPresent(onlyAdmin -> new NewUserInvitation(own, settings, caller).send(id, onlyAdmin));
    }

    boolean isToBeInvited(ImportLine line) {
        return line.id() != null && invited.containsKey(line.id());
    }

    private Optional<UserModel> existing(UserRequest sent, Origin origin, Accounts accounts) {
        return origin.id().isPresent()
                ? origin.id().flatMap(accounts::findById)
                : sent.email().flatMap(accounts::findByAddress);
    }

    /** The id of the user of a row that was done before; null where nobody has the address of the row any more. */
    private String idNow(ReadRow row, Accounts accounts, KnownUsers known) {
        return row.origin()
                .id()
                .or(() -> idBefore(row, known))
                .or(() -> existing(row.request(), row.origin(), accounts).map(UserModel::getId))
                .orElse(null);
    }

    /** The id of a user that only this row can have given, in this request or in one that was the same. */
    private Optional<String> idBefore(ReadRow row, KnownUsers known) {
        return once.idsOf(row.row().line()).stream().filter(known::isTaken).findFirst();
    }

    /**
     * The id of the user whom this row has created already: the same request was sent before, and the node that
     * answered it died. A user with the id that the row brings can be older than the request, and counts only where the
     * user is as the row says.
     */
    private Optional<String> madeBefore(ReadRow row, Accounts accounts, KnownUsers known, ImportWrites writes) {
        boolean isOfAnUpsert = request.upsert() && row.origin().id().isPresent();
        if (request.dryRun() || !once.isAsked() || isOfAnUpsert) {
            return Optional.empty();
        }
        Optional<String> made = row.origin().id().isEmpty()
                ? idBefore(row, known)
                : row.origin().id().filter(known::isTaken).filter(id -> accounts.findById(id)
                        .filter(user -> writes.canHaveMade(user, row.request()))
                        .isPresent());
        return made.filter(id -> !told.contains(id) && toldNow.add(id));
    }
}
