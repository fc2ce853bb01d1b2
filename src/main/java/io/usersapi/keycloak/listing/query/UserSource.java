package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import java.util.List;

/** Where the users of one list come from. */
public interface UserSource {

    /** A user, and the place in a walk right after it. */
    record Listed(Account account, Cursor place) {}

    /**
     * A page of the users.
     *
     * @param offset how many users come before the page
     * @param limit how many users the page has at most
     */
    List<Listed> users(Sort sort, int offset, int limit);

    /** The exact number of users. */
    Total total();

    /** The number of users, or {@code limit} where there are more. */
    Total total(int limit);
}
