package io.usersapi.keycloak.module;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Roles, with all that they contain at any depth. Each role is asked for its own parts, which Keycloak's cache keeps
 * with the role, and which {@code hasRole} reads as well.
 *
 * <p>Keycloak's RoleUtils asks for the parts of several roles at once. The cache keeps that answer for these very roles
 * together, and does not renew it where one of them was changed since: then each call asks the database
 * (RealmCacheSession.getCompositeRolesStream).
 *
 * <p>Somebody may delete a role or a group while a request works with it. Keycloak's cache then fails where it has to ask the
 * database (DefaultLazyLoader, RoleAdapter, GroupAdapter). What the database lacks contains nothing, and nobody holds it: it
 * is left out here.
 */
public final class ContainedRoles {

    /**
     * Keycloak's message where the row of a cached user, role or group is gone ({@code getDelegateForUpdate} and
     * {@code isUpdated} of its adapters).
     */
    private static final String NOT_IN_DATABASE = "Not found in database";

    private static final String KEYCLOAKS_CACHE = "org.keycloak.models.cache.infinispan.";

    private final Map<String, RoleModel> found = new HashMap<>();
    /** The ids of those that are yet to be asked for their parts. */
    private final Deque<String> open = new ArrayDeque<>();

    /** @param roles with null where Keycloak has read an id and found no role by it (ClientAdapter.getScopeMappingsStream) */
    private ContainedRoles(Stream<RoleModel> roles) {
        roles.filter(Objects::nonNull).forEach(this::add);
    }

    /** The roles, and what they contain, without those that were deleted. */
    public static Set<RoleModel> with(Stream<RoleModel> roles) {
        ContainedRoles all = new ContainedRoles(roles);
        while (!all.open.isEmpty()) {
            all.askNext();
        }
        return new HashSet<>(all.found.values());
    }

    /** Whether one of the roles is another role, or contains it. */
    public static boolean bring(Stream<RoleModel> roles, RoleModel wanted) {
        String id = wanted.getId();
        ContainedRoles some = new ContainedRoles(roles);
        while (!some.found.containsKey(id) && !some.open.isEmpty()) {
            some.askNext();
        }
        return some.found.containsKey(id);
    }

    /** Whether the role contains others. */
    public static boolean isComposite(RoleModel role) {
        return unlessDeleted(RoleEntity.class, role.getId(), role::isComposite).orElse(false);
    }

    /** The roles that the group itself gives, without those of its parents. */
    public static Stream<RoleModel> of(GroupModel group) {
        return unlessDeleted(GroupEntity.class, group.getId(), group::getRoleMappingsStream)
                .orElseGet(Stream::empty);
    }

    /** The groups right below the group. */
    public static Stream<GroupModel> below(GroupModel group) {
        return unlessDeleted(GroupEntity.class, group.getId(), group::getSubGroupsStream)
                .orElseGet(Stream::empty);
    }

    /**
     * Whether Keycloak's cache says that it has asked the database for a user, a role or a group, and that the database lacks
     * it. For a role whose parts the cache does not know yet, the cache says so by a {@link NullPointerException}.
     */
    public static boolean isDeletion(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return NOT_IN_DATABASE.equals(failure.getMessage())
                || (failure instanceof NullPointerException
                        && trace.length > 0
                        && trace[0].getClassName().startsWith(KEYCLOAKS_CACHE));
    }

    private void add(RoleModel role) {
        id(role).filter(id -> found.putIfAbsent(id, role) == null).ifPresent(open::add);
    }

    private void askNext() {
        String id = open.pop();
        unlessDeleted(RoleEntity.class, id, found.get(id)::getCompositesStream)
                .ifPresentOrElse(parts -> parts.forEach(this::add), () -> found.remove(id));
    }

    /** The id of the role; empty where the role has failed for its deletion before, as from then on it does at each question. */
    private static Optional<String> id(RoleModel role) {
        try {
            return Optional.of(role.getId());
        } catch (IllegalStateException failed) {
            if (!isDeletion(failed)) {
                throw failed;
            }
            return Optional.empty();
        }
    }

    /**
     * What a role or a group answers.
     *
     * @param row what it is in the database
     * @return empty where the question failed and the database lacks the row
     * @throws RuntimeException as the question throws, where the row is there
     */
    private static <T> Optional<T> unlessDeleted(Class<?> row, String id, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (NullPointerException | IllegalStateException failed) {
            KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
            if (session == null || isThere(session, row, id)) {
                throw failed;
            }
            // From now on the session asks the database for it, and so does the cache after the request.
            Optional.ofNullable(session.getProvider(CacheRealmProvider.class))
                    .ifPresent(cache -> cache.registerInvalidation(id));
            return Optional.empty();
        }
    }

    /**
     * Whether the database has the row. It is asked in a new transaction, too: where reads come from a snapshot, as on MariaDB,
     * this transaction may be older than the role. What another extension keeps has no row.
     */
    private static boolean isThere(KeycloakSession session, Class<?> row, String id) {
        return !StorageId.isLocalStorage(id)
                || has(session, row, id)
                || KeycloakModelUtils.runJobInTransactionWithResult(
                        session.getKeycloakSessionFactory(), other -> has(other, row, id));
    }

    private static boolean has(KeycloakSession session, Class<?> row, String id) {
        return session.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .find(row, id)
                != null;
    }
}
