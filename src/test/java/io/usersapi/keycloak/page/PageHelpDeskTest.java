package io.usersapi.keycloak.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What somebody meets who may do little, or who changes her mind. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageHelpDeskTest extends PageTest {

    @Test
    void offersNothingButToLeaveToSomebodyWhoMayNotManageUsers() {
        openAs(user("Ada Lovelace"), "");
        page.seeText("You may not manage users");
        page.click("page-header [aria-haspopup=menu]");
        page.see("[role=menu]");
        assertEquals(List.of("Sign out"), page.texts("[role=menuitem]"));
    }

    /** The first try has made the user, and its answer was lost. */
    @Test
    void saysThatTheAddressIsTakenWhereTheFirstTryHasMadeTheUser() {
        open("");
        fillNewUser();
        page.run("const whole = window.fetch; window.fetch = async (at, how) => { const answer = await whole(at, how);"
                + " if (how.method !== 'POST') return answer;"
                + " window.fetch = whole; throw new TypeError('lost') }");
        page.press("Create user");
        page.seeText("The server cannot be reached.");
        page.click("#way-true");
        page.press("Send invitation");
        page.seeText("has already been taken.");
        page.press("Cancel");
    }
}
