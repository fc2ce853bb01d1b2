package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.account.state.Invitation;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.keycloak.models.UserModel;

/**
 * Reads a user from Keycloak's model.
 *
 * @param visible which attributes are shown, or null for none
 */
record ModelSource(Accounts accounts, UserModel user, ProfileAttributes visible) implements AccountSource {

    @Override
    public Object value(UserColumn column) {
        return column.of(user);
    }

    @Override
    public boolean isAdmin() {
        return accounts.isAdmin(user);
    }

    @Override
    public String status() {
        if (AccountAttributes.isTombstone(user)) {
            return Account.STATUS_DELETED;
        }
        return user.isEnabled() ? Account.STATUS_ACTIVE : Account.STATUS_INACTIVE;
    }

    @Override
    public Map<String, List<String>> attributes() {
        if (visible == null) {
            return null;
        }
        return AccountAttributes.isTombstone(user) ? Map.of() : visible.visible(user.getAttributes());
    }

    @Override
    public boolean isInvited() {
        return Invitation.isPending(user);
    }

    @Override
    public List<Account.Role> roles() {
        return accounts.assignedRoles(user).stream()
                .map(role -> new Account.Role(role.getId(), role.getName()))
                .sorted(Comparator.comparing(Account.Role::name))
                .toList();
    }
}
