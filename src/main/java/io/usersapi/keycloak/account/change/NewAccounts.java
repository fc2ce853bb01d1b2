package io.usersapi.keycloak.account.change;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountFields;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.ModelErrors;
import io.usersapi.keycloak.account.ProfileRules;
import io.usersapi.keycloak.account.batch.BatchedUser;
import io.usersapi.keycloak.account.batch.FreshPlans;
import io.usersapi.keycloak.account.directory.DirectoryEntry;
import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.lock.AddressClaim;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.function.Consumer;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.support.EntityManagers;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.utils.StringUtil;

/** Creates accounts, one by itself or many together. What is thrown rolls the transaction back. */
public final class NewAccounts {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Runnable rules;

    /**
     * @param rules sends to the database what was created so far, and refuses what a rule forbids; called when a user is
     *     complete
     */
    public NewAccounts(KeycloakSession session, Settings settings, Runnable rules) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.rules = rules;
    }

    /**
     * Creates a checked user, active unless the draft says otherwise: claims the address, makes the user, gives it what the
     * draft wants, and has the rules look at it.
     *
     * @param check refuses what only the created user shows
     * @throws ProblemException 422 {@code taken} where another request was quicker; 409 {@code read_only} where a
     *     directory refuses the user
     */
    public UserModel create(AccountDraft draft, Origin origin, Consumer<UserModel> check) {
        EmailAddress email = draft.get(Fields.EMAIL).orElseThrow();
        return ModelErrors.told(hasStores(), () -> {
            claim(email);
            UserModel user = newUser(draft, origin);
            try {
                origin.createdAt().ifPresent(user::setCreatedTimestamp);
                equip(user, draft);
                check.accept(user);
                DirectoryEntry entry = DirectoryEntry.of(session, user);
                draft.get(Fields.PASSWORD).ifPresent(fields(user)::setPassword);
                entry.write();
                rules.run();
            } catch (RuntimeException refused) {
                new OutsideStore(session).takeBack(user);
                throw refused;
            }
            return user;
        });
    }

    /**
     * Creates many users whose rows are sent to the database together. Meanwhile no query sees them; what the database
     * refuses, it refuses in the end.
     *
     * @param afterwards done when the rows are there
     */
    public void together(Runnable creates, Runnable afterwards) {
        ModelErrors.told(false, () -> {
            FreshPlans.ask(session);
            EntityManagers.runInBatch(
                    session,
                    () -> {
                        creates.run();
                        entities().flush();
                    },
                    false);
            afterwards.run();
            return null;
        });
    }

    /** Takes back a create that was committed: the user is as if it had never been. */
    public static void takeBack(KeycloakSession session, UserModel user) {
        new UserManager(session).removeUser(session.getContext().getRealm(), user);
    }

    /**
     * Rows that are sent together wait at the unique key for no longer than a commit takes. A claim would outlive a node
     * that dies, and keep the same rows from being imported at another node.
     */
    private void claim(EmailAddress email) {
        if (!EntityManagers.isBatchMode() || realm.isDuplicateEmailsAllowed()) {
            AddressClaim.take(session, email);
        }
    }

    /** Keycloak's profile makes no user with an id that is given: there the user is made, and given what the profile has. */
    private UserModel newUser(AccountDraft draft, Origin origin) {
        UserProfile profile = new ProfileRules(session).ofNewUser(draft);
        if (origin.id().isEmpty() && !EntityManagers.isBatchMode()) {
            return profile.create(false);
        }
        if (!new Accounts(session, settings).mayGiveIds()) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        String id = origin.id().orElseGet(KeycloakModelUtils::generateId);
        String username = profile.getAttributes().getFirst(UserModel.USERNAME);
        UserModel user = EntityManagers.isBatchMode()
                ? BatchedUser.add(session, id, username)
                : session.users().addUser(realm, id, username, true, true);
        profile.getAttributes().getWritable().forEach((name, values) -> {
            List<String> filled = values.stream().filter(StringUtil::isNotBlank).toList();
            if (!filled.isEmpty()) {
                user.setAttribute(name, filled);
            }
        });
        return user;
    }

    /** Gives a new user what the profile has not given it. */
    private void equip(UserModel user, AccountDraft draft) {
        if (OutsideStore.isForgetful(user) && draft.isKeptByKeycloak()) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        AccountDraft rest = draft.only(field -> field != Fields.PASSWORD && !field.isInProfile());
        boolean admin = draft.get(Fields.TYPE).orElse(false);
        boolean active = draft.get(Fields.STATUS).orElse(true);
        // Nobody is demoted who is yet to be promoted.
        fields(user).write(rest.only(field -> admin || field != Fields.TYPE).with(Fields.STATUS, active));
        if (!EntityManagers.isBatchMode()) {
            entities().flush();
        }
    }

    private AccountFields fields(UserModel user) {
        return new AccountFields(session, settings, user);
    }

    private boolean hasStores() {
        return realm.getStorageProviders(UserStorageProvider.class).findAny().isPresent();
    }

    private EntityManager entities() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
