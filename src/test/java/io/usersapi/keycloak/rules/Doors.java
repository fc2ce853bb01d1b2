package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Mails;
import jakarta.ws.rs.BadRequestException;
import java.util.List;
import java.util.Map;

/** Every way by which Keycloak signs users in, tried for one that was soft-deleted. */
final class Doors implements AutoCloseable {

    /** What the acts of {@link Revival} give to the dead. */
    static final String PASSWORD = "a password for the dead";

    static final String USERNAME = "lazarus";
    static final String EMAIL = "lazarus@example.org";

    private final Grave grave;
    private final Answer tokens;
    private final Answer offlineTokens;
    private final String resetLink;
    private final String forgotPasswordLink;
    private final Browser browserOfItsLife = new Browser();
    private final String person;

    private Doors(Grave grave, String passwordOfItsLife) {
        this.grave = grave;
        String email = grave.user().text("email");
        browserOfItsLife.open(grave.shop().loginPage());
        String page = browserOfItsLife.signIn(email, passwordOfItsLife);
        tokens = grave.shop().redeem(page).expect(200);
        page = browserOfItsLife.open(grave.shop().loginPage(Map.of("scope", "openid offline_access")));
        offlineTokens = grave.shop().redeem(page).expect(200);
        grave.admin()
                .post("/users/" + grave.id() + "/send-password-reset", null)
                .expect(200);
        resetLink = Mails.link(grave.mail().getLastReceivedMessage());
        askForResetMail(email);
        forgotPasswordLink = Mails.link(grave.mail().getLastReceivedMessage());
        assertNotEquals(resetLink, forgotPasswordLink);
        askedToAuthenticate(email).expect(503);
        person = grave.partner().person(EMAIL);
    }

    /** The doors of the user, who is alive and goes through those that leave something behind. */
    static Doors openedInItsLife(Grave grave, String passwordOfItsLife) {
        return new Doors(grave, passwordOfItsLife);
    }

    /** The id of the person at the partner, whose address is {@link #EMAIL}. */
    String person() {
        return person;
    }

    /** Tries all. A lock of Keycloak's brute-force protection would keep it out, too, and hide an open door. */
    void expectClosed() {
        assertFalse(grave.realm().toRepresentation().isBruteForceProtected());
        for (String name : List.of(grave.name(), USERNAME, EMAIL)) {
            passwordGrant(name);
            loginPage(name);
            device(name);
            backchannelAuthentication(name);
            forgotPassword(name);
        }
        tokenEndpointOfTheApi();
        partner();
        impersonation();
        whatItsLifeLeft();
    }

    private void passwordGrant(String name) {
        grave.shop().signIn(name, PASSWORD, "openid").expect(400);
    }

    private void loginPage(String name) {
        try (Browser browser = new Browser()) {
            browser.open(grave.shop().loginPage());
            String page = browser.signIn(name, PASSWORD);
            assertFalse(page.startsWith(grave.app().url()), page);
            assertFalse(grave.shop().welcomes(browser.open(grave.shop().loginPage())));
        }
    }

    /** RFC 8628. */
    private void device(String name) {
        Answer device = grave.shop().askForDevice();
        try (Browser browser = new Browser()) {
            browser.open(device.text("verification_uri_complete"));
            browser.signIn(name, PASSWORD);
        }
        grave.shop().redeemDevice(device).expect(400);
    }

    private void backchannelAuthentication(String name) {
        Answer answer = askedToAuthenticate(name).expect(400);
        assertEquals("invalid_user", answer.text("error_description"));
    }

    /** OpenID Connect CIBA; no authentication device is set up that could ask anybody. */
    private Answer askedToAuthenticate(String name) {
        return grave.shop().post("/ext/ciba/auth", Map.of("scope", "openid", "login_hint", name));
    }

    private void forgotPassword(String name) {
        int before = grave.mail().getReceivedMessages().length;
        askForResetMail(name);
        assertEquals(before, grave.mail().getReceivedMessages().length);
    }

    private void askForResetMail(String name) {
        try (Browser browser = new Browser()) {
            browser.open(grave.managed().getBaseUrl() + "/login-actions/reset-credentials?client_id=" + Shop.CLIENT);
            browser.submit(Map.of("username", name));
        }
    }

    private void tokenEndpointOfTheApi() {
        grave.anonymous().token(EMAIL, PASSWORD).expectProblem(401, "invalid_credentials");
    }

    /** The partner's person may get in, with an account of its own. */
    private void partner() {
        try (Browser browser = new Browser()) {
            String page = Partner.signIn(browser, grave.shop(), EMAIL);
            String id = Claims.of(grave.shop().redeem(page).expect(200).text("access_token"))
                    .path("sub")
                    .asText();
            assertNotEquals(grave.id(), id);
            grave.realm().users().get(id).remove();
        }
    }

    private void impersonation() {
        assertThrows(
                BadRequestException.class,
                () -> grave.realm().users().get(grave.id()).impersonate());
    }

    private void whatItsLifeLeft() {
        String accessToken = tokens.text("access_token");
        grave.shop().exchange(accessToken).expect(400);
        grave.shop().refresh(tokens.text("refresh_token")).expect(400);
        grave.shop().refresh(offlineTokens.text("refresh_token")).expect(400);
        assertFalse(grave.shop().isActive(accessToken));
        grave.anonymous().bearer(accessToken).get("/users/me").expectProblem(401, "invalid_token");
        grave.admin().get("/users/" + grave.id()).expectProblem(404, "user_not_found");
        grave.admin().get("/users/" + encoded(EMAIL)).expectProblem(404, "user_not_found");

        String page = browserOfItsLife.open(grave.shop().loginPage());
        assertFalse(page.startsWith(grave.app().url()), page);
        for (String link : List.of(resetLink, forgotPasswordLink)) {
            try (Browser browser = new Browser()) {
                browser.open(link);
                assertFalse(browser.shows("password-new"), browser::text);
            }
        }
    }

    @Override
    public void close() {
        browserOfItsLife.close();
    }
}
