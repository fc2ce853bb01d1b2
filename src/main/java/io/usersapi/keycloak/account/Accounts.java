package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.lock.UserLock;
import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.ExactId;
import io.usersapi.keycloak.hashes.PasswordHashes;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserStores;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.LDAPConstants;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.workflow.WorkflowProvider;
import org.keycloak.storage.StorageUnavailableException;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;

/** Finds the users of the session's realm, and shows them. */
public final class Accounts {

    private static final Supplier<ProblemException> NOT_FOUND = () -> ProblemException.of(ErrorCode.USER_NOT_FOUND);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Reach reach;
    private ProfileAttributes attributes;

    /** All accounts, for work that the module does by itself. */
    public Accounts(KeycloakSession session, Settings settings) {
        this(session, settings, Reach.EVERYBODY);
    }

    /** The accounts in reach of a caller. A user out of reach is not found. */
    public Accounts(KeycloakSession session, Settings settings, Reach reach) {
        this.reach = reach;
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** The realm role that makes a user an admin; empty where the realm has none. */
    public Optional<RoleModel> adminRole() {
        return AdminRole.find(realm, settings);
    }

    /** Whether the user holds the admin role: directly, through another role or through a group. */
    public boolean isAdmin(UserModel user) {
        return adminRole().filter(role -> HeldRoles.hold(user, role)).isPresent();
    }

    /**
     * The user with an e-mail address in any case, or else with an id. An id that somebody imported may look like an address.
     *
     * @throws ProblemException 404 where there is none, which includes soft-deleted users and service accounts; 409
     *     {@code ambiguous_email} where several users have the address
     */
    public UserModel get(String idOrEmail) {
        return findByAddress(idOrEmail).or(() -> findById(idOrEmail)).orElseThrow(NOT_FOUND);
    }

    /** The user with exactly the id; 404 as {@link #get}. */
    public UserModel withId(String id) {
        return findById(id).orElseThrow(NOT_FOUND);
    }

    /** The user with the address as {@link #get} finds it, or empty. */
    public Optional<UserModel> findByAddress(String email) {
        return EmailAddress.of(email).flatMap(this::findByEmail).filter(this::isFound);
    }

    /**
     * The user with exactly the id as {@link #get} finds it, or empty. A store that is unavailable has no users, as in
     * Keycloak's look-up by e-mail (UserStorageManager).
     */
    public Optional<UserModel> findById(String id) {
        try {
            return ExactId.mayBe(session, UserEntity.class, id) && !UserStores.namesAnImportedUser(session, id)
                    ? Optional.ofNullable(session.users().getUserById(realm, id))
                            .filter(this::isFound)
                    : Optional.empty();
        } catch (StorageUnavailableException away) {
            return Optional.empty();
        }
    }

    private boolean isFound(UserModel user) {
        return !AccountAttributes.isTombstone(user)
                && user.getServiceAccountClientLink() == null
                && reach.contains(user);
    }

    /** The user with exactly the address (to MariaDB {@code e} and {@code é} are equal); 409 where several have it. */
    public Optional<UserModel> findByEmail(EmailAddress email) {
        try {
            return Optional.ofNullable(session.users().getUserByEmail(realm, email.value()))
                    .filter(found -> email.value().equals(KeycloakModelUtils.toLowerCaseSafe(found.getEmail())));
        } catch (ModelDuplicateException several) {
            throw ProblemException.of(ErrorCode.AMBIGUOUS_EMAIL);
        }
    }

    /**
     * Waits for other changes of the user, locks the user's row, and reads the user afresh. A user without a row stays.
     *
     * @throws ProblemException 404 where the user is gone; 409 {@code conflict} where the lock is not got in time
     */
    public UserModel lock(UserModel user) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        UserEntity row = entities.find(UserEntity.class, user.getId());
        if (row == null) {
            return user;
        }
        ModelErrors.translating(false, () -> {
            UserLock.take(entities, row);
            return user;
        });
        new OutsideStore(session).forgetCopy(user);
        return withId(user.getId());
    }

    /** The realm roles that are assigned to the user, without Keycloak's default role. */
    Set<RoleModel> assignedRoles(UserModel user) {
        return user.getRealmRoleMappingsStream()
                .filter(role -> !role.equals(realm.getDefaultRole()))
                .collect(Collectors.toSet());
    }

    /** Reads the hashes of other systems. */
    PasswordHashes hashes() {
        return new PasswordHashes(session, settings.firebaseScrypt());
    }

    /** Whether a new user may be given an id: a store that registers users gives them ids of its own. */
    public boolean mayGiveIds() {
        return realm.getStorageProviders(UserStorageProvider.class)
                .filter(store -> new UserStorageProviderModel(store).isEnabled())
                .allMatch(store -> LDAPConstants.LDAP_PROVIDER.equals(store.getProviderId())
                        && !store.get(LDAPConstants.SYNC_REGISTRATIONS, false));
    }

    /** Whether many users may be created together: a workflow must see each user when it gets a role or a group. */
    public boolean mayCreateTogether() {
        return mayGiveIds()
                && realm.getComponentsStream(realm.getId(), WorkflowProvider.class.getName())
                        .findAny()
                        .isEmpty();
    }

    /** The user as answers show it to administrators, with attributes. */
    public Account view(UserModel user) {
        return view(user, true);
    }

    /** The user as lists show it to administrators. */
    public Account view(UserModel user, boolean withAttributes) {
        if (withAttributes && attributes == null) {
            attributes = ProfileAttributes.ofAdministrators(session);
        }
        return new Account(new ModelSource(this, user, withAttributes ? attributes : null));
    }

    /** The user as answers show it to the user, who may see other attributes than an administrator. */
    public Account ownView(UserModel user) {
        return new Account(new ModelSource(this, user, ProfileAttributes.ofUsers(session)));
    }

    /** Whether Keycloak forgets, when the request ends, what the user's directory has no place for. */
    public static boolean isForgetful(UserModel user) {
        return OutsideStore.isForgetful(user);
    }

    /** When the user was created, in milliseconds since 1970, or null where Keycloak does not know. */
    public static Long createdAt(UserModel user) {
        return OutsideStore.knowsTimes(user) ? user.getCreatedTimestamp() : null;
    }
}
