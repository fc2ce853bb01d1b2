package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.authorization.Caller;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.UserModel;

/**
 * A user as an answer shows it, with a strong entity tag (RFC 9110, section 8.8.3). The tag is 32 hexadecimal digits,
 * and changes with everything that answers show and with every write of this API.
 */
public record VersionedAccount(Account account, String tag) {

    private static final int TAG_BYTES = 16;

    /** The user as administrators see it, with its tag. */
    public static VersionedAccount of(Accounts accounts, UserModel user) {
        return of(accounts.view(user), user);
    }

    /**
     * The caller as {@code /users/me} shows it. A caller within its own reach sees the same as at
     * {@code /users/{user}}.
     */
    static VersionedAccount ofCaller(Accounts accounts, Caller caller) {
        return caller.reach().contains(caller.user())
                ? of(accounts, caller.user())
                : of(accounts.ownView(caller.user()), caller.user());
    }

    private static VersionedAccount of(Account account, UserModel user) {
        String state = account + "|" + user.getLastModifiedTimestamp();
        byte[] hash = HashUtils.hash(JavaAlgorithm.SHA256, state.getBytes(StandardCharsets.UTF_8));
        return new VersionedAccount(account, HexFormat.of().formatHex(hash, 0, TAG_BYTES));
    }
}
