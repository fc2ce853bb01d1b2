package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.state.AccountAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.ModelException;

/** What one transaction has done to one user so far. */
final class ChangedUser {

    private final String id;

    /** Whether the user's row was inserted by this transaction. */
    boolean created;
    /** Whether the user's row was deleted by this transaction. */
    boolean removed;
    /** Whether Keycloak's enabled flag went from true to false. */
    boolean disabled;
    /** Whether Keycloak's enabled flag went from false to true. */
    boolean enabled;
    /** Whether a password was set, the first one or another. */
    boolean passwordSet;
    /** Whether a password has another hash and the date of before. */
    boolean hashedAnew;
    /** Whether a password has another hash, and an earlier date than that which the row had. */
    boolean olderPassword;
    /** Whether an identity provider was linked. */
    boolean linked;
    /** Whether something was given that a tombstone must not have: a way to sign in, a name, an address, a right. */
    boolean revived;
    /** Whether the module's attributes were written. */
    boolean marked;
    /** Whether any attribute was written or removed. */
    boolean attributesWritten;
    /** Whether something changed that counts for the time of the user's last change. */
    boolean changed;
    /** Whether the user is known to come from a directory. */
    boolean federated;
    /** Whether the row has, or had before this transaction, a username of the form that is reserved for tombstones. */
    boolean maybeTombstone;
    /** Whether the user, if it is a tombstone, may have been alive when this transaction read it. */
    boolean maybeBuriedMeanwhile;
    /** Whether a row was inserted that a soft delete at the same instant does not see, since it locks no user. */
    boolean hasLateRows;
    /** Whether Keycloak locks the user out for wrong passwords. */
    boolean lockedOut;
    /** Whether the user was an active admin before being removed. */
    boolean wasActiveAdmin;
    /** Whether another user store is from now on to say whether the user may sign in. */
    boolean relinked;
    /** The roles taken from the user. */
    final Set<String> rolesTaken = new HashSet<>();
    /** The groups that the user left. */
    final Set<String> groupsLeft = new HashSet<>();

    ChangedUser(String id) {
        this.id = id;
    }

    /** Notes that another password was set in the place of one. */
    void hasAnotherPassword() {
        passwordSet = true;
        revived = true;
        changed = true;
    }

    /** Notes what another value in a column of the user's row means. */
    void notes(String column, Object before, Object after) {
        switch (column) {
            case "enabled" -> {
                enabled = Boolean.TRUE.equals(after);
                disabled = !enabled;
                revived |= enabled;
            }
            case "username" -> {
                revived = true;
                maybeTombstone |= AccountAttributes.isTombstoneUsername((String) before);
            }
            case "email" -> revived |= after != null;
            case "emailVerified" -> revived |= Boolean.TRUE.equals(after);
            default -> {
                // A tombstone may have a name.
            }
        }
    }

    /**
     * Decides what a hash means that was written over another. Keycloak hashes a password anew after a sign-in, in another
     * transaction, and writes it with the date that the sign-in has read (PasswordCredentialProvider.refreshPassword). That
     * must not replace a password which was set meanwhile.
     *
     * @param isMeant whether somebody is known to set a password: then it is another one, whatever its date
     * @throws ModelException where a password would come back. Keycloak expects this failure and logs it; whether the sign-in
     *     goes on is not decided here
     */
    void settlePassword(boolean isMeant) {
        if (olderPassword && !isMeant) {
            throw new ModelException("Another password was set while this one was hashed anew");
        }
        if (hashedAnew && isMeant) {
            hasAnotherPassword();
        }
    }

    /**
     * Notes that the row has a username of the form that is reserved for tombstones.
     *
     * @param meanwhile whether it may have got it since this transaction has read it
     */
    void hasReservedName(boolean meanwhile) {
        maybeTombstone = true;
        maybeBuriedMeanwhile |= meanwhile;
    }

    /** Notes a row that a tombstone must not have, and that a soft delete at the same instant does not see. */
    void isRevivedLate() {
        revived = true;
        hasLateRows = true;
    }

    /** Whether a rule needs to look at the user for more than the time of the change. */
    boolean wantsLook() {
        return created || disabled || enabled || passwordSet || marked || relinked || maybeTombstone;
    }

    /** Whether the user is still there, and something changed that counts for the time of the last change or that locks no row. */
    boolean wantsDate() {
        return (changed || hasLateRows) && !removed;
    }

    /** Whether rows that were deleted have told the id of the user. */
    boolean isNamedByRows() {
        return !rolesTaken.isEmpty() || !groupsLeft.isEmpty();
    }

    /** Whether the user may have stopped being an active admin. */
    boolean mayLeave() {
        return disabled || relinked || isNamedByRows();
    }

    String id() {
        return id;
    }

    /** The id and what happened, for the log; no value of a field. */
    @Override
    public String toString() {
        Map<String, Boolean> happened = new LinkedHashMap<>();
        happened.put("created", created);
        happened.put("removed", removed);
        happened.put("disabled", disabled);
        happened.put("enabled", enabled);
        happened.put("password set", passwordSet);
        happened.put("given something", revived);
        happened.put("attributes written", marked);
        happened.put("roles or groups taken", isNamedByRows());
        happened.values().removeIf(did -> !did);
        return id + " " + happened.keySet();
    }
}
