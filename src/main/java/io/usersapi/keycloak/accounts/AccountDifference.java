package io.usersapi.keycloak.accounts;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** What of a draft is a change of a user: what is already so is none. */
public final class AccountDifference {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Accounts accounts;

    public AccountDifference(KeycloakSession session, Accounts accounts) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.accounts = accounts;
    }

    /** The draft without the fields that the user already has. A password is always a change. */
    public AccountDraft of(AccountDraft wanted, UserModel user) {
        Optional<Set<RoleModel>> roles = wanted.roles().filter(set -> !set.equals(assigned(user)));
        return new AccountDraft(
                wanted.email().filter(email -> !email.value().equalsIgnoreCase(user.getEmail())),
                wanted.password(),
                wanted.name().filter(name -> !name.isMadeBy(user.getFirstName(), user.getLastName())),
                // Other roles may take the admin role away: then the wish to keep it counts.
                wanted.admin().filter(admin -> roles.isPresent() || admin != accounts.isAdmin(user)),
                wanted.active().filter(active -> active != user.isEnabled() || (active && isLocked(user))),
                roles);
    }

    private Set<RoleModel> assigned(UserModel user) {
        return user.getRealmRoleMappingsStream()
                .filter(role -> !role.equals(realm.getDefaultRole()))
                .collect(Collectors.toSet());
    }

    /** Keycloak refuses such a user although it is enabled. */
    private boolean isLocked(UserModel user) {
        return new Lockout(session, user).isOn();
    }
}
