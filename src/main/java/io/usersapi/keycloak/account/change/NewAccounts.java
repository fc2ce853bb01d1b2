package io.usersapi.keycloak.account.change;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountFields;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.ModelErrors;
import io.usersapi.keycloak.account.ProfileRules;
import io.usersapi.keycloak.account.batch.BatchedUser;
import io.usersapi.keycloak.account.batch.BatchedUsers;
import io.usersapi.keycloak.account.batch.FreshPlans;
import io.usersapi.keycloak.account.directory.DirectoryEntry;
import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.lock.AddressClaim;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserStores;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.utils.StringUtil;

/**
 * Creates accounts, alone or many together. What a method throws must roll the transaction back: a part may have been
 * written.
 */
public final class NewAccounts {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Runnable rules;
    /** The users whose rows are to be sent together; null where each user is created alone. */
    private BatchedUsers batch;

    private final List<EmailAddress> claimed = new ArrayList<>();

    /**
     * @param rules sends to the database what was created so far, and refuses what a rule forbids; it is called when a
     *     user is complete
     */
    public NewAccounts(KeycloakSession session, Settings settings, Runnable rules) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.rules = rules;
    }

    /**
     * Creates a checked user: claims the address, makes the user, gives the user what the draft wants, and has the
     * rules look at it. The user is active unless the draft says otherwise.
     *
     * @param draft the fields of the user, checked by {@code AccountRules}
     * @param origin the id and the time of creation that the user brings, if any
     * @param check refuses what only the created user shows
     * @throws ProblemException 422 {@code taken} where another request was quicker; 409 {@code read_only} where a
     *     directory refuses the user; or what {@code check} throws
     */
    public UserModel create(AccountDraft draft, Origin origin, Consumer<UserModel> check) {
        EmailAddress email = draft.get(Fields.EMAIL).orElseThrow();
        return ModelErrors.translating(batch == null && UserStores.areIn(realm), () -> {
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
     * Creates many users whose rows are sent to the database together. Until they are sent, no query finds the users.
     * The database refuses none of them before that.
     *
     * @param creates calls {@link #create} for each user
     * @param afterwards is called when the rows are in the database
     * @throws ProblemException where a row is refused; no row of any user stays
     */
    public void together(Runnable creates, Runnable afterwards) {
        ModelErrors.translating(false, () -> {
            FreshPlans.ask(session);
            batch = new BatchedUsers(session);
            creates.run();
            AddressClaim.requireUnshared(session, claimed, null);
            batch.insert();
            batch = null;
            afterwards.run();
            return null;
        });
    }

    /** Deletes a user whose create was committed, for good and without a tombstone. */
    public static void takeBack(KeycloakSession session, UserModel user) {
        new UserManager(session).removeUser(session.getContext().getRealm(), user);
    }

    /**
     * Claims the address of a user who is created alone. Rows that are sent together need no claim, since they wait at
     * the unique key no longer than a commit takes. A claim would also outlive a node that dies, and keep the same rows
     * from being imported at another node.
     */
    private void claim(EmailAddress email) {
        if (batch == null) {
            AddressClaim.take(session, email, null);
        } else if (realm.isDuplicateEmailsAllowed()) {
            AddressClaim.takeUnasked(session, email);
            claimed.add(email);
        }
    }

    /**
     * Makes the user through Keycloak's user profile. The profile cannot make a user with a given id; such a user is
     * made directly, and then gets the attributes of the profile.
     */
    private UserModel newUser(AccountDraft draft, Origin origin) {
        UserProfile profile = batch == null
                ? new ProfileRules(session).ofNewUser(draft)
                : draft.checkedAs().orElseThrow();
        if (origin.id().isEmpty() && batch == null) {
            return profile.create(false);
        }
        if (batch == null && !new Accounts(session, settings).mayGiveIds()) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        String id = origin.id().orElseGet(KeycloakModelUtils::generateId);
        String username = profile.getAttributes().getFirst(UserModel.USERNAME);
        UserModel user =
                batch == null ? session.users().addUser(realm, id, username, true, true) : batch.add(id, username);
        origin.id().ifPresent(given -> refuseOlderTokens(user));
        profile.getAttributes().getWritable().forEach((name, values) -> {
            List<String> filled = values.stream().filter(StringUtil::isNotBlank).toList();
            if (!filled.isEmpty()) {
                user.setAttribute(name, filled);
            }
        });
        return user;
    }

    /** A user of before who had the id may have left sessions, where Keycloak removed the user without a word. */
    private void refuseOlderTokens(UserModel user) {
        BatchedUser.of(user).ifPresentOrElse(BatchedUser::refuseOlderTokens, () -> session.users()
                .setNotBeforeForUser(realm, user, Time.currentTime()));
    }

    /**
     * Sets the fields of a new user that the user profile has not set, except for the password. The profile leaves out a
     * part of the name that it does not declare.
     */
    private void equip(UserModel user, AccountDraft draft) {
        if (batch == null && OutsideStore.isForgetful(user) && draft.isKeptByKeycloak()) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
        AccountDraft rest = draft.only(field -> field != Fields.PASSWORD && !field.isInProfile());
        boolean admin = draft.get(Fields.TYPE).orElse(false);
        boolean active = draft.get(Fields.STATUS).orElse(true);
        // The type "user" needs no write: it is refused before where the realm makes every new user an admin.
        fields(user).write(rest.only(field -> admin || field != Fields.TYPE).with(Fields.STATUS, active));
        draft.get(Fields.NAME)
                .filter(name -> !name.isMadeBy(user.getFirstName(), user.getLastName()))
                .ifPresent(name -> Fields.NAME.write(name, fields(user)));
        if (batch == null) {
            entities().flush();
        }
    }

    private AccountFields fields(UserModel user) {
        return new AccountFields(session, settings, user);
    }

    private EntityManager entities() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
