package io.usersapi.keycloak.console;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Chromium;
import io.usersapi.keycloak.support.MessageFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * The users of the module in Keycloak's console, seen with a browser. The tests in English come first and share one
 * sign-in, which takes ten seconds.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@KeycloakIntegrationTest(config = ApiServer.class)
class ConsoleTest extends ApiTest {

    @RegisterExtension
    static final Chromium BROWSER = Chromium.shared();

    private static ConsoleAdmin signedIn;
    private static String spoken;

    @BeforeAll
    static void nobodyIsSignedIn() {
        signedIn = null;
    }

    @Test
    @Order(1)
    void aSoftDeletedUserIsRecognizableInTheListAndFoundByItsAttributes() {
        Answer living = created();
        Answer dead = created(newUser("name", "Ada King Lovelace"));
        admin.delete("/users/" + dead.id()).expect(200);
        String name = inKeycloak(dead).toRepresentation().getUsername();
        ConsoleAdmin console = signIn("en");
        console.search("deleted-");
        BROWSER.seeTextInsteadOf(name, living.text("email"));
        BROWSER.seeText("Disabled");
        BROWSER.picture("console-deleted-users");
        console.searchByAttribute("Active", "false", living.text("email"));
        BROWSER.seeTextInsteadOf(name, living.text("email"));
        String deletedAt = inKeycloak(dead).toRepresentation().firstAttribute(ModuleAttributes.DELETED_AT);
        console.searchByAttribute("Deleted on", deletedAt, living.text("email"));
        BROWSER.seeTextInsteadOf(name, living.text("email"));
    }

    @Test
    @Order(2)
    void showsTheAttributesUnderTheirOwnHeadingWithLabels() {
        seeADeletedUser("en");
        BROWSER.scrollTo(BROWSER.see(ModuleAttributes.DELETED_AT));
        BROWSER.picture("console-deleted-user");
    }

    /** After the pictures: for some seconds the console tells what was changed. */
    @Test
    @Order(3)
    void nobodyEditsTheAttributesAndDisablingAUserMakesItInactiveInTheApi() {
        Answer user = created(newUser("name", "Grace Hopper"));
        ConsoleAdmin console = signIn("en");
        console.openUser(user.id());
        for (String name : ModuleAttributes.ALL) {
            assertFalse(BROWSER.see(name).isEnabled() && BROWSER.see(name).getAttribute("readonly") == null, name);
        }
        console.turnOff(user.text("email"));
        await().untilAsserted(() -> assertEquals(
                "inactive", admin.get("/users/" + user.id()).expect(200).text("status")));
        anonymous.token(user.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    @Order(4)
    void showsTheLabelsInTheLanguageOfTheConsole() {
        seeADeletedUser("ar");
    }

    private void seeADeletedUser(String language) {
        Answer user = created(newUser("name", "Ada King Lovelace"));
        admin.delete("/users/" + user.id()).expect(200);
        signIn(language).openUser(user.id());
        MessageFile labels = MessageFile.ofTheme("admin", language);
        for (String label : new String[] {"heading", "active", "deleted_at", "deleted_by", "deleted_email"}) {
            BROWSER.seeText(labels.raw("usersApi." + label));
        }
        assertEquals(user.text("email"), value(ModuleAttributes.DELETED_EMAIL));
        assertEquals("false", value(ModuleAttributes.ACTIVE));
    }

    /** At the list of users, as who is signed in already where that one speaks the language. */
    private ConsoleAdmin signIn(String language) {
        if (signedIn == null || !language.equals(spoken)) {
            signedIn = ConsoleAdmin.signedIn(BROWSER, realm.admin(), urls.getAdmin(), language);
            spoken = language;
        } else {
            signedIn.toUsers();
        }
        return signedIn;
    }

    private static String value(String attribute) {
        return BROWSER.see(attribute).getAttribute("value");
    }
}
