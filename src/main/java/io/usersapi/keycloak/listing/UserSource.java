package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.Account;
import java.util.List;

/** Where the users of one filter come from. */
interface UserSource {

    /** A user with its place in a walk. */
    record Listed(Account account, Cursor place) {}

    List<Listed> users(Sort sort, int offset, int limit);

    /** The exact number. */
    Total total();

    /** The number up to {@code limit}. */
    Total total(int limit);
}
