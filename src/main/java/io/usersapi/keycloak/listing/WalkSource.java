package io.usersapi.keycloak.listing;

/** Where the users of a walk come from. */
interface WalkSource extends UserSource {

    /** Leaves out whoever does not stand behind the cursor, in the order of creation. */
    void behind(Cursor cursor, Sort sort);
}
