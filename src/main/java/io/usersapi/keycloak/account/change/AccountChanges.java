package io.usersapi.keycloak.account.change;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountFields;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.ModelErrors;
import io.usersapi.keycloak.account.directory.DirectoryEntry;
import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.state.Tombstone;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.UserModel;

/**
 * Changes and deletes accounts that are locked. Each write first sets the account's time of change, then changes the
 * account, and then has the rules look at it. What a method throws must reach the end of the transaction, which is then
 * rolled back: a part may have been written.
 */
public final class AccountChanges {

    private final KeycloakSession session;
    private final Settings settings;
    private final Runnable rules;
    private boolean together;

    /**
     * @param rules sends to the database what was changed so far, and refuses what a rule forbids; it is called before
     *     anything outside the database is told
     */
    public AccountChanges(KeycloakSession session, Settings settings, Runnable rules) {
        this.session = session;
        this.settings = settings;
        this.rules = rules;
    }

    /** For many users in one transaction, whose rows the caller of this class sends to the database together. */
    public AccountChanges together() {
        together = true;
        return this;
    }

    /**
     * Carries out a checked change of a locked user.
     *
     * @param draft the fields that change, checked by {@code AccountRules}
     * @throws ProblemException 409 {@code last_admin}, {@code inherited_role}, {@code conflict} or {@code read_only};
     *     422 {@code taken}
     */
    public void change(UserModel user, AccountDraft draft) {
        ModelErrors.translating(user.isFederated(), () -> {
            DirectoryEntry entry = DirectoryEntry.of(session, user);
            touch(user);
            AccountFields fields = new AccountFields(session, settings, user);
            fields.write(draft.only(field -> field != Fields.PASSWORD));
            rules.run();
            // The directory is told last, since it is no part of the transaction and keeps what it is told.
            entry.write();
            try {
                draft.get(Fields.PASSWORD).ifPresent(fields::setPassword);
                rules.run();
            } catch (RuntimeException refused) {
                entry.takeBack();
                throw refused;
            }
            return user;
        });
    }

    /**
     * Writes on a locked user when the user was invited.
     *
     * @param sentAt in the form of {@link Invitation#next}
     */
    public void invite(UserModel user, String sentAt) {
        ModelErrors.translating(user.isFederated(), () -> {
            touch(user);
            Invitation.mark(user, sentAt);
            rules.run();
            return user;
        });
    }

    /**
     * Sets the time of change of a locked user. A sign-in that is under way sees by the time that the user's sessions
     * were ended.
     */
    public void date(UserModel user) {
        ModelErrors.translating(user.isFederated(), () -> {
            touch(user);
            return user;
        });
    }

    /**
     * Soft-deletes a locked user: frees the e-mail address and the username, removes everything that could sign in, and
     * writes down when and by whom the user was deleted.
     *
     * @param deleterId the id of the user who deletes
     * @throws ProblemException 409 {@code last_admin} or {@code federated}
     */
    public void delete(UserModel user, String deleterId) {
        ModelErrors.translating(user.isFederated(), () -> {
            if (user.isFederated()) {
                // The user would come back, alive, at the next login or synchronization.
                throw ProblemException.of(ErrorCode.FEDERATED);
            }
            UserModel writable = new OutsideStore(session).behindTheSwitch(user);
            touch(writable);
            new Tombstone(session, settings.deletedEmail()).bury(writable, deleterId);
            Unfinished.drop(session, user);
            rules.run();
            return user;
        });
    }

    /**
     * Commits a change. A user store other than Keycloak's LDAP may be told of the change only now.
     *
     * @throws ProblemException 409 {@code read_only} where the store refuses the change
     */
    public void commitChange(UserModel user) {
        boolean federated = user.isFederated();
        try {
            session.getTransactionManager().commit();
        } catch (ModelException refused) {
            if (!federated) {
                ModelErrors.translating(false, () -> {
                    throw refused;
                });
            }
            OutsideStore.warnOf(refused);
            new OutsideStore(session).readAgain(user.getId());
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
    }

    private void touch(UserModel user) {
        user.setLastModifiedTimestamp(Time.currentTimeMillis());
        if (!together) {
            session.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
        }
    }
}
