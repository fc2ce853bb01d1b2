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

/**
 * Chooses from where the users of the session's realm are read: from Keycloak's tables, or through Keycloak's user
 * provider where a user store does not import its users.
 */
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

    /**
     * The source of a page by number.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 where the filter names a role that does not exist
     */
    public UserSource of(PageRequest request) {
        AttributeFilter.requireVisible(request.filter().attributes(), session);
        boolean counted =
                !request.exactTotal() && !isAll(request) && request.offset() + request.size() <= settings.totalLimit();
        return counted && allImported()
                ? new CountedUsers(query(request.filter()), rows(request), settings.totalLimit(), list(request))
                : ofWalk(request);
    }

    /**
     * The source of a walk, and of a page that is read without being counted.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 where the filter names a role that does not exist
     */
    public WalkSource ofWalk(PageRequest request) {
        AttributeFilter.requireVisible(request.filter().attributes(), session);
        return allImported()
                ? new DatabaseUsers(query(request.filter()), rows(request), index(request))
                : new FederatedUsers(session, accounts, request, reach);
    }

    /** A text that only this list of this realm has, for callers who see the same users. */
    private String list(PageRequest request) {
        return realm.getId() + "\n" + request.filter() + "\n" + reach.condition();
    }

    private RowsToUsers rows(PageRequest request) {
        Optional<AttributeRows> attributes = request.withAttributes()
                ? Optional.of(new AttributeRows(entities(), ProfileAttributes.ofAdministrators(session)))
                : Optional.empty();
        return new RowsToUsers(session, accounts, attributes);
    }

    private boolean allImported() {
        return UserStores.withoutImport(session).findAny().isEmpty();
    }

    private EntityManager entities() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * Keycloak's index, where the list is that of all living users. It looks for the place of a page only where the
     * page needs no count, so that its rows, what the users have and the total cost no more than four statements.
     */
    private Optional<CreationIndex> index(PageRequest request) {
        if (!isAll(request)) {
            return Optional.empty();
        }
        int startsFrom = request.exactTotal() ? Integer.MAX_VALUE : settings.totalLimit();
        return Optional.of(new CreationIndex(entities(), realm, startsFrom));
    }

    /** Whether the list is that of all living users of the realm, which is what {@link CreationIndex} counts. */
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
            AdminHolders holders =
                    new AdminHolders(session, accounts.adminRole().orElse(null));
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
