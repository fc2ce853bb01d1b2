package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountRules;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.Passwords;
import io.usersapi.keycloak.account.change.AccountDifference;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.authorization.AssignableRoles;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.ContainedRoles;
import io.usersapi.keycloak.module.MailServer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * Checks what requests want of users, and writes nothing. The rules of the fields come first, and all broken rules are
 * told at once. Whether the caller may give the roles is asked after that.
 */
final class RequestCheck {

    private final KeycloakSession session;
    private final Caller caller;
    private final Accounts accounts;
    private final AssignableRoles assignable;
    private final AccountDifference difference;
    private final AccountRules rules;
    /**
     * The roles that the caller was found to give rightly: they are asked for once for many new users. Those of a session are
     * the same objects. A role that was deleted meanwhile tells nothing of itself, its hash neither.
     */
    private final Set<RoleModel> given = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Whether the realm makes nobody an admin by itself, as far as that was asked for a new user. */
    private boolean newUsersAreNoAdmins;

    RequestCheck(KeycloakSession session, Accounts accounts, Caller caller, AccountRules rules) {
        this.session = session;
        this.caller = caller;
        this.accounts = accounts;
        this.assignable = new AssignableRoles(session);
        this.difference = new AccountDifference(session, accounts);
        this.rules = rules;
    }

    /**
     * Checks a create.
     *
     * @return what the new user is to be
     * @throws ProblemException 422 with every broken rule; 403 {@code privileged}; 409 {@code no_admin_role} or
     *     {@code inherited_role}
     */
    AccountDraft ofNew(UserRequest request, Origin origin) {
        AccountDraft draft = request.draft(assignable);
        rules.checkNew(draft, origin, request.violations());
        checkType(draft, request.violations());
        refuse(request, draft);
        if (demotes(draft)) {
            requireNoAdminByDefault();
        }
        return draft;
    }

    /** Refuses a new user who is to be no admin, and whom the realm's default roles or groups make one. */
    private void requireNoAdminByDefault() {
        if (newUsersAreNoAdmins) {
            return;
        }
        UserModel anybody = AccountRules.anybodyIn(session);
        if (accounts.isAdmin(anybody)) {
            caller.requireMayTouch(anybody);
            throw ProblemException.of(ErrorCode.INHERITED_ROLE);
        }
        newUsersAreNoAdmins = true;
    }

    private static boolean demotes(AccountDraft wanted) {
        return wanted.get(Fields.TYPE).filter(admin -> !admin).isPresent();
    }

    /**
     * Whether the user is what a create with the request makes. A password is not tried, since nobody may try the passwords of
     * others: one that was set within a day passes for the one that is wanted.
     */
    boolean isMet(UserRequest request, UserModel user) {
        AccountDraft wanted = request.draft(assignable);
        AccountDraft compared = wanted.only(field -> field != Fields.PASSWORD && field != Fields.INVITE);
        return request.violations().isEmpty()
                && wanted.get(Fields.EMAIL).isPresent()
                && difference.of(compared, user).isEmpty()
                && (wanted.get(Fields.PASSWORD).isEmpty() || Passwords.isNew(user));
    }

    /** @throws ProblemException 502 {@code mail_not_configured} where a new user is to be invited and no mail can go */
    void requireMail(UserRequest request) {
        if (request.invites() && !MailServer.isConfigured(session.getContext().getRealm())) {
            throw ProblemException.of(ErrorCode.MAIL_NOT_CONFIGURED);
        }
    }

    /**
     * A change of a user, to be checked.
     *
     * @param content reads the request; it is called when the change is first asked for
     */
    Change ofChange(Supplier<UserRequest> content) {
        return new Change(content);
    }

    /**
     * What one request changes of one user. The question is asked twice: about the user as it was found, and about the
     * locked user.
     */
    final class Change {

        private final Supplier<UserRequest> content;
        private UserRequest request;
        private AccountDraft wanted;
        private AccountDraft checked;

        private Change(Supplier<UserRequest> content) {
            this.content = content;
        }

        /**
         * What the request wants and the user is not yet. The result is checked, unless it equals the one that was
         * checked before.
         *
         * @throws ProblemException 422 with every broken rule; 403 {@code privileged}; 409 {@code no_admin_role} or
         *     {@code read_only}
         */
        AccountDraft of(UserModel user) {
            if (request == null) {
                request = content.get();
                wanted = request.draft(assignable);
            }
            AccountDraft change = difference.of(wanted, user);
            if (!change.equals(checked)) {
                rules.checkChange(user, change, request.violations());
                checkType(wanted, request.violations());
                // The right is asked again for the locked user.
                given.clear();
                refuse(request, change);
                checked = change;
            }
            return change;
        }
    }

    /** Notes where a request contradicts itself, whatever the user is or has. */
    private void checkType(AccountDraft wanted, Violations violations) {
        if (demotes(wanted) && wanted.get(Fields.ROLES).filter(this::makesAdmin).isPresent()) {
            violations.add("type", ErrorCode.NOT_COMBINABLE, "roles");
        }
    }

    private void refuse(UserRequest request, AccountDraft draft) {
        request.violations().refuseIfAny();
        draft.get(Fields.ROLES).ifPresent(roles -> roles.forEach(this::requireMayAssign));
        if (draft.get(Fields.TYPE).orElse(false)) {
            requireMayAssign(accounts.adminRole().orElseThrow(() -> ProblemException.of(ErrorCode.NO_ADMIN_ROLE)));
        }
    }

    private void requireMayAssign(RoleModel role) {
        if (!given.contains(role)) {
            caller.requireMayAssign(role);
            given.add(role);
        }
    }

    private boolean makesAdmin(Set<RoleModel> roles) {
        return accounts.adminRole()
                .filter(admin -> ContainedRoles.bring(roles.stream(), admin))
                .isPresent();
    }
}
