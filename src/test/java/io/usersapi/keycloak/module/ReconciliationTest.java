package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What was done to users while the module was off is found when it goes on. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ReconciliationTest extends OwnRealmTest {

    private Api manager;

    @BeforeEach
    void prepare() {
        create(OwnRealmTest::on);
        setup().grant(add("eve"), setup().role("admin"));
        manager = signedIn("eve");
    }

    @Test
    void theAttributeFollowsTheFlagOfUsersWhoWereDeactivatedOrActivated() {
        String ada = created("ada@example.org");
        String bob = created("bob@example.org");
        edit(bob, user -> user.setEnabled(false));
        switchTo(false);
        edit(ada, user -> user.setEnabled(false));
        edit(bob, user -> user.setEnabled(true));
        long before = logged("Realm own: 1 users were deactivated and 1 activated while nobody watched");
        switchTo(true);
        assertEquals("false", user(ada, "active"));
        assertEquals("true", user(bob, "active"));
        assertEquals(before + 1, logged("Realm own: 1 users were deactivated and 1 activated while nobody watched"));
    }

    @Test
    void tokensOfAUserWhoWasDeactivatedMeanwhileDoNotLiveAgainWithIt() {
        String ada = created("ada@example.org");
        Answer tokens = api().token("ada@example.org", PASSWORD).expect(200);
        switchTo(false);
        edit(ada, user -> user.setEnabled(false));
        switchTo(true);
        edit(ada, user -> user.setEnabled(true));
        api().bearer(tokens.text("access_token")).get("/users/me").expectProblem(401, "invalid_token");
        api().post("/auth/token", Map.of("refresh_token", tokens.text("refresh_token")))
                .expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void whereNothingWasDoneNothingIsWritten() {
        String ada = created("ada@example.org");
        long before = logged("Realm own:", "while");
        switchTo(false);
        switchTo(true);
        assertEquals(before, logged("Realm own:", "while"));
        manager.get("/users/" + ada).expect(200);
    }

    /** To MariaDB the two names are one. */
    @Test
    void anAttributeOfTheOwnThatIsSpelledLikeActiveStays() {
        setup().setUnmanagedAttributes(UnmanagedAttributePolicy.ADMIN_EDIT);
        String ada = created("ada@example.org");
        edit(ada, user -> {
            user.setEnabled(false);
            user.singleAttribute("Active", "true");
        });
        long before = logged("Realm own:", "while");
        switchTo(false);
        switchTo(true);
        assertEquals("true", user(ada, "Active"));
        assertEquals("false", user(ada, "active"));
        assertEquals(before, logged("Realm own:", "while"));
    }

    @Test
    void whatADeletedUserGotIsTakenAway() {
        setup().setUnmanagedAttributes(UnmanagedAttributePolicy.ADMIN_EDIT);
        String ada = created("ada@example.org");
        manager.delete("/users/" + ada).expect(200);
        switchTo(false);
        edit(ada, user -> user.singleAttribute("userCertificate", "of Ada"));
        switchTo(true);
        assertNull(user(ada, "userCertificate"));
    }

    /** Somebody else has the name that the first tombstone had, so that it cannot simply be given back. */
    @Test
    void theOtherTombstonesAreRepairedAndTheModuleIsOnWhateverIsWrongWithOne() {
        String first = created("ada@example.org");
        String second = created("bob@example.org");
        List.of(first, second).forEach(id -> manager.delete("/users/" + id).expect(200));
        String name = own.users().get(first).toRepresentation().getUsername();
        switchTo(false);
        update(realm -> realm.setEditUsernameAllowed(true));
        edit(first, user -> user.setUsername("ada"));
        add(name);
        List.of(first, second).forEach(id -> edit(id, user -> user.setEnabled(true)));
        switchTo(true);
        manager.get("/users").expect(200);
        assertFalse(own.users().get(second).toRepresentation().isEnabled());
        assertNull(own.users().get(second).toRepresentation().getEmail());
    }

    private String created(String email) {
        return manager.post("/users", Map.of("email", email, "password", PASSWORD))
                .expect(201)
                .id();
    }

    private void edit(String id, Consumer<UserRepresentation> change) {
        UserRepresentation user = own.users().get(id).toRepresentation();
        change.accept(user);
        own.users().get(id).update(user);
    }

    private String user(String id, String attribute) {
        return own.users().get(id).toRepresentation().firstAttribute(attribute);
    }
}
