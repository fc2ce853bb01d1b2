package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountRules;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.batch.KnownRoles;
import io.usersapi.keycloak.account.change.AccountChanges;
import io.usersapi.keycloak.account.lock.FreeUsers;
import io.usersapi.keycloak.authorization.Audit;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Changes or deletes many users for a caller in one transaction. The users are locked first, all of them in one
 * statement. Then it is planned what becomes of each: what is refused here was not written, and stops no other user. Then
 * all plans are carried out, in whole or not at all.
 */
public final class JointWrites {

    private final KeycloakSession session;
    private final Caller caller;
    private final Accounts accounts;
    private final RequestCheck requests;
    private final AccountChanges changes;
    private final Watch watch;
    private final FreeUsers free;
    private final Map<String, Locked> locked = new HashMap<>();
    private final List<Runnable> writes = new ArrayList<>();
    private final List<Runnable> events = new ArrayList<>();

    /**
     * A user who is locked.
     *
     * @param user what is written to
     * @param known the same user, whose roles are known as they were when the user was locked
     */
    private record Locked(UserModel user, UserModel known) {}

    public JointWrites(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.caller = caller;
        this.accounts = new Accounts(session, settings, caller.reach());
        this.requests = new RequestCheck(session, accounts, caller, new AccountRules(session, settings));
        this.changes = new AccountChanges(session, settings, () -> {}).together();
        this.watch = Watch.of(session, settings);
        this.free = new FreeUsers(session);
    }

    /**
     * Locks users. Left out are users whom another transaction has locked, and users of user federation, since a directory
     * cannot take part in a transaction of many. Where the caller is named, all are left out: the caller may lose the
     * right with that user, and so before the next one.
     *
     * @param keys ids and addresses, as they were sent
     * @return the ids of the locked users by the keys
     */
    public Map<String, String> lock(Collection<String> keys) {
        Map<String, String> ids = free.named(keys);
        String self = caller.user().getId();
        if (keys.contains(self) || ids.containsValue(self)) {
            return Map.of();
        }
        List<String> held = free.lock(Set.copyOf(ids.values()));
        if (!held.isEmpty()) {
            KnownRoles roles = new KnownRoles(session, held);
            for (String id : held) {
                watch.holds(id);
                accounts.findById(id).ifPresent(user -> locked.put(id, new Locked(user, roles.of(user))));
            }
        }
        ids.values().retainAll(locked.keySet());
        return ids;
    }

    /**
     * Plans a change of a locked user.
     *
     * @return whether there is anything to change
     * @throws ProblemException as {@link UserWrites#update}
     */
    public boolean change(String id, Supplier<UserRequest> content) {
        Locked user = touchable(id);
        AccountDraft change = requests.ofChange(content).of(user.known());
        if (change.isEmpty()) {
            return false;
        }
        boolean keepsRoles =
                change.get(Fields.ROLES).isEmpty() && change.get(Fields.TYPE).isEmpty();
        UserModel told = keepsRoles ? user.known() : user.user();
        writes.add(() -> changes.change(user.user(), change));
        events.add(() -> new Audit(session, caller).wrote(OperationType.UPDATE, accounts.view(told), "users", id));
        return true;
    }

    /**
     * Plans the deletion of a locked user.
     *
     * @throws ProblemException as {@link UserWrites#delete}
     */
    public void delete(String id) {
        Locked user = touchable(id);
        writes.add(() -> changes.delete(user.user(), caller.user().getId()));
        events.add(() -> new Audit(session, caller).wrote(OperationType.DELETE, null, "users", id));
    }

    private Locked touchable(String id) {
        Locked user =
                Optional.ofNullable(locked.get(id)).orElseThrow(() -> ProblemException.of(ErrorCode.USER_NOT_FOUND));
        caller.requireMayTouch(user.known());
        return user;
    }

    /**
     * Carries out what was planned, has the guard look at all of it, leaves an admin event for each user, and commits.
     *
     * @throws RuntimeException where one user is refused; then nothing of the plans may be committed
     */
    public void carryOut() {
        writes.forEach(Runnable::run);
        watch.keepRules(true);
        events.forEach(Runnable::run);
        session.getTransactionManager().commit();
    }
}
