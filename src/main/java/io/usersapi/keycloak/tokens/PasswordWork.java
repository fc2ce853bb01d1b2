package io.usersapi.keycloak.tokens;

import io.usersapi.keycloak.hashes.HashWork;
import io.usersapi.keycloak.hashes.RealmHashes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Makes every refusal of a sign-in cost the same hashes: one of the realm's own kind, and the costliest of each foreign
 * kind that the realm's users can have. Otherwise a quicker or a slower refusal would tell who exists.
 *
 * <p>Keycloak does only one of these hashes: that of the user's password, or for unknown users that of the realm
 * (AuthenticatorUtils.dummyHash). For users without a password it does none.
 */
final class PasswordWork {

    private static final String ANY = "any password of some length";

    private final KeycloakSession session;
    private final RealmHashes hashes;

    PasswordWork(KeycloakSession session) {
        this.session = session;
        this.hashes = new RealmHashes(session);
    }

    /**
     * Does the hashes that Keycloak has not done.
     *
     * @param compared the user whose password Keycloak compared, where it compared any
     */
    void complete(Optional<UserModel> compared) {
        Optional<HashWork> done = compared.flatMap(this::foreignWork);
        Set<HashWork> kinds = hashes.knownWith(done);
        boolean hadNoPassword = compared.filter(
                        user -> !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE))
                .isPresent();
        if (done.isPresent() || hadNoPassword) {
            hashes.hashed(ANY);
        }
        kinds.stream()
                .flatMap(kind -> done.filter(kind::isLike).map(kind::without).orElse(List.of(kind)).stream())
                .forEach(left -> left.doInVain(session));
    }

    /** The work of the user's own password, where its hash is of another kind than the realm makes now. */
    private Optional<HashWork> foreignWork(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .findFirst()
                .map(PasswordCredentialModel::createFromCredentialModel)
                .flatMap(hashes::foreign);
    }
}
