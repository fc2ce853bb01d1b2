package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ServerLog;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The log says at the start, and when the module goes on, what would otherwise be silence and a 404. */
@KeycloakIntegrationTest(config = ApiServer.class)
class NamedRealmTest extends OwnRealmTest {

    @Test
    void aRealmOfTheSettingsThatIsNotThereIsAWarning() {
        assertTrue(
                logged(" WARN ", "The realm acme, which the setting realms names, does not exist", "at the next start")
                        > 0);
    }

    @Test
    void aRootRealmThatIsNotThereIsAWarning() {
        assertTrue(logged(" WARN ", "The setting root-realm names acme, which does not exist", "/api answers 404") > 0);
    }

    @Test
    void aServerWithoutARealmSaysHowToSwitchOneOn() {
        assertTrue(logged(" WARN ", "The Users API is on in no realm", "not kept by kc.sh build") > 0);
    }

    @Test
    void theDefaultAdminOfARealmThatVerifiesAddressesSignsIn() {
        long before = ServerLog.size();
        create(NAMED, realm -> realm.verifyEmail(true));
        api().signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        assertTrue(own.users().searchByEmail(ApiServer.ADMIN_EMAIL, true).get(0).isEmailVerified());
        assertTrue(ServerLog.linesAfter(before)
                .anyMatch(line -> line.contains(" WARN ") && line.contains("Realm " + NAMED + ": Verify email is on")));
    }

    /** Whoever may register can take any address where a realm lets several have one. */
    @Test
    void theModuleGoesOnWhereSeveralHaveTheAddressOfTheDefaultAdmin() {
        create(NAMED, realm -> realm);
        update(realm -> {
            realm.setLoginWithEmailAllowed(false);
            realm.setDuplicateEmailsAllowed(true);
        });
        UserRepresentation twin = user("twin").build();
        twin.setEmail(ApiServer.ADMIN_EMAIL);
        own.users().create(twin).close();
        assertEquals(2, own.users().searchByEmail(ApiServer.ADMIN_EMAIL, true).size());

        long before = ServerLog.size();
        switchTo(false);
        switchTo(true);
        api().get("/users").expectProblem(401, "invalid_token");
        assertTrue(ServerLog.linesAfter(before)
                .anyMatch(line -> line.contains(" WARN ")
                        && line.contains("Realm " + NAMED + ": several users have the address of the default admin")));
    }

    @Test
    void aRealmSwitchedOnByItsAttributeSaysThatNobodyIsAnAdminYet() {
        long before = ServerLog.size();
        create(OwnRealmTest::on);
        assertTrue(ServerLog.linesAfter(before)
                .anyMatch(line -> line.contains(
                        "Realm own: nobody is an active admin of the Users API yet. Give the role admin")));
        String ada = add("ada");
        UserRepresentation disabled = own.users().get(ada).toRepresentation();
        disabled.setEnabled(false);
        own.users().get(ada).update(disabled);
        own.users().get(ada).remove();
        assertEquals(
                0,
                ServerLog.linesAfter(before)
                        .filter(line -> line.contains("no active admin left"))
                        .count());
    }

    @Test
    void aRealmWithAnAdminIsNotTold() {
        create(OwnRealmTest::on);
        setup().grant(add("ada"), setup().role("admin"));
        long before = ServerLog.size();
        switchTo(false);
        switchTo(true);
        assertEquals(
                0,
                ServerLog.linesAfter(before)
                        .filter(line -> line.contains("nobody is an active admin"))
                        .count());
        signedIn("ada").patch("/users/" + add("eve"), Map.of("name", "Eve")).expect(200);
    }
}
