package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.account.state.AdminHolders;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.authorization.AssignableRoles;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.listing.filter.AttributeFilter;
import io.usersapi.keycloak.listing.filter.PageRequest;
import io.usersapi.keycloak.listing.filter.UserFilter;
import io.usersapi.keycloak.listing.index.SearchIndexes;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserStores;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** Knows where the users of the session's realm are to be read from. */
public final class UserSources {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Accounts accounts;
    private final Settings settings;
    private final Reach reach;

    public UserSources(KeycloakSession session, Settings settings, Reach reach) {
        this.session = session;
        this.settings = settings;
        this.realm = session.getContext().getRealm();
        this.reach = reach;
        this.accounts = new Accounts(session, settings, reach);
    }

    /** For a page by number. */
    public UserSource of(PageRequest request) {
        AttributeFilter.requireVisible(request.filter().attributes(), session);
        boolean counted =
                !request.exactTotal() && !isAll(request) && request.offset() + request.size() <= settings.totalLimit();
        return counted && allImported()
                ? new CountedUsers(query(request.filter()), rows(request), settings.totalLimit(), list(request))
                : ofWalk(request);
    }

    /** For a walk, and for a page that is not counted as it is read. */
    public WalkSource ofWalk(PageRequest request) {
        AttributeFilter.requireVisible(request.filter().attributes(), session);
        return allImported()
                ? new DatabaseUsers(query(request.filter()), rows(request), index(request))
                : new FederatedUsers(session, accounts, request, reach);
    }

    /** The users of the realm that the filter lets pass and the caller may see. */
    private String list(PageRequest request) {
        return realm.getId() + "\n" + request.filter() + "\n" + reach.condition();
    }

    private Rows rows(PageRequest request) {
        Optional<AttributeRows> attributes = request.withAttributes()
                ? Optional.of(new AttributeRows(entities(), ProfileAttributes.ofAdministrators(session)))
                : Optional.empty();
        return new Rows(session, accounts, attributes);
    }

    private boolean allImported() {
        return UserStores.withoutImport(session).findAny().isEmpty();
    }

    private EntityManager entities() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** A place is looked up where the page needs no count: no page costs more than four statements. */
    private Optional<CreationIndex> index(PageRequest request) {
        if (!isAll(request)) {
            return Optional.empty();
        }
        int placesFrom = request.exactTotal() ? Integer.MAX_VALUE : settings.totalLimit();
        return Optional.of(new CreationIndex(entities(), realm, placesFrom));
    }

    /** Keycloak's index counts all users of a realm. */
    private boolean isAll(PageRequest request) {
        return request.filter().isAllLiving() && reach.condition().isEmpty();
    }

    private UserQuery query(UserFilter filter) {
        UserPredicate users = new UserPredicate(entities(), realm).status(filter.status(), new AccountState(session));
        reach.condition().ifPresent(users::and);
        filter.search().ifPresent(text -> users.search(text, SearchIndexes.serve(entities(), settings)));
        filter.email().ifPresent(users::email);
        filter.invitation().ifPresent(pending -> users.invited());
        filter.role().ifPresent(role -> users.holding(roleId(role)));
        filter.emailVerified().ifPresent(users::emailVerified);
        filter.attributes().forEach(users::having);
        filter.type().ifPresent(type -> {
            AdminHolders holders = new AdminHolders(session, accounts.adminRole());
            users.admins(type.equals(Account.TYPE_ADMIN), holders.roleIds(), holders.groupIds());
        });
        return new UserQuery(entities(), users);
    }

    private String roleId(String idOrName) {
        return new AssignableRoles(session)
                .find(idOrName)
                .map(RoleModel::getId)
                .orElseThrow(() -> Violations.of(UserFilter.ROLE, ErrorCode.UNKNOWN_ROLE, idOrName));
    }
}
