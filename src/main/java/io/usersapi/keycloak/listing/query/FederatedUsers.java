package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.authorization.AssignableRoles;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.PageRequest;
import io.usersapi.keycloak.listing.filter.Search;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import io.usersapi.keycloak.listing.filter.UserFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * Users of a realm with a user store that does not import its users. Such users stand in no table, so this class asks
 * Keycloak's user provider for all users and makes the list of the answer. The list is right, and slow in a large
 * directory.
 */
final class FederatedUsers implements WalkSource {

    private static final Comparator<Cursor> CREATED_THEN_ID =
            Comparator.comparingLong(Cursor::createdAt).thenComparing(Cursor::id);

    private final KeycloakSession session;
    private final Accounts accounts;
    private final Reach reach;
    private final UserFilter filter;
    private final boolean withAttributes;
    private final Optional<String> roleId;
    private final Optional<Search> search;
    private Cursor behind;

    FederatedUsers(KeycloakSession session, Accounts accounts, PageRequest request, Reach reach) {
        this.session = session;
        this.accounts = accounts;
        this.reach = reach;
        this.filter = request.filter();
        this.withAttributes = request.withAttributes();
        this.search = filter.search().map(Search::of);
        this.roleId = filter.role().map(name -> new AssignableRoles(session)
                .find(name)
                .map(RoleModel::getId)
                .orElseThrow(() -> Violations.of(UserFilter.ROLE, ErrorCode.UNKNOWN_ROLE, name)));
    }

    @Override
    public void behind(Cursor cursor, Sort sort) {
        behind = cursor;
    }

    @Override
    public List<Listed> users(Sort sort, int offset, int limit) {
        // Keycloak hides users from some callers (PartialEvaluator), also from this method.
        return AdminPermissionsSchema.runWithoutAuthorization(session, () -> ordered(sort, offset, limit));
    }

    private List<Listed> ordered(Sort sort, int offset, int limit) {
        Comparator<Listed> order = order(sort);
        return matching()
                .filter(user -> behind == null || order.compare(user, new Listed(null, behind)) > 0)
                .sorted(order)
                .skip(offset)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Listed> walk(Sort sort, int limit) {
        return users(sort, 0, limit);
    }

    @Override
    public Total total() {
        return new Total(
                AdminPermissionsSchema.runWithoutAuthorization(
                        session, () -> matching().count()),
                false);
    }

    @Override
    public Total total(int limit) {
        return total().upTo(limit);
    }

    private Stream<Listed> matching() {
        return session.users()
                .searchForUserStream(
                        session.getContext().getRealm(),
                        Map.of(UserModel.INCLUDE_SERVICE_ACCOUNT, Boolean.FALSE.toString()))
                .filter(reach::contains)
                .filter(user -> roleId.map(wanted -> user.getRealmRoleMappingsStream()
                                .map(RoleModel::getId)
                                .anyMatch(wanted::equals))
                        .orElse(true))
                .filter(user -> filter.emailVerified()
                        .map(wanted -> wanted == user.isEmailVerified())
                        .orElse(true))
                .filter(this::hasAttributes)
                .map(this::listed)
                .filter(user -> matches(user.account()));
    }

    private boolean hasAttributes(UserModel user) {
        return filter.attributes().stream().allMatch(wanted -> wanted.matches(user));
    }

    private Listed listed(UserModel user) {
        return new Listed(accounts.view(user, withAttributes), Cursor.of(Accounts.createdAt(user), user.getId()));
    }

    private boolean matches(Account user) {
        return matchesStatus(user.status())
                && filter.type().map(user.type()::equals).orElse(true)
                && filter.invitation()
                        .map(pending -> pending.equals(user.invitation()))
                        .orElse(true)
                && filter.email().map(email -> email.equals(user.email())).orElse(true)
                && search.map(wanted -> wanted.isIn(user.email()) || wanted.isIn(user.name()))
                        .orElse(true);
    }

    private boolean matchesStatus(String status) {
        return switch (filter.status()) {
            case ALL -> true;
            case LIVING -> !status.equals(Account.STATUS_DELETED);
            case ACTIVE -> status.equals(Account.STATUS_ACTIVE);
            case INACTIVE -> status.equals(Account.STATUS_INACTIVE);
            case DELETED -> status.equals(Account.STATUS_DELETED);
        };
    }

    private static Comparator<Listed> order(Sort sort) {
        Comparator<Listed> byId = Comparator.comparing(user -> user.place().id());
        Comparator<Listed> order =
                switch (sort.key()) {
                    case CREATED_AT -> Comparator.comparing(Listed::place, CREATED_THEN_ID);
                    case UPDATED_AT -> Comparator.<Listed, String>comparing(
                                    user -> lower(user.account().updatedAt()))
                            .thenComparing(byId);
                    case EMAIL -> Comparator.<Listed, String>comparing(
                                    user -> lower(user.account().email()))
                            .thenComparing(byId);
                    case NAME -> Comparator.<Listed, String>comparing(
                                    user -> lower(user.account().name()))
                            .thenComparing(byId);
                };
        Comparator<Listed> directed = sort.descending() ? order.reversed() : order;
        // As in a walk through Keycloak's tables, users without a time of creation come last in both directions.
        return sort.key() == Sort.Key.CREATED_AT
                ? Comparator.<Listed, Boolean>comparing(user -> !user.place().isDated())
                        .thenComparing(directed)
                : directed;
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
