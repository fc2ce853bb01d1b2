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
 * Which users a list has: conditions in JPQL on {@code UserEntity u}, with their parameters. Their text depends on which
 * parameters are there, never on their values, so that the database's prepared statements are found again.
 *
 * <p>Keycloak stores e-mail addresses and usernames in lower case ({@code UserAdapter.setEmail}): they are compared as
 * they are.
 */
final class UserPredicate {

    /** Longer values stand in a column of their own. */
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

    /** The same, to be narrowed without a change of this one. */
    UserPredicate copy() {
        return new UserPredicate(this);
    }

    /** @param indexed whether the database has the indexes of the setting {@code search-index} */
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
            case DELETED -> and(AccountState.TOMBSTONE);
            case LIVING -> and(AccountState.LIVING);
            case ACTIVE -> and(AccountState.LIVING).and(state.enabled());
            case INACTIVE -> and(AccountState.LIVING).and(state.disabled());
        };
    }

    /** Users who were invited and have set no password yet. */
    UserPredicate invited() {
        return and(Invitation.IS_PENDING);
    }

    /** Users that hold one of the roles by themselves. */
    UserPredicate holding(String roleId) {
        return and(
                "exists (select 1 from UserRoleMappingEntity rm where rm.user = u and rm.roleId = :role)",
                "role",
                roleId);
    }

    /** Users that are admins, or are not: by one of the roles that make an admin, or by one of the groups. */
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

    /** Users that have the value among those of the attribute. Of a long one Keycloak keeps a hash (UserAttributeEntity). */
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

    /** Whether the database reads all users of the realm to find these. */
    boolean readsAll() {
        return readsAll;
    }

    /**
     * Whether an index finds the users. What it finds is in no order: with one, PostgreSQL's plan for any text would read all
     * users in that order, for a text that few have.
     */
    boolean isByIndex() {
        return byIndex;
    }

    /** The conditions, as they follow {@code where}. */
    String jpql() {
        return String.join(" and ", conditions);
    }

    /** Sets the parameters of a query that has the conditions. */
    <T> TypedQuery<T> bind(TypedQuery<T> query) {
        parameters.forEach(query::setParameter);
        return query;
    }
}
