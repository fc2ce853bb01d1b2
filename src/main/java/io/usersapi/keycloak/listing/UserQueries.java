package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.access.AssignableRoles;
import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.accounts.Accounts;
import io.usersapi.keycloak.accounts.AdminHolders;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.Violations;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;

/** Makes the query of a filter. */
final class UserQueries {

    private final KeycloakSession session;
    private final Settings settings;

    UserQueries(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    UserQuery of(UserFilter filter) {
        UserQuery query = new UserQuery(
                        session.getProvider(JpaConnectionProvider.class).getEntityManager(),
                        session.getContext().getRealm())
                .status(filter.status());
        filter.search().ifPresent(query::search);
        filter.email().ifPresent(query::email);
        filter.role().ifPresent(role -> query.holding(roleId(role)));
        filter.type().ifPresent(type -> {
            AdminHolders holders = new AdminHolders(session, new Accounts(session, settings).adminRole());
            query.admins(type.equals(Account.TYPE_ADMIN), holders.roleIds(), holders.groupIds());
        });
        return query;
    }

    private String roleId(String idOrName) {
        return new AssignableRoles(session)
                .find(idOrName)
                .map(RoleModel::getId)
                .orElseThrow(() -> Violations.of(UserFilter.ROLE, ErrorCode.UNKNOWN_ROLE, idOrName));
    }
}
