package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;

/** What the fields of an account must be like: every broken rule is noted. */
public final class AccountRules {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    public AccountRules(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** Notes every rule that a new user breaks. */
    public void checkNew(AccountDraft draft, Violations violations) {
        draft.email().ifPresent(email -> {
            new ProfileRules(session).checkNew(email, draft.name().orElse(null), violations);
            checkFree(email, null, violations);
        });
        UserModel candidate = new LightweightUserAdapter(session, realm, null);
        draft.email().ifPresent(email -> {
            candidate.setUsername(email.value());
            candidate.setEmail(email.value());
        });
        draft.password().ifPresent(password -> passwords().check(password, candidate, violations, "password"));
    }

    /**
     * Notes every rule that a change of the user breaks.
     *
     * @throws ProblemException 409 {@code read_only} where the user's store refuses the change of a field
     */
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
        if (isHeldByAnother(email, owner)) {
            violations.add("email", ErrorCode.TAKEN);
        }
    }

    private boolean isHeldByAnother(EmailAddress email, UserModel owner) {
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

    private Passwords passwords() {
        return new Passwords(session, settings.passwordMinLength());
    }
}
