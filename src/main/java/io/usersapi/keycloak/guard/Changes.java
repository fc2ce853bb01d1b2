package io.usersapi.keycloak.guard;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What one transaction has changed in users, roles and groups, and the guard has not looked at yet. */
final class Changes {

    /**
     * A role that was given to new holders: put into another role, given to a group, or given to a user.
     *
     * @param holder the kind and the id of the holder, for example {@code group 0f2c…}
     */
    record Grant(String roleId, String holder) {

        /** How a holder begins who is a user. */
        static final String USER = "user ";

        boolean isOfUser() {
            return holder.startsWith(USER);
        }

        String holderId() {
            return holder.substring(holder.indexOf(' ') + 1);
        }
    }

    private final Map<String, ChangedUser> users = new LinkedHashMap<>();
    // Ids of users. They are kept until the transaction ends, whatever the guard has looked at.
    private final Set<String> created = new HashSet<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> dated = new HashSet<>();
    private final Set<String> relinked = new HashSet<>();
    private final Set<String> asked = new HashSet<>();
    private final Set<String> announced = new HashSet<>();
    private final Set<String> doubted = new HashSet<>();
    private Set<Grant> grants = new HashSet<>();
    private boolean mayTakeAdmins;
    private RuntimeException refusal;

    ChangedUser user(String id) {
        return users.computeIfAbsent(id, ChangedUser::new);
    }

    void created(String id) {
        created.add(id);
        ChangedUser user = user(id);
        user.created = true;
        // An import that overwrites users removes a user and creates the user anew.
        user.removed = false;
    }

    void removed(String id) {
        created.remove(id);
        ChangedUser user = user(id);
        user.created = false;
        user.removed = true;
    }

    /** Whether a change of the user that nobody has looked at yet can end that the user is an active admin. */
    boolean mayLeave(String id) {
        return users.containsKey(id) && users.get(id).mayLeave();
    }

    /** Notes that Keycloak has told of the removal of a user who is what it was before the transaction. */
    void announced(String id) {
        announced.add(id);
    }

    boolean isAnnounced(String id) {
        return announced.contains(id);
    }

    /** Notes that the user is linked to another user store than before. */
    void relinked(String id) {
        relinked.add(id);
        user(id).relinked = true;
    }

    boolean isRelinked(String id) {
        return relinked.contains(id);
    }

    boolean isCreated(String id) {
        return created.contains(id);
    }

    /** Notes that the transaction holds the lock of the user's row, and has read the row since it got the lock. */
    void holds(String id) {
        held.add(id);
    }

    /** Whether the user's row is as this transaction has read or written it: no other transaction can have changed it. */
    boolean isHeld(String id) {
        return held.contains(id) || created.contains(id);
    }

    /**
     * Notes that the transaction sets the time of the user's last change.
     *
     * @return whether this is the first time in the transaction
     */
    boolean date(String id) {
        return dated.add(id);
    }

    boolean isDated(String id) {
        return dated.contains(id);
    }

    /** Notes that a person or a program asked for the change of the user, and not the reading of a directory. */
    void asked(String id) {
        asked.add(id);
    }

    boolean isAsked(String id) {
        return asked.contains(id);
    }

    /** Notes a user whose row was not written: it has got a reserved username meanwhile, or has the id in another spelling. */
    void mayBeBuried(String id) {
        user(id).hasReservedName(true);
        doubts(id);
    }

    /** Notes an id by which the transaction knows a user, and which may be spelt otherwise in the user's row. */
    void doubts(String id) {
        doubted.add(id);
    }

    /** Whether one of those ids is. Of a user who has lost a role or a group the row of that has told the id. */
    boolean isSpeltOtherwise(Predicate<String> misspelt) {
        doubted.removeIf(id -> users.containsKey(id) && users.get(id).isNamedByRows());
        return doubted.stream().anyMatch(misspelt);
    }

    void granted(String roleId, String holder) {
        grants.add(new Grant(roleId, holder));
    }

    /** Notes that a role or a group was changed in a way that can take the admin role from its holders. */
    void mayTakeAdmins() {
        mayTakeAdmins = true;
    }

    boolean isEmpty() {
        return users.isEmpty() && grants.isEmpty() && !mayTakeAdmins && refusal == null;
    }

    /** Notes that the transaction must fail with this. */
    void refuse(RuntimeException refused) {
        refusal = refused;
    }

    void throwRefusal() {
        if (refusal != null) {
            throw refusal;
        }
    }

    /** The users changed since the last {@link #takeUsers()}, for the log. */
    Collection<ChangedUser> users() {
        return users.values();
    }

    /** The users changed since the last call; they are no longer kept. */
    List<ChangedUser> takeUsers() {
        List<ChangedUser> taken = List.copyOf(users.values());
        users.clear();
        return taken;
    }

    /** The roles given since the last call; they are no longer kept. */
    Set<Grant> takeGrants() {
        Set<Grant> taken = grants;
        grants = new HashSet<>();
        return taken;
    }

    /** Whether {@link #mayTakeAdmins()} was called, and nobody has looked at that yet. */
    boolean mayHaveTakenAdmins() {
        return mayTakeAdmins;
    }

    /** Whether {@link #mayTakeAdmins()} was called since the last call. */
    boolean takeMayTakeAdmins() {
        boolean taken = mayTakeAdmins;
        mayTakeAdmins = false;
        return taken;
    }
}
