package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.profile.KeycloakMessages;
import io.usersapi.keycloak.hashes.PasswordHash;
import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.time.Duration;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.policy.LengthPasswordPolicyProviderFactory;
import org.keycloak.policy.PasswordPolicyProvider;
import org.keycloak.policy.PolicyError;

/** The rules of a new password: the module's own, and each rule of the realm's password policy. */
public final class Passwords {

    /** The longest password in characters. No passphrase is longer, and hashing one is cheap. */
    public static final int MAX_LENGTH = 1024;

    /**
     * The policies that a password of less than the module's length is not asked about. The length is told already. The
     * others compare with the passwords that the user has or had: a longer one is another one. Each comparison costs a
     * hash, and tells who is allowed to change the user what a short password of old was.
     */
    private static final Set<String> SETTLED_BY_LENGTH = Set.of(
            LengthPasswordPolicyProviderFactory.ID, PasswordPolicy.PASSWORD_HISTORY_ID, PasswordPolicy.PASSWORD_AGE);

    private final KeycloakSession session;
    private final int minLength;

    public Passwords(KeycloakSession session, int minLength) {
        this.session = session;
        this.minLength = minLength;
    }

    /** Notes every rule that the password of an account breaks. */
    static void check(String password, Field.Check check) {
        new Passwords(check.session(), check.settings().passwordMinLength())
                .check(password, check.candidate(), check.violations(), Fields.PASSWORD.name());
    }

    /** Notes why the hash of another system cannot be used. */
    static void checkHash(String hash, Field.Check check) {
        new Accounts(check.session(), check.settings())
                .hashes()
                .parse(hash, check.violations(), Fields.PASSWORD_HASH.name());
    }

    /** Whether the hash is already that of the user's password. */
    static boolean isHash(String hash, Accounts accounts, UserModel user) {
        return accounts.hashes()
                .parse(hash, new Violations(), Fields.PASSWORD_HASH.name())
                .map(PasswordHash::credential)
                .filter(wanted -> user.credentialManager()
                        .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                        .anyMatch(stored -> wanted.getCredentialData().equals(stored.getCredentialData())
                                && wanted.getSecretData().equals(stored.getSecretData())))
                .isPresent();
    }

    /** Whether the user's password was set within a day. */
    public static boolean isNew(UserModel user) {
        long dayAgo = Time.currentTimeMillis() - Duration.ofDays(1).toMillis();
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .anyMatch(password -> password.getCreatedDate() != null && password.getCreatedDate() > dayAgo);
    }

    /**
     * Has Keycloak store a checked password.
     *
     * @return false where the user's store takes no password
     * @throws ProblemException 422 {@code password_policy} where the policy refuses the password after all: another
     *     request may have changed the user since the check
     */
    static boolean store(KeycloakSession session, UserModel user, String password) {
        try {
            return user.credentialManager().updateCredential(UserCredentialModel.password(password));
        } catch (ModelException refused) {
            // What the policy says has no cause; any other failure has one
            // (PasswordCredentialProvider.createCredential).
            if (user.isFederated() || refused.getClass() != ModelException.class || refused.getCause() != null) {
                throw refused;
            }
            Violations violations = new Violations();
            String sentence = new KeycloakMessages(session).sentence(refused.getMessage(), refused.getParameters());
            violations.addWorded(Fields.PASSWORD.name(), ErrorCode.PASSWORD_POLICY, sentence);
            throw violations.refusal();
        }
    }

    /**
     * Notes every rule that the password breaks. The realm's policy is asked unless the password can be none at all.
     *
     * @param owner the user whose password it is to be, as the request makes the user
     * @param field the name of the field for the violations
     */
    void check(String password, UserModel owner, Violations violations, String field) {
        if (!checkShape(password, violations, field)) {
            return;
        }
        RealmModel realm = session.getContext().getRealm();
        PasswordPolicy rules = realm.getPasswordPolicy();
        boolean tooShort = Characters.count(password) < minLength;
        if (tooShort) {
            violations.add(field, ErrorCode.TOO_SHORT, Math.max(minLength, minLength(rules)));
        }
        for (String policy : rules.getPolicies()) {
            if (tooShort && SETTLED_BY_LENGTH.contains(policy)) {
                continue;
            }
            // Each rule is asked by itself, since Keycloak's manager stops at the first broken one
            // (DefaultPasswordPolicyManagerProvider).
            PolicyError error =
                    session.getProvider(PasswordPolicyProvider.class, policy).validate(realm, owner, password);
            if (error != null) {
                violations.addWorded(
                        field,
                        policy.equals(LengthPasswordPolicyProviderFactory.ID)
                                ? ErrorCode.TOO_SHORT
                                : ErrorCode.PASSWORD_POLICY,
                        new KeycloakMessages(session).sentence(error.getMessage(), error.getParameters()));
            }
        }
    }

    private static int minLength(PasswordPolicy rules) {
        return rules.getPolicies().contains(LengthPasswordPolicyProviderFactory.ID)
                ? rules.getPolicyConfig(LengthPasswordPolicyProviderFactory.ID)
                : 0;
    }

    /** Notes why a text can be no password, of whatever realm. */
    private static boolean checkShape(String password, Violations violations, String field) {
        int length = Characters.count(password);
        if (length == 0) {
            violations.add(field, ErrorCode.EMPTY);
        } else if (length > MAX_LENGTH) {
            violations.add(field, ErrorCode.TOO_LONG, MAX_LENGTH);
            return false;
        }
        if (!Characters.areSound(password)) {
            violations.add(field, ErrorCode.INVALID_CHARACTERS);
        }
        return !violations.contains(field);
    }
}
