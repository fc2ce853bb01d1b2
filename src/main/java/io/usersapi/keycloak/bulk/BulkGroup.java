package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.account.session.PendingNotices;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.users.JointWrites;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/**
 * Some users of a bulk request in one transaction. Who is refused before anything is written is told so, and the others
 * go on. Where one is refused later, nothing of the group stays, and nothing is told of those who were to be written:
 * each of them then needs a transaction of its own.
 */
final class BulkGroup {

    private final KeycloakSession session;
    private final Settings settings;
    private final BulkRequest request;
    private final PendingNotices notices;
    private final Map<String, BulkResult> written = new HashMap<>();
    private final Map<String, BulkResult> others = new HashMap<>();
    private Committed committed;

    BulkGroup(KeycloakSession session, Settings settings, BulkRequest request, PendingNotices notices) {
        this.session = session;
        this.settings = settings;
        this.request = request;
        this.notices = notices;
    }

    /**
     * Carries the request out for the users.
     *
     * @return what became of users, by the texts that name them; those who are left out are still to be treated
     */
    Map<String, BulkResult> of(List<String> users, Separately separately) {
        try {
            separately.run((own, caller) -> {
                carryOut(users, own, caller);
                return null;
            });
        } catch (RuntimeException refused) {
            if (committed != null && committed.isSo()) {
                Refused why = Refused.of(refused, session);
                written.replaceAll((user, done) -> failed(user, done.id(), why));
            } else {
                written.clear();
            }
        }
        others.putAll(written);
        return others;
    }

    private void carryOut(List<String> users, KeycloakSession own, Caller caller) {
        Watch.of(own, settings).endings().tellBy(notices);
        committed = Committed.of(own);
        JointWrites writes = new JointWrites(own, settings, caller);
        Map<String, String> ids = writes.lock(users);
        Set<String> planned = new HashSet<>();
        for (String user : users) {
            // Who is named twice is treated a second time after the group.
            Optional.ofNullable(ids.get(user)).filter(planned::add).ifPresent(id -> plan(user, id, writes));
        }
        writes.carryOut();
    }

    private void plan(String user, String id, JointWrites writes) {
        try {
            String status = status(id, writes);
            Map<String, BulkResult> told = status.equals(BulkResult.UNCHANGED) ? others : written;
            told.put(user, new BulkResult(Bulk.shown(user), status, id, null));
        } catch (ProblemException refused) {
            others.put(user, failed(user, id, Refused.of(refused, session)));
        }
    }

    private String status(String id, JointWrites writes) {
        if (request.change().isEmpty()) {
            writes.delete(id);
            return BulkResult.DELETED;
        }
        return writes.change(id, () -> BulkRequest.update(request.change().get()))
                ? BulkResult.CHANGED
                : BulkResult.UNCHANGED;
    }

    private static BulkResult failed(String user, String id, Refused why) {
        return new BulkResult(Bulk.shown(user), BulkResult.FAILED, id, why);
    }
}
