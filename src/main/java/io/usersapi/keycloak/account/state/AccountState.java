package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.value.ExactText;
import io.usersapi.keycloak.module.ModuleAttributes;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;

/**
 * The state of an account, as checks of a {@code UserModel} and as conditions in JPQL on {@code UserEntity u}. A user
 * whose row says enabled may still be disabled. Keycloak shows the users of a disabled user store, and the users whom a
 * disabled organization manages, as disabled (UserStorageManager.validateUser).
 */
public final class AccountState {

    static final String PREFIX = "'" + AccountAttributes.TOMBSTONE_PREFIX + "%'";

    private static final String OF_STORE = "u.federationLink in (:disabledStores)";
    private static final String OF_ORGANIZATION = "exists (select 1 from UserGroupMembershipEntity managed"
            + " where managed.user = u and managed.membershipType = 'MANAGED' and managed.groupId in (:disabledGroups))";

    private final KeycloakSession session;
    private final RealmModel realm;

    public AccountState(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** A condition in JPQL, with the values of its parameters. */
    public record Condition(String jpql, Map<String, Object> parameters) {}

    /** Whether the state of the user permits to sign in. */
    public static boolean isActive(UserModel user) {
        return user.isEnabled() && !AccountAttributes.isTombstone(user);
    }

    /** Whether the user must verify the address before getting a token, whatever the flag says. */
    public static boolean isAskedToVerify(UserModel user) {
        return user.getRequiredActionsStream().anyMatch(UserModel.RequiredAction.VERIFY_EMAIL.name()::equals);
    }

    /**
     * The condition that {@code u} was soft-deleted. A tombstone's username begins with {@code deleted-}. So the database
     * needs not look at the attributes of nearly all other users.
     */
    public static String tombstone(EntityManager entities) {
        return "(u.username like " + PREFIX + " and " + marks(entities) + " = 2)";
    }

    /** The condition that {@code u} was not soft-deleted. */
    public static String living(EntityManager entities) {
        return "(u.username not like " + PREFIX + " or " + marks(entities) + " < 2)";
    }

    /** Counts different names, because an attribute can have several values. {@code Deleted_At} is none of the two names. */
    private static String marks(EntityManager entities) {
        return "(select count(distinct mark.name) from UserAttributeEntity mark where mark.user = u and ("
                + Stream.of(ModuleAttributes.DELETED_AT, ModuleAttributes.DELETED_BY)
                        .map(name -> ExactText.equal(entities, "mark.name", "'" + name + "'", name))
                        .collect(Collectors.joining(" or "))
                + "))";
    }

    /**
     * The condition that {@code u} is enabled, as Keycloak shows it. In a realm without organizations, making the
     * condition costs no statement.
     */
    public Condition enabled() {
        return condition("u.enabled = true", " and ", "not ");
    }

    /** The condition that {@code u} is disabled: the opposite of {@link #enabled()}. */
    public Condition disabled() {
        return condition("u.enabled = false", " or ", "");
    }

    private Condition condition(String own, String and, String not) {
        Map<String, Object> parameters = new HashMap<>();
        StringBuilder jpql = new StringBuilder("(").append(own);
        Set<String> stores = disabledStores();
        if (!stores.isEmpty()) {
            parameters.put("disabledStores", stores);
            // Most users have null here. In SQL, null is neither in a set nor not in it.
            jpql.append(and).append(not.isEmpty() ? OF_STORE : "(u.federationLink is null or not " + OF_STORE + ")");
        }
        Set<String> groups = disabledOrganizationGroups();
        if (!groups.isEmpty()) {
            parameters.put("disabledGroups", groups);
            jpql.append(and).append(not).append(OF_ORGANIZATION);
        }
        return new Condition(jpql.append(")").toString(), parameters);
    }

    /** The ids of the user stores that are switched off. */
    public Set<String> disabledStores() {
        return realm.getStorageProviders(UserStorageProvider.class)
                .filter(store -> !new UserStorageProviderModel(store).isEnabled())
                .map(store -> store.getId())
                .collect(Collectors.toSet());
    }

    /**
     * The ids of the groups of disabled organizations. Where the realm has organizations switched off, these are all
     * organizations.
     */
    public Set<String> disabledOrganizationGroups() {
        if (!Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION)
                || !session.getProvider(OrganizationProvider.class).hasOrganizations()) {
            return Set.of();
        }
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        List<String> groups = entities.createQuery(
                        "select o.groupId from OrganizationEntity o where o.realmId = :realm"
                                + (realm.isOrganizationsEnabled() ? " and o.enabled = false" : ""),
                        String.class)
                .setParameter("realm", realm.getId())
                .getResultList();
        return Set.copyOf(groups);
    }
}
