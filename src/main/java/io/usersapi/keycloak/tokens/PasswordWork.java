package io.usersapi.keycloak.tokens;

import io.usersapi.keycloak.hashes.HashWork;
import io.usersapi.keycloak.hashes.RealmHashes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Makes every refusal cost the same hashes: one of the realm's own kind, and the costliest of each foreign kind that its
 * users can have. Keycloak does one of them: that of the user's password, or for unknown users that of the realm
 * (AuthenticatorUtils.dummyHash), and none for users without a password. The quicker or slower refusal would tell who
 * exists.
 */
final class PasswordWork {

    private static final String ANY = "any password of some length";

    private final KeycloakSession session;
    private final RealmHashes hashes;

    PasswordWork(KeycloakSession session) {
        this.session = session;
        this.hashes = new RealmHashes(session);
    }

    /** @param compared the user with whose password Keycloak compared, where it compared any */
    void complete(Optional<UserModel> compared) {
        Optional<HashWork> done = compared.flatMap(this::foreignWork);
        Set<HashWork> kinds = hashes.knownWith(done);
        boolean hadNoPassword = compared.filter(
                        user -> !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE))
                .isPresent();
        if (done.isPresent() || hadNoPassword) {
            PasswordPolicy policy = session.getContext().getRealm().getPasswordPolicy();
            hashes.own().encodedCredential(ANY, policy.getHashIterations());
        }
        kinds.stream()
                .flatMap(kind -> done.filter(kind::isLike).map(kind::without).orElse(List.of(kind)).stream())
                .forEach(left -> left.doInVain(session));
    }

    /** The work of the user's own password where that is of another kind than the realm makes now. */
    private Optional<HashWork> foreignWork(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .findFirst()
                .map(PasswordCredentialModel::createFromCredentialModel)
                .flatMap(hashes::foreign);
    }
}
