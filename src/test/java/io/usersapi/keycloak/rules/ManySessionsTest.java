package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.LoggingServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** One user has very many sessions, as a program has that signs in anew for each call. */
@KeycloakIntegrationTest(config = LoggingServer.class)
public class ManySessionsTest extends ShopTest {

    private static final int FEW = 100;
    private static final int MANY = 300;

    @InjectRunOnServer
    RunOnServerClient server;

    /** Alone, one costs 5, and 8 with a client. The module looks for each once more. */
    @Test
    void aFurtherSessionOfWhoseEndNobodyIsToldCostsFewStatements() {
        ended(FEW, false);
        List<String> few = ended(FEW, false);
        List<String> many = ended(MANY, false);
        int each = (many.size() - few.size()) / (MANY - FEW);
        assertTrue(each <= 3, () -> each + " statements a session:\n" + String.join("\n", many));
    }

    @Test
    void theClientHearsOfAll() {
        ended(MANY, true);
        await().until(() -> app.endedSessions().size() == MANY);
    }

    /** Deactivates a user with so many sessions, and answers the statements. */
    private List<String> ended(int sessions, boolean haveClients) {
        Answer user = created();
        String realmName = realm.getName();
        String userId = user.id();
        String client = haveClients ? Shop.CLIENT : null;
        server.run(session -> {
            RealmModel there = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(there);
            UserModel model = session.users().getUserById(there, userId);
            for (int count = 0; count < sessions; count++) {
                UserSessionModel made = session.sessions()
                        .createUserSession(
                                null,
                                there,
                                model,
                                model.getUsername(),
                                "127.0.0.1",
                                "form",
                                false,
                                null,
                                null,
                                SessionPersistenceState.PERSISTENT);
                if (client != null) {
                    AuthenticatedClientSessionModel part =
                            session.sessions().createClientSession(there, there.getClientByClientId(client), made);
                    part.setProtocol("openid-connect");
                }
            }
        });
        assertEquals(sessions, inKeycloak(user).getUserSessions().size());
        List<String> statements = LoggingServer.statementsOf(() ->
                admin.patch("/users/" + userId, Map.of("status", "inactive")).expect(200));
        assertEquals(List.of(), inKeycloak(user).getUserSessions());
        return statements;
    }
}
