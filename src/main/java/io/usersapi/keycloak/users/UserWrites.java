package io.usersapi.keycloak.users;

import io.usersapi.keycloak.access.AssignableRoles;
import io.usersapi.keycloak.access.Audit;
import io.usersapi.keycloak.access.Caller;
import io.usersapi.keycloak.accounts.AccountChanges;
import io.usersapi.keycloak.accounts.AccountDraft;
import io.usersapi.keycloak.accounts.AccountRules;
import io.usersapi.keycloak.accounts.Accounts;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.Violations;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Creates, changes and deletes for a caller: may they, do it, write it down. Committing is the resource's, but
 * that of a change. */
final class UserWrites {

    private final KeycloakSession session;
    private final Accounts accounts;
    private final AccountRules rules;
    private final AccountChanges changes;
    private final Caller caller;

    UserWrites(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.accounts = new Accounts(session, settings);
        this.rules = new AccountRules(session, settings);
        this.changes = new AccountChanges(session, settings);
        this.caller = caller;
    }

    VersionedAccount create(UserRequest request) {
        AccountDraft draft = request.draft(new AssignableRoles(session));
        rules.checkNew(draft, request.violations());
        refuse(request, draft);
        // The realm's default groups may give it more than the caller holds.
        UserModel user = changes.create(draft, caller::requireMayTouch);
        return written(user, OperationType.CREATE);
    }

    VersionedAccount update(String key, UserRequest request, Precondition precondition) {
        UserModel found = accounts.get(key);
        caller.requireMayTouch(found);
        AccountDraft draft = request.draft(new AssignableRoles(session));
        rules.checkChange(found, draft, request.violations());
        refuse(request, draft);
        UserModel user = locked(found, precondition);
        changes.change(user, draft);
        VersionedAccount changed = written(user, OperationType.UPDATE);
        changes.commitChange(user);
        return changed;
    }

    void delete(String key, Precondition precondition) {
        UserModel found = accounts.get(key);
        caller.requireMayTouch(found);
        UserModel user = locked(found, precondition);
        changes.delete(user, caller.user().getId());
        new Audit(session, caller).wrote(OperationType.DELETE, null, "users", user.getId());
    }

    private void refuse(UserRequest request, AccountDraft draft) {
        Violations violations = request.violations();
        boolean demotes = draft.admin().filter(admin -> !admin).isPresent();
        if (demotes && draft.roles().filter(this::makesAdmin).isPresent()) {
            violations.add("type", ErrorCode.NOT_COMBINABLE, "roles");
        }
        violations.refuseIfAny();
        draft.roles().ifPresent(roles -> roles.forEach(caller::requireMayAssign));
        if (draft.admin().orElse(false)) {
            caller.requireMayAssign(accounts.adminRole());
        }
    }

    private boolean makesAdmin(java.util.Set<RoleModel> roles) {
        return roles.stream().anyMatch(role -> role.equals(accounts.adminRole()) || role.hasRole(accounts.adminRole()));
    }

    /** Asked again once the user is locked: it may have become somebody whom the caller must not touch. */
    private UserModel locked(UserModel found, Precondition precondition) {
        UserModel user = accounts.lock(found);
        caller.requireMayTouch(user);
        precondition.require(VersionedAccount.of(accounts, user));
        return user;
    }

    private VersionedAccount written(UserModel user, OperationType operation) {
        VersionedAccount account = VersionedAccount.of(accounts, user);
        new Audit(session, caller).wrote(operation, account.account(), "users", user.getId());
        return account;
    }
}
