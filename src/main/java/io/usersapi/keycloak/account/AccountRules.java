package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.batch.KnowingSession;
import io.usersapi.keycloak.account.batch.KnownUsers;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;

/** The rules of the fields of an account. Every broken rule is noted as a violation. */
public final class AccountRules {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final KnownUsers known;

    public AccountRules(KeycloakSession session, Settings settings) {
        this(session, settings, new KnownUsers(session));
    }

    private AccountRules(KeycloakSession session, Settings settings, KnownUsers known) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.known = known;
    }

    /**
     * These rules with what is known of the addresses and ids of many users, so that the rules of each user need not
     * look them up.
     */
    public AccountRules knowing(KnownUsers users) {
        return new AccountRules(KnowingSession.of(session, users), settings, users);
    }

    /** A user in memory alone, who has what the session's realm gives to every new user, and nothing else. */
    public static UserModel anybodyIn(KeycloakSession session) {
        LightweightUserAdapter anybody =
                new LightweightUserAdapter(session, session.getContext().getRealm(), "new");
        anybody.addDefaults();
        return anybody;
    }

    /** Notes every rule that a new user breaks, with the id that the user brings. */
    public void checkNew(AccountDraft draft, Origin origin, Violations violations) {
        checkNew(draft, violations);
        origin.id().filter(known::isTaken).ifPresent(id -> violations.add(Origin.ID, ErrorCode.TAKEN));
    }

    /** Notes every rule that a new user breaks. The user need not exist. */
    public void checkNew(AccountDraft draft, Violations violations) {
        UserModel candidate = new LightweightUserAdapter(session, realm, "new");
        new ProfileRules(session).checkNew(draft, violations);
        // A rule of the password policy may look at all that the user will be.
        draft.profile().forEach((name, values) -> {
            if (!values.isEmpty()) {
                candidate.setAttribute(name, new ArrayList<>(values));
            }
        });
        draft.get(Fields.EMAIL).ifPresent(email -> candidate.setUsername(email.value()));
        check(draft, new Field.Check(session, settings, null, candidate, violations));
    }

    /**
     * Notes every rule that a change of the user breaks.
     *
     * @throws ProblemException 409 {@code read_only} where the user's store refuses the change of a field
     */
    public void checkChange(UserModel user, AccountDraft draft, Violations violations) {
        if (!draft.profile().isEmpty()) {
            new ProfileRules(session).checkChange(user, draft, violations);
        }
        check(draft, new Field.Check(session, settings, user, new ChangedUser(user, draft), violations));
    }

    private static void check(AccountDraft draft, Field.Check check) {
        draft.each(new AccountDraft.Use() {
            @Override
            public <T> void of(Field<T> field, T value) {
                field.check(value, check);
            }
        });
    }

    /**
     * Notes where another user has the address, as the address or as the username. In this API an address is unique,
     * even where the realm allows duplicate addresses.
     */
    static void checkFree(EmailAddress email, Field.Check check) {
        RealmModel realm = check.session().getContext().getRealm();
        UserModel owner = check.owner();
        if (isHeldByAnother(check.session(), realm, email, owner)) {
            check.violations().add(Fields.EMAIL.name(), ErrorCode.TAKEN);
        }
    }

    private static boolean isHeldByAnother(
            KeycloakSession session, RealmModel realm, EmailAddress email, UserModel owner) {
        try {
            return Stream.of(
                            session.users().getUserByEmail(realm, email.value()),
                            session.users().getUserByUsername(realm, email.value()))
                    .anyMatch(other ->
                            other != null && (owner == null || !other.getId().equals(owner.getId())));
        } catch (ModelDuplicateException severalHoldIt) {
            return true;
        }
    }

    /** A user with the address, the username, the name and the attributes that a change will give. Nothing can be written. */
    static final class ChangedUser extends ReadOnlyUserModelDelegate {

        private final Map<String, List<String>> changed;

        ChangedUser(UserModel user, AccountDraft draft) {
            super(user);
            changed = draft.profile();
            draft.get(Fields.EMAIL)
                    .filter(email -> usernameFollows(user))
                    .ifPresent(email -> changed.put(UserModel.USERNAME, List.of(email.value())));
        }

        /**
         * Whether a new address of the user becomes the username, too. A username that equals the old address follows the
         * address. Another username stays, because people may sign in with it.
         */
        static boolean usernameFollows(UserModel user) {
            String address = KeycloakModelUtils.toLowerCaseSafe(user.getEmail());
            return address != null && address.equals(KeycloakModelUtils.toLowerCaseSafe(user.getUsername()));
        }

        @Override
        public String getUsername() {
            return changed.containsKey(UserModel.USERNAME) ? first(UserModel.USERNAME) : super.getUsername();
        }

        @Override
        public String getEmail() {
            return changed.containsKey(UserModel.EMAIL) ? first(UserModel.EMAIL) : super.getEmail();
        }

        @Override
        public String getFirstName() {
            return changed.containsKey(UserModel.FIRST_NAME) ? first(UserModel.FIRST_NAME) : super.getFirstName();
        }

        @Override
        public String getLastName() {
            return changed.containsKey(UserModel.LAST_NAME) ? first(UserModel.LAST_NAME) : super.getLastName();
        }

        @Override
        public String getFirstAttribute(String name) {
            return changed.containsKey(name) ? first(name) : super.getFirstAttribute(name);
        }

        @Override
        public Stream<String> getAttributeStream(String name) {
            return changed.containsKey(name) ? changed.get(name).stream() : super.getAttributeStream(name);
        }

        @Override
        public Map<String, List<String>> getAttributes() {
            Map<String, List<String>> all = new HashMap<>(super.getAttributes());
            all.putAll(changed);
            return all;
        }

        private String first(String name) {
            return changed.get(name).stream().findFirst().orElse(null);
        }
    }
}
