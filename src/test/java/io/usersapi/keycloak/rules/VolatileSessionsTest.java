package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.common.Profile;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** Without Keycloak's persistent user sessions, those of browsers and programs are in memory alone. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = VolatileSessionsTest.VolatileServer.class)
class VolatileSessionsTest extends ShopTest {

    static class VolatileServer extends ApiServer {
        @Override
        public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
            return super.configure(config).featuresDisabled(Profile.Feature.PERSISTENT_USER_SESSIONS);
        }
    }

    @Test
    void areListedAndEndedAllTheSame() {
        Answer user = created();
        Api caller = signedIn(user);
        Answer offline = shop.signedIn(user.text("email"), PASSWORD, "openid offline_access");
        assertEquals(Set.of("false [\"users-api\"]", "true [\"shop\"]"), sessions(user));
        admin.delete("/users/" + user.id() + "/sessions").expect(200);
        assertEquals(Set.of(), sessions(user));
        caller.get("/users/me").expectProblem(401, "invalid_token");
        shop.refresh(offline.text("refresh_token")).expect(400);
    }

    private Set<String> sessions(Answer user) {
        Set<String> told = new HashSet<>();
        admin.get("/users/" + user.id() + "/sessions")
                .expect(200)
                .body()
                .path("data")
                .forEach(session -> told.add(session.path("offline") + " " + session.path("clients")));
        return told;
    }
}
