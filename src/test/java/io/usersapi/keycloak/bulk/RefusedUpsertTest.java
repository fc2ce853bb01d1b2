package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.ManagerAloneTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A row of an upsert that is refused leaves its user as it was, also where it is refused after a part of it was written. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class RefusedUpsertTest extends ManagerAloneTest {

    private KeycloakSetup keycloak;

    @BeforeEach
    @Override
    protected void signIn() {
        keycloak = new KeycloakSetup(realm.admin());
        super.signIn();
    }

    private List<String> told(Answer user, String change, String query) {
        return ImportFile.ndjson("{\"id\":\"" + user.id() + "\"," + change + "}")
                .done(admin, query)
                .told();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"user\"",
                "\"status\":\"inactive\"",
                "\"roles\":[]",
                "\"role\":\"reader\"",
                "\"name\":\"Somebody Else\",\"status\":\"inactive\""
            })
    void theLastAdminStays(String change) {
        Answer last = created(newUser("type", "admin"));
        Api self = signedIn(last);
        String before = keycloak.state(last.id());
        assertEquals(List.of("row:last_admin"), told(last, change, "?mode=upsert&dry_run=true"));
        assertEquals(List.of("row:last_admin"), told(last, change, "?mode=upsert"));
        assertEquals(before, keycloak.state(last.id()));
        self.get("/users").expect(200);
    }

    @Test
    void nothingIsWrittenOfARowThatIsRefusedHalfWay() {
        created(newUser("type", "admin"));
        Answer ada = created(newUser("name", "Ada"));
        String group = keycloak.newGroup("upsert-admins", keycloak.role("admin"));
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        keycloak.join(ada.id(), group);
        String before = keycloak.state(ada.id());
        assertEquals(
                List.of("row:inherited_role"),
                told(ada, "\"name\":\"Somebody Else\",\"type\":\"user\"", "?mode=upsert"));
        assertEquals(before, keycloak.state(ada.id()));
    }
}
