package io.usersapi.keycloak.users;

import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.accounts.Accounts;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.UserModel;

/**
 * A user with its strong entity tag (RFC 9110, section 8.8.3), which changes with everything that answers show and
 * with every write of this API.
 */
record VersionedAccount(Account account, String tag) {

    private static final int TAG_BYTES = 16;

    static VersionedAccount of(Accounts accounts, UserModel user) {
        Account account = accounts.view(user);
        String state = account + "|" + user.getLastModifiedTimestamp();
        byte[] hash = HashUtils.hash(JavaAlgorithm.SHA256, state.getBytes(StandardCharsets.UTF_8));
        return new VersionedAccount(account, HexFormat.of().formatHex(hash, 0, TAG_BYTES));
    }
}
