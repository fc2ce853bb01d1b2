package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ModuleAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The tombstones that were removed for good in this session. A partial import that overwrites users removes a user and
 * creates it anew with the id that the import names (UsersPartialImport). Such a user becomes the tombstone again.
 */
public final class RemovedTombstones {

    private static final String NOTE = RemovedTombstones.class.getName() + ".";

    private RemovedTombstones() {}

    /** Notes a user who is about to be removed, where the user is a tombstone. */
    public static void note(KeycloakSession session, UserModel user) {
        // The username is looked at first: the attributes of every user who is removed would cost one more statement.
        if (AccountAttributes.isTombstoneUsername(user.getUsername()) && AccountAttributes.isTombstone(user)) {
            session.setAttribute(NOTE + user.getId(), Facts.of(user));
        }
    }

    /** Whether a tombstone with the id was removed in this session. */
    public static boolean contain(KeycloakSession session, String userId) {
        return session.getAttribute(NOTE + userId) != null;
    }

    /** The module's attributes of the removed tombstone with the id; none where there was none. */
    static Map<String, List<String>> facts(KeycloakSession session, String userId) {
        return session.getAttribute(NOTE + userId) instanceof Facts facts ? facts.attributes() : Map.of();
    }

    private record Facts(Map<String, List<String>> attributes) {

        static Facts of(UserModel user) {
            return new Facts(ModuleAttributes.ALL.stream()
                    .filter(name -> user.getFirstAttribute(name) != null)
                    .collect(Collectors.toMap(name -> name, name -> List.of(user.getFirstAttribute(name)))));
        }
    }
}
