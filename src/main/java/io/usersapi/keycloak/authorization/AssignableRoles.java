package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.value.ExactId;
import io.usersapi.keycloak.account.value.RoleByName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** The realm roles that can be assigned: all but Keycloak's {@code default-roles-*}, which every user keeps. */
public final class AssignableRoles {

    private final KeycloakSession session;
    private final RealmModel realm;
    /** What earlier look-ups found. Keycloak's caches do not keep that an id belongs to no role. */
    private final Map<String, Optional<RoleModel>> found = new HashMap<>();

    public AssignableRoles(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * The role with an id or a name, or empty. The text is compared letter by letter, since to MariaDB {@code editor}
     * and {@code Editor} are equal.
     */
    public Optional<RoleModel> find(String idOrName) {
        return found.computeIfAbsent(idOrName, this::lookUp);
    }

    private Optional<RoleModel> lookUp(String idOrName) {
        return Stream.of(byId(idOrName), RoleByName.find(session, idOrName))
                .filter(role -> role != null && !role.isClientRole() && !role.equals(realm.getDefaultRole()))
                .filter(role -> role.getId().equals(idOrName) || role.getName().equals(idOrName))
                .findFirst();
    }

    /** The role with the id, or null. */
    private RoleModel byId(String id) {
        return ExactId.mayBeRole(session, id) ? session.roles().getRoleById(realm, id) : null;
    }

    /** The roles that the caller may assign, by name. */
    public Stream<RoleModel> of(Caller caller) {
        return realm
                .getRolesStream()
                .filter(role -> !role.equals(realm.getDefaultRole()))
                // A role that is found to be deleted fails at each later question. So all tell their ids before.
                .toList()
                .stream()
                .filter(caller::mayAssign)
                .sorted(Comparator.comparing(RoleModel::getName));
    }
}
