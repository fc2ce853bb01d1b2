package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.batch.BatchedUser;
import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.lock.AddressClaim;
import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.state.LastAdmin;
import io.usersapi.keycloak.account.state.Lockout;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.PersonName;
import io.usersapi.keycloak.hashes.PasswordHash;
import io.usersapi.keycloak.hashes.RealmHashes;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.Settings;
import java.util.Optional;
import java.util.Set;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.PasswordCredentialProvider;
import org.keycloak.credential.PasswordCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Writes the fields of one account to Keycloak's model, each on its own. No rule is checked here, apart from what the
 * model itself refuses.
 */
public final class AccountFields {

    private final KeycloakSession session;
    private final Settings settings;
    private final Accounts accounts;
    private final UserModel user;
    private final Optional<BatchedUser> batched;
    /** Whether the user is an admin once the draft is written, whatever the roles of the draft are. */
    private boolean endsAsAdmin;

    public AccountFields(KeycloakSession session, Settings settings, UserModel user) {
        this.session = session;
        this.settings = settings;
        this.accounts = new Accounts(session, settings);
        this.user = user;
        this.batched = BatchedUser.of(user);
    }

    /**
     * Writes each field of the draft, in the order of the draft.
     *
     * @throws ProblemException 409 {@code inherited_role} or {@code read_only}, 422 {@code taken}; a part may have been
     *     written
     */
    public void write(AccountDraft draft) {
        endsAsAdmin = draft.get(Fields.TYPE).orElse(false);
        draft.each(new AccountDraft.Use() {
            @Override
            public <T> void of(Field<T> field, T value) {
                field.write(value, AccountFields.this);
            }
        });
    }

    void setEmail(EmailAddress email) {
        if (email.value().equals(user.getEmail())) {
            return;
        }
        AddressClaim.take(session, email, user.getId());
        if (AccountRules.ChangedUser.usernameFollows(user)) {
            user.setUsername(email.value());
        }
        user.setEmail(email.value());
        user.setEmailVerified(false);
    }

    /**
     * Sets the flag. Where the address is verified, Keycloak's required action to verify it is removed, as after
     * Keycloak's own mail (VerifyEmailActionTokenHandler). Keycloak adds the action when it refuses a sign-in.
     */
    void setEmailVerified(boolean verified) {
        user.setEmailVerified(verified);
        if (verified) {
            user.removeRequiredAction(UserModel.RequiredAction.VERIFY_EMAIL);
        }
    }

    void replaceRoles(Set<RoleModel> wanted) {
        Set<RoleModel> assigned = accounts.assignedRoles(user);
        requireAnAdminAfter(wanted);
        assigned.stream().filter(role -> !wanted.contains(role)).forEach(user::deleteRoleMapping);
        wanted.stream().filter(role -> !assigned.contains(role)).forEach(user::grantRole);
    }

    void setAdmin(boolean admin) {
        if (admin) {
            // Other roles may have made the user an admin.
            if (!accounts.isAdmin(user)) {
                user.grantRole(accounts.adminRole().orElseThrow(() -> ProblemException.of(ErrorCode.NO_ADMIN_ROLE)));
            }
            return;
        }
        if (accounts.adminRole().isEmpty()) {
            return;
        }
        requireAnAdminAfter(Set.of());
        accounts.adminRole().ifPresent(user::deleteRoleMapping);
        if (accounts.isAdmin(user)) {
            throw ProblemException.of(ErrorCode.INHERITED_ROLE);
        }
    }

    /** A directory that keeps roles takes one at once: no refusal at the commit would give it back. */
    private void requireAnAdminAfter(Set<RoleModel> roles) {
        if (user.isFederated() && !endsAsAdmin && !new LastAdmin(session, settings).staysWith(user, roles)) {
            throw ProblemException.of(ErrorCode.LAST_ADMIN);
        }
    }

    /**
     * Sets the password, and ends the invitation if there is one.
     *
     * @throws ProblemException 409 {@code read_only} where the user's store takes no password; 422
     *     {@code password_policy}
     */
    public void setPassword(String password) {
        if (batched.isPresent()) {
            batched.get().store(new RealmHashes(session).hashed(password));
        } else if (!Passwords.store(session, user, password)) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        user.removeRequiredAction(UserModel.RequiredAction.UPDATE_PASSWORD);
        Invitation.end(user);
    }

    void invite() {
        Invitation.mark(user, Invitation.next(user));
    }

    /** Sets a password by its hash, in place of the password that the user had, if any, and ends the invitation. */
    void setPasswordHash(String hash) {
        PasswordCredentialModel credential = accounts.hashes()
                .parse(hash, new Violations(), Fields.PASSWORD_HASH.name())
                .filter(usable -> !user.isFederated())
                .map(batched.isPresent() ? PasswordHash::read : PasswordHash::credential)
                .orElseThrow(() -> ProblemException.of(ErrorCode.READ_ONLY));
        batched.ifPresentOrElse(fresh -> fresh.store(credential), () -> passwords()
                .createCredential(session.getContext().getRealm(), user, credential));
        RealmHashes hashes = new RealmHashes(session);
        hashes.addOnCommit(hashes.foreign(credential));
        user.removeRequiredAction(UserModel.RequiredAction.UPDATE_PASSWORD);
        Invitation.end(user);
    }

    private PasswordCredentialProvider passwords() {
        return (PasswordCredentialProvider)
                session.getProvider(CredentialProvider.class, PasswordCredentialProviderFactory.PROVIDER_ID);
    }

    void setName(PersonName name) {
        user.setFirstName(name.first());
        user.setLastName(name.last());
        if (user.isFederated()) {
            // A directory may keep both in one attribute (FullNameLDAPStorageMapper).
            user.setSingleAttribute(UserModel.FIRST_NAME, name.first());
            user.setSingleAttribute(UserModel.LAST_NAME, name.last());
        }
    }

    /** Not by UserProfile.update, which would also give default values to attributes that nobody has sent. */
    void setAttributes(SentAttributes sent) {
        sent.values().forEach((name, values) -> {
            if (values.isEmpty()) {
                user.removeAttribute(name);
            } else {
                user.setAttribute(name, values);
            }
        });
    }

    /** @throws ProblemException 409 {@code read_only} where a directory alone decides (MSADUserAccountControlStorageMapper) */
    void setActive(boolean active) {
        if (!active && new OutsideStore(session).disableBehindTheSwitch(user)) {
            return;
        }
        // A new user has no failed sign-ins to forget.
        Lockout lockout = new Lockout(session, user);
        boolean lifts = active && batched.isEmpty() && lockout.lift();
        user.setEnabled(active);
        if (user.isEnabled() != active) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        if (lifts) {
            lockout.forgetReason();
        }
        AccountAttributes.mirrorEnabled(session, user);
    }
}
