package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.session.PendingNotices;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.http.input.Shown;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.users.Precondition;
import io.usersapi.keycloak.users.UserWrites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Changes or deletes many users. Each user is treated as by a request about that user alone: in whole or not at all,
 * whatever becomes of the others. Most are written some at a time, in one transaction; who cannot be written so has a
 * transaction alone.
 */
final class Bulk {

    /** How many users one transaction writes. */
    private static final int AT_ONCE = 50;

    private final KeycloakSession session;
    private final Settings settings;
    private final Separately separately;
    private final PendingNotices notices = new PendingNotices();

    Bulk(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.settings = settings;
        this.separately = new Separately(session, settings, caller);
    }

    /**
     * Does the work. A user for whom it fails has the status {@code failed}; the others go on.
     *
     * @param beforeEach called before each transaction
     */
    BulkResults run(BulkRequest request, Runnable beforeEach) {
        List<BulkResult> results = new ArrayList<>();
        try {
            for (int from = 0; from < request.users().size(); from += AT_ONCE) {
                int end = Math.min(from + AT_ONCE, request.users().size());
                results.addAll(results(request, request.users().subList(from, end), beforeEach));
            }
        } finally {
            notices.send(session);
        }
        return new BulkResults(results);
    }

    private List<BulkResult> results(BulkRequest request, List<String> users, Runnable beforeEach) {
        Map<String, BulkResult> done = new HashMap<>();
        if (users.size() > 1 && request.isJoint()) {
            beforeEach.run();
            done.putAll(new BulkGroup(session, settings, request, notices).of(users, separately));
        }
        List<BulkResult> results = new ArrayList<>();
        for (String user : users) {
            BulkResult together = done.remove(user);
            if (together == null) {
                beforeEach.run();
            }
            results.add(together == null ? result(request, user) : together);
        }
        return results;
    }

    private BulkResult result(BulkRequest request, String user) {
        AtomicReference<String> id = new AtomicReference<>();
        try {
            String status = separately.run((own, caller) -> {
                Watch.of(own, settings).endings().tellBy(notices);
                UserModel found = new Accounts(own, settings, caller.reach()).get(user);
                id.set(found.getId());
                return act(request, found, new UserWrites(own, settings, caller));
            });
            return new BulkResult(shown(user), status, id.get(), null);
        } catch (RuntimeException refused) {
            return new BulkResult(shown(user), BulkResult.FAILED, id.get(), Refused.of(refused, session));
        }
    }

    private static String act(BulkRequest request, UserModel found, UserWrites writes) {
        if (request.change().isEmpty()) {
            writes.delete(found, Precondition.none());
            return BulkResult.DELETED;
        }
        writes.update(found, () -> BulkRequest.update(request.change().get()), Precondition.none());
        return writes.wrote() ? BulkResult.CHANGED : BulkResult.UNCHANGED;
    }

    /** The text as it was sent, made fit for an answer by {@link Shown}. */
    static String shown(String user) {
        return Shown.text(user);
    }
}
