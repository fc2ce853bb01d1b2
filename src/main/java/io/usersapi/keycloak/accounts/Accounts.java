package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.input.Characters;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.policy.PasswordPolicyNotMetException;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.storage.StorageUnavailableException;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageUtil;
import org.keycloak.userprofile.UserProfile;

/** The ledger: finds the users of the session's realm and carries out every change of them. */
public final class Accounts {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    public Accounts(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** The realm role that makes a user an admin. */
    public RoleModel adminRole() {
        return realm.getRole(settings.adminRole());
    }

    /** Whether the user holds the admin role, by itself, by another role or by a group. */
    public boolean isAdmin(UserModel user) {
        RoleModel adminRole = adminRole();
        return adminRole != null && user.hasRole(adminRole);
    }

    /**
     * The user behind an id or an e-mail address, whose case does not matter.
     *
     * @throws ProblemException 404 where there is none, which includes soft-deleted users and service accounts
     */
    public UserModel get(String idOrEmail) {
        return find(idOrEmail).orElseThrow(() -> ProblemException.of(ErrorCode.USER_NOT_FOUND));
    }

    private Optional<UserModel> find(String idOrEmail) {
        if (!Characters.areSound(idOrEmail) || Characters.count(idOrEmail) > EmailAddress.MAX_LENGTH) {
            return Optional.empty();
        }
        // The ids of users that a store does not import are f:STORE:ID and may carry an @. StorageId fails on less.
        boolean stored = idOrEmail.startsWith("f:");
        if (stored && idOrEmail.indexOf(':', 2) < 0) {
            return Optional.empty();
        }
        Optional<UserModel> user = idOrEmail.contains("@") && !stored
                ? EmailAddress.of(idOrEmail).flatMap(this::findByEmail)
                : findById(idOrEmail);
        return user.filter(found -> !AccountAttributes.isTombstone(found))
                .filter(found -> found.getServiceAccountClientLink() == null);
    }

    /** A store that is away has nobody: so it is with Keycloak's look-up by e-mail (UserStorageManager). */
    private Optional<UserModel> findById(String id) {
        try {
            return Optional.ofNullable(session.users().getUserById(realm, id));
        } catch (StorageUnavailableException away) {
            return Optional.empty();
        }
    }

    /** The user with the address. */
    public Optional<UserModel> findByEmail(EmailAddress email) {
        return Optional.ofNullable(session.users().getUserByEmail(realm, email.value()));
    }

    /**
     * Waits for other changes of the user to end and reads it afresh: what follows works on the newest state, on
     * every node.
     */
    public UserModel lock(UserModel user) {
        EntityManager entities = entities();
        UserEntity row = entities.find(UserEntity.class, user.getId());
        if (row == null) {
            return user;
        }
        refusing(false, () -> {
            entities.refresh(row, LockModeType.PESSIMISTIC_WRITE);
            return user;
        });
        if (user instanceof CachedUserModel) {
            UserStorageUtil.userCache(session).evict(realm, user);
        }
        return get(user.getId());
    }

    /** The user as answers show it. */
    public Account view(UserModel user) {
        RoleModel defaultRole = realm.getDefaultRole();
        return new Account(
                user.getId(),
                PersonName.join(user.getFirstName(), user.getLastName()),
                // As Keycloak stores it: a writable directory that is not imported shows its own.
                KeycloakModelUtils.toLowerCaseSafe(user.getEmail()),
                isAdmin(user) ? Account.TYPE_ADMIN : Account.TYPE_USER,
                status(user),
                user.getRealmRoleMappingsStream()
                        .filter(role -> !role.equals(defaultRole))
                        .map(role -> new Account.Role(role.getId(), role.getName()))
                        .sorted(Comparator.comparing(Account.Role::name))
                        .toList(),
                AccountTimes.iso(createdAt(user)),
                AccountTimes.iso(
                        user.getLastModifiedTimestamp() != null ? user.getLastModifiedTimestamp() : createdAt(user)));
    }

    /** When the user was created, in milliseconds since 1970, or null where Keycloak does not know. */
    public static Long createdAt(UserModel user) {
        return OutsideStore.knowsTimes(user) ? user.getCreatedTimestamp() : null;
    }

    private static String status(UserModel user) {
        if (AccountAttributes.isTombstone(user)) {
            return Account.STATUS_DELETED;
        }
        return user.isEnabled() ? Account.STATUS_ACTIVE : Account.STATUS_INACTIVE;
    }

    /** Notes every rule that a new user breaks. */
    public void checkNew(AccountDraft draft, Violations violations) {
        draft.email().ifPresent(email -> {
            new ProfileRules(session).ofNewUser(email, draft.name().orElse(null), violations);
            checkFree(email, null, violations);
        });
        UserModel candidate = new LightweightUserAdapter(session, realm, null);
        draft.email().ifPresent(email -> {
            candidate.setUsername(email.value());
            candidate.setEmail(email.value());
        });
        draft.password().ifPresent(password -> passwords().check(password, candidate, violations, "password"));
    }

    /** Notes every rule that a change of the user breaks. */
    public void checkChange(UserModel user, AccountDraft draft, Violations violations) {
        if (draft.email().isPresent() || draft.name().isPresent()) {
            new ProfileRules(session)
                    .checkChange(user, draft.email().orElse(null), draft.name().orElse(null), violations);
        }
        draft.email().ifPresent(email -> checkFree(email, user, violations));
        draft.password().ifPresent(password -> passwords().check(password, user, violations, "password"));
    }

    /** Unique in this API even where the realm allows duplicate addresses; the username of a user may be it, too. */
    private void checkFree(EmailAddress email, UserModel owner, Violations violations) {
        boolean taken = Stream.of(
                        session.users().getUserByEmail(realm, email.value()),
                        session.users().getUserByUsername(realm, email.value()))
                .anyMatch(other ->
                        other != null && (owner == null || !other.getId().equals(owner.getId())));
        if (taken) {
            violations.add("email", ErrorCode.TAKEN);
        }
    }

    private Passwords passwords() {
        return new Passwords(session, settings.passwordMinLength());
    }

    /**
     * Creates a checked user, active unless the draft says otherwise.
     *
     * @param check refuses what only the created user shows
     * @throws ProblemException 422 {@code taken} where another request was quicker
     */
    public UserModel create(AccountDraft draft, Consumer<UserModel> check) {
        EmailAddress email = draft.email().orElseThrow();
        return refusing(hasStores(), () -> {
            AddressClaim.take(session, email);
            UserProfile profile =
                    new ProfileRules(session).ofNewUser(email, draft.name().orElse(null), new Violations());
            UserModel user = profile.create(false);
            try {
                equip(user, draft);
                check.accept(user);
                draft.password().ifPresent(password -> setPassword(user, password));
                entities().flush();
            } catch (RuntimeException refused) {
                new OutsideStore(session).takeBack(user);
                throw refused;
            }
            return user;
        });
    }

    private void equip(UserModel user, AccountDraft draft) {
        boolean hasRoles =
                draft.admin().orElse(false) || !draft.roles().orElse(Set.of()).isEmpty();
        if (OutsideStore.isForgetful(user) && (hasRoles || !draft.active().orElse(true))) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        user.setEnabled(draft.active().orElse(true));
        AccountAttributes.mirrorEnabled(session, user);
        draft.roles().ifPresent(roles -> roles.forEach(user::grantRole));
        if (draft.admin().orElse(false)) {
            user.grantRole(adminRole());
        }
        entities().flush();
    }

    /**
     * Carries out a checked change of a locked user.
     *
     * @throws ProblemException 409 {@code last_admin}, {@code inherited_role} or {@code read_only}; 422 {@code taken}
     */
    public void change(UserModel user, AccountDraft draft) {
        refusing(user.isFederated(), () -> {
            boolean wasAdmin = isAdmin(user);
            boolean losesAdmin = draft.admin().map(admin -> !admin).orElse(false)
                    || draft.roles().isPresent()
                    || !draft.active().orElse(true);
            LastAdmin lastAdmin = new LastAdmin(session, adminRole());
            boolean mayBeLast = wasAdmin && user.isEnabled() && losesAdmin;
            if (mayBeLast) {
                lastAdmin.lock();
            }
            draft.email().ifPresent(email -> setEmail(user, email));
            draft.name().ifPresent(name -> {
                user.setFirstName(name.first());
                user.setLastName(name.last());
            });
            draft.roles().ifPresent(roles -> replaceRoles(user, roles));
            draft.admin().ifPresent(admin -> setAdmin(user, admin));
            draft.active().ifPresent(active -> {
                user.setEnabled(active);
                AccountAttributes.mirrorEnabled(session, user);
            });
            boolean demoted = wasAdmin && !isAdmin(user);
            boolean deactivated = draft.active().isPresent() && !user.isEnabled();
            if (mayBeLast && (demoted || deactivated)) {
                lastAdmin.requireAnotherThan(user);
            }
            touch(user);
            entities().flush();
            // After all that can be refused: a directory is no part of the transaction and keeps what it is told.
            draft.password().ifPresent(password -> setPassword(user, password));
            if (demoted || deactivated || draft.password().isPresent()) {
                new AccountSessions(session).endAll(user);
            }
            entities().flush();
            return user;
        });
    }

    /**
     * Commits a change, of which a directory hears only now.
     *
     * @throws ProblemException 409 {@code read_only} where the directory refuses it
     */
    public void commitChange(UserModel user) {
        boolean federated = user.isFederated();
        try {
            session.getTransactionManager().commit();
        } catch (ModelException refused) {
            if (!federated) {
                throw refused;
            }
            OutsideStore.warnOf(refused);
            new OutsideStore(session).readAgain(user.getId());
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
    }

    /**
     * Soft-deletes a locked user: frees the e-mail and the username, takes away whatever could sign in, and writes
     * down when and by whom.
     *
     * @throws ProblemException 409 {@code last_admin} or {@code federated}
     */
    public void delete(UserModel user, String deleterId) {
        refusing(user.isFederated(), () -> {
            if (user.isFederated()) {
                // It would come back, alive, at the next login or synchronization.
                throw ProblemException.of(ErrorCode.FEDERATED);
            }
            if (isAdmin(user) && user.isEnabled()) {
                LastAdmin lastAdmin = new LastAdmin(session, adminRole());
                lastAdmin.lock();
                lastAdmin.requireAnotherThan(user);
            }
            new AccountSessions(session).endAll(user);
            new Tombstone(session, settings.deletedEmail()).bury(user, deleterId);
            touch(user);
            entities().flush();
            return user;
        });
    }

    private void setEmail(UserModel user, EmailAddress email) {
        String old = user.getEmail();
        if (email.value().equals(old)) {
            return;
        }
        AddressClaim.take(session, email);
        // Only a username that was the address follows it: people may sign in with another one.
        if (old != null && old.equalsIgnoreCase(user.getUsername())) {
            user.setUsername(email.value());
        }
        user.setEmail(email.value());
        user.setEmailVerified(false);
    }

    private void replaceRoles(UserModel user, Set<RoleModel> wanted) {
        Set<RoleModel> assigned = user.getRealmRoleMappingsStream()
                .filter(role -> !role.equals(realm.getDefaultRole()))
                .collect(Collectors.toSet());
        assigned.stream().filter(role -> !wanted.contains(role)).forEach(user::deleteRoleMapping);
        wanted.stream().filter(role -> !assigned.contains(role)).forEach(user::grantRole);
    }

    private void setAdmin(UserModel user, boolean admin) {
        if (admin) {
            if (!isAdmin(user)) {
                user.grantRole(adminRole());
            }
            return;
        }
        user.deleteRoleMapping(adminRole());
        if (isAdmin(user)) {
            throw ProblemException.of(ErrorCode.INHERITED_ROLE);
        }
    }

    private void setPassword(UserModel user, String password) {
        if (!user.credentialManager().updateCredential(UserCredentialModel.password(password))) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        user.removeRequiredAction(UserModel.RequiredAction.UPDATE_PASSWORD);
    }

    private static void touch(UserModel user) {
        user.setLastModifiedTimestamp(Time.currentTimeMillis());
    }

    private boolean hasStores() {
        return realm.getStorageProviders(UserStorageProvider.class).findAny().isPresent();
    }

    private EntityManager entities() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Keycloak's model errors in the words of this API; whatever is thrown rolls the transaction back. */
    private static UserModel refusing(boolean federated, java.util.function.Supplier<UserModel> change) {
        try {
            return change.get();
        } catch (ModelDuplicateException quicker) {
            throw Violations.of("email", ErrorCode.TAKEN);
        } catch (ReadOnlyException readOnly) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        } catch (PasswordPolicyNotMetException policyChanged) {
            throw Violations.of("password", ErrorCode.PASSWORD_POLICY);
        } catch (ModelException failed) {
            if (Contention.isCause(failed)) {
                throw ProblemException.of(ErrorCode.CONFLICT);
            }
            if (!federated) {
                throw failed;
            }
            OutsideStore.warnOf(failed);
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
    }
}
