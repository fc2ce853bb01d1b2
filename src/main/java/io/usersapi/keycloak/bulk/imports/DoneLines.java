package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.http.Idempotency;
import java.util.List;
import java.util.Optional;

/**
 * What became of the rows of an upsert that has an idempotency key. It is kept behind each row, so that a request that is
 * sent again changes nobody a second time, also where the first answer broke off or was too long to be kept: a user may
 * have another password since. A row that failed is not kept, and is carried out again.
 */
final class DoneLines {

    /** How many lines of the body share an entry of the store, which takes some hundred bytes by itself. */
    private static final int IN_ONE = 512;

    /** Each is kept as its place in this list. */
    private static final List<String> STATUSES = List.of(ImportLine.CREATED, ImportLine.UPDATED, ImportLine.UNCHANGED);

    private static final String NOTHING = " ".repeat(IN_ONE);

    private final Idempotency once;
    private final boolean areKept;
    private final StringBuilder signs = new StringBuilder();
    private int entry = -1;

    DoneLines(ImportRequest request, Idempotency once) {
        this.once = once;
        this.areKept = request.upsert() && !request.dryRun() && once.isAsked();
    }

    /** What the same request has told of the row at the line, where the row was done. */
    Optional<String> status(int line) {
        if (!areKept) {
            return Optional.empty();
        }
        open(line / IN_ONE);
        char sign = signs.charAt(line % IN_ONE);
        return sign == ' ' ? Optional.empty() : Optional.of(STATUSES.get(sign - '0'));
    }

    /** Keeps what became of a row that is committed. */
    void keep(ImportLine line) {
        int status = STATUSES.indexOf(line.status());
        if (areKept && status >= 0 && status(line.line()).isEmpty()) {
            signs.setCharAt(line.line() % IN_ONE, (char) ('0' + status));
            once.keepPart(entry, signs.toString());
        }
    }

    private void open(int wanted) {
        if (entry != wanted) {
            entry = wanted;
            signs.setLength(0);
            signs.append(once.part(entry).orElse(NOTHING));
        }
    }
}
