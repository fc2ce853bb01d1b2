package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** When users were created, as the database has it: Keycloak's API takes no time away that it has given. */
final class TimesOfCreation {

    private TimesOfCreation() {}

    /** Takes it from users who are there; Keycloak's cache of users does not hear of that. */
    static void forget(RunOnServerClient server, List<String> ids) {
        List<String> sent = new ArrayList<>(ids);
        assertEquals(Integer.toString(ids.size()), server.fetchString(session -> forgotten(session, sent)));
    }

    /** How many have none now. What failed is told, and not thrown: the request would keep its connection to the database. */
    private static String forgotten(KeycloakSession session, List<String> ids) {
        try {
            return Integer.toString(session.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .createQuery("update UserEntity u set u.createdTimestamp = null where u.id in :ids")
                    .setParameter("ids", ids)
                    .executeUpdate());
        } catch (RuntimeException failed) {
            return failed.toString();
        }
    }
}
