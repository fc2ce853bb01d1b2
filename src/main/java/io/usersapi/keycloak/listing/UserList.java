package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.access.AssignableRoles;
import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.accounts.Accounts;
import io.usersapi.keycloak.accounts.AdminHolders;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.Violations;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** The reading room: pages of users. */
public final class UserList {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final EntityManager entities;

    public UserList(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    public Page page(PageRequest request) {
        UserQuery query = query(request);
        List<Account> data =
                new Rows(session, settings).accounts(query.rows(request.sort(), request.offset(), request.size()));
        return new PageOf(session, request, data, query.count()).page();
    }

    private UserQuery query(PageRequest request) {
        UserQuery query = new UserQuery(entities, realm).status(request.status());
        request.search().ifPresent(query::search);
        request.email().ifPresent(query::email);
        request.role().ifPresent(role -> query.holding(roleId(role)));
        request.type().ifPresent(type -> {
            AdminHolders holders = new AdminHolders(session, new Accounts(session, settings).adminRole());
            query.admins(type.equals(Account.TYPE_ADMIN), holders.roleIds(), holders.groupIds());
        });
        return query;
    }

    private String roleId(String idOrName) {
        return new AssignableRoles(session)
                .find(idOrName)
                .map(RoleModel::getId)
                .orElseThrow(() -> Violations.of(PageRequest.ROLE, ErrorCode.UNKNOWN_ROLE, idOrName));
    }
}
