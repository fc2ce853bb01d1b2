package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import java.util.List;

/** Where the users of one filter come from. */
public interface UserSource {

    /** A user with its place in a walk. */
    record Listed(Account account, Cursor place) {}

    List<Listed> users(Sort sort, int offset, int limit);

    /** The exact number. */
    Total total();

    /** The number up to {@code limit}. */
    Total total(int limit);
}
