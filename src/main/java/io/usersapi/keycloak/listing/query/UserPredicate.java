package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.value.ExactText;
import io.usersapi.keycloak.listing.filter.AttributeFilter;
import io.usersapi.keycloak.listing.filter.Search;
import io.usersapi.keycloak.listing.filter.UserFilter;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.RealmModel;
import org.keycloak.storage.jpa.JpaHashUtils;

/**
 * The users of a list, as conditions in JPQL on {@code UserEntity u}, with their parameters. The text of the conditions
 * depends on which parameters are present and on whether a search has a blank, never on other values, so that the database
 * finds its prepared statements again.
 *
 * <p>Keycloak stores e-mail addresses and usernames in lower case ({@code UserAdapter.setEmail}), so they are compared
 * as they are.
 */
final class UserPredicate {

    /**
     * The longest value, in characters, of the plain column. A longer value has a column of its own
     * (UserAttributeEntity).
     */
    private static final int MAX_PLAIN_VALUE = 255;

    private final EntityManager entities;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();
    private boolean readsAll;
    private boolean byIndex;

    /** All users of the realm but service accounts. */
    UserPredicate(EntityManager entities, RealmModel realm) {
        this.entities = entities;
        and("u.realmId = :realm", "realm", realm.getId());
        and("u.serviceAccountClientLink is null");
    }

    private UserPredicate(UserPredicate wider) {
        this.entities = wider.entities;
        this.conditions.addAll(wider.conditions);
        this.parameters.putAll(wider.parameters);
        this.readsAll = wider.readsAll;
        this.byIndex = wider.byIndex;
    }

    /** A copy, which can be narrowed without changing this predicate. */
    UserPredicate copy() {
        return new UserPredicate(this);
    }

    /**
     * Users with the text in their address or name.
     *
     * @param indexed whether the database has the indexes of the setting {@code search-index}
     */
    UserPredicate search(String text, boolean indexed) {
        Search search = Search.of(text);
        readsAll = true;
        byIndex = indexed && search.hasTrigrams();
        parameters.putAll(byIndex ? search.indexedParameters() : search.parameters());
        return and(
                byIndex
                        ? search.indexedCondition()
                        : search.condition(column -> ExactText.comparable(entities, column, search.text())));
    }

    UserPredicate email(String email) {
        return and(ExactText.equal(entities, "u.email", ":email", email), "email", email);
    }

    UserPredicate status(UserFilter.Status status, AccountState state) {
        return switch (status) {
            case ALL -> this;
            case DELETED -> and(AccountState.tombstone(entities));
            case LIVING -> and(AccountState.living(entities));
            case ACTIVE -> and(AccountState.living(entities)).and(state.enabled());
            case INACTIVE -> and(AccountState.living(entities)).and(state.disabled());
        };
    }

    /** Users who were invited and have set no password yet. */
    UserPredicate invited() {
        return and(Invitation.IS_PENDING);
    }

    /** Users who hold the role directly, not through a group or another role. */
    UserPredicate holding(String roleId) {
        return and(
                "exists (select 1 from UserRoleMappingEntity rm where rm.user = u and rm.roleId = :role)",
                "role",
                roleId);
    }

    /**
     * Users who are admins, or who are not.
     *
     * @param roleIds the roles that make an admin, if held directly; not empty
     * @param groupIds the groups that make an admin
     */
    UserPredicate admins(boolean wanted, Set<String> roleIds, Set<String> groupIds) {
        String byRole =
                "exists (select 1 from UserRoleMappingEntity am where am.user = u and am.roleId in (:adminRoles))";
        String byGroup = groupIds.isEmpty()
                ? ""
                : " or exists (select 1 from UserGroupMembershipEntity gm where gm.user = u and gm.groupId in (:adminGroups))";
        parameters.put("adminRoles", roleIds);
        if (!groupIds.isEmpty()) {
            parameters.put("adminGroups", groupIds);
        }
        return and((wanted ? "(" : "not (") + byRole + byGroup + ")");
    }

    UserPredicate emailVerified(boolean wanted) {
        return and("u.emailVerified = " + wanted);
    }

    /**
     * Users who have the value among those of the attribute. Keycloak keeps a hash of a long value
     * (UserAttributeEntity), by which it is found.
     */
    UserPredicate having(AttributeFilter filter) {
        String a = "a" + conditions.size();
        boolean isLong = filter.value().length() > MAX_PLAIN_VALUE;
        parameters.put(a + "Name", filter.name());
        parameters.put(a + "Value", isLong ? JpaHashUtils.hashForAttributeValue(filter.value()) : filter.value());
        String value = isLong
                ? a + ".longValueHash = :" + a + "Value"
                : ExactText.equal(entities, a + ".value", ":" + a + "Value", filter.value());
        return and("exists (select 1 from UserAttributeEntity " + a + " where " + a + ".user = u and "
                + ExactText.equal(entities, a + ".name", ":" + a + "Name", filter.name()) + " and " + value + ")");
    }

    UserPredicate and(AccountState.Condition condition) {
        parameters.putAll(condition.parameters());
        return and(condition.jpql());
    }

    UserPredicate and(String condition) {
        conditions.add(condition);
        return this;
    }

    UserPredicate and(String condition, String parameter, Object value) {
        parameters.put(parameter, value);
        return and(condition);
    }

    /** Whether the database reads all users of the realm to find the users of this predicate. */
    boolean readsAll() {
        return readsAll;
    }

    /**
     * Whether an index of the setting {@code search-index} finds the users, in no order. A query with an order would be
     * planned by PostgreSQL for any text alike: it would read all users in that order, even for a text that few have.
     */
    boolean isByIndex() {
        return byIndex;
    }

    /** The conditions, to be put after {@code where}. */
    String jpql() {
        return String.join(" and ", conditions);
    }

    /** Sets the parameters of a query that has the conditions. */
    <T> TypedQuery<T> bind(TypedQuery<T> query) {
        parameters.forEach(query::setParameter);
        return query;
    }
}
