package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.Sort;
import java.util.List;

/** Where the users of a walk come from. */
public interface WalkSource extends UserSource {

    /** Leaves out every user who does not come after the cursor in the order of creation. */
    void behind(Cursor cursor, Sort sort);

    /**
     * The next users of the walk.
     *
     * @param limit how many at most
     */
    List<Listed> walk(Sort sort, int limit);
}
