package io.usersapi.keycloak.guard;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The users, roles and groups that one transaction has changed, and that the watch has not looked at yet. */
final class Changes {

    /** A role that was put where others hold it: into another role, into a group, or into a user's hands. */
    record Grant(String roleId, String holder) {}

    private final Map<String, ChangedUser> users = new LinkedHashMap<>();
    /** Users that the transaction has created or dated: remembered until its end. */
    private final Set<String> created = new HashSet<>();

    private final Set<String> dated = new HashSet<>();
    private final Set<String> asked = new HashSet<>();
    private Set<Grant> grants = new HashSet<>();
    private boolean mayTakeAdmins;

    ChangedUser user(String id) {
        return users.computeIfAbsent(id, ChangedUser::new);
    }

    void created(String id) {
        created.add(id);
        ChangedUser user = user(id);
        user.created = true;
        // An import that overwrites removes a user and creates it anew.
        user.removed = false;
    }

    void removed(String id) {
        created.remove(id);
        ChangedUser user = user(id);
        user.created = false;
        user.removed = true;
    }

    boolean isCreated(String id) {
        return created.contains(id);
    }

    /** @return whether the user had no date of this transaction before */
    boolean date(String id) {
        return dated.add(id);
    }

    boolean isDated(String id) {
        return dated.contains(id);
    }

    /** Somebody asks for the change of the user, rather than a directory that is read. */
    void asked(String id) {
        asked.add(id);
    }

    boolean isAsked(String id) {
        return asked.contains(id);
    }

    void granted(String roleId, String holder) {
        grants.add(new Grant(roleId, holder));
    }

    /** A role or a group was changed in a way that can take the admin role from its holders. */
    void mayTakeAdmins() {
        mayTakeAdmins = true;
    }

    boolean isEmpty() {
        return users.isEmpty() && grants.isEmpty() && !mayTakeAdmins;
    }

    /** The users changed since the last call, for the log. */
    Collection<ChangedUser> users() {
        return users.values();
    }

    /** The users changed since the last call. */
    List<ChangedUser> takeUsers() {
        List<ChangedUser> taken = List.copyOf(users.values());
        users.clear();
        return taken;
    }

    /** The grants since the last call. */
    Set<Grant> takeGrants() {
        Set<Grant> taken = grants;
        grants = new HashSet<>();
        return taken;
    }

    /** Whether {@link #mayTakeAdmins()} was told since the last call. */
    boolean takeMayTakeAdmins() {
        boolean taken = mayTakeAdmins;
        mayTakeAdmins = false;
        return taken;
    }
}
