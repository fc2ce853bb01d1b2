package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;

/** Keycloak shows the link of an invitation to whoever manages organizations: the link makes a member, and no more. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class OrganizationInvitationTest extends ShopTest {

    private static final String KEEPER = "keeper-of-organizations";

    @InjectAdminClient
    Keycloak keycloak;

    private final Browser browser = new Browser();
    private Api keeper;
    private String organization;
    private Answer victim;

    @TestSetup
    public void addKeeper() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.newServiceAccount(KEEPER, setup.role("realm-management", "manage-organizations"));
    }

    @BeforeEach
    void foundOrganization() {
        realm.updateWithCleanup(settings -> settings.organizationsEnabled(true));
        keeper = Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(new Oidc(realm.getBaseUrl()).serviceAccount(KEEPER, KeycloakSetup.SECRET));
        String location = keeper.exchange(
                        "POST",
                        "/organizations",
                        Api.json(Map.of(
                                "name",
                                "guild",
                                "domains",
                                List.of(Map.of("name", "guild.example")),
                                "redirectUrl",
                                app.url() + "/welcome")))
                .expect(201)
                .header("Location");
        organization = "/organizations/" + location.substring(location.lastIndexOf('/') + 1);
        victim = created(newUser("type", "admin"));
    }

    @AfterEach
    void closeOrganization() {
        browser.close();
        keeper.exchange("DELETE", organization, null).expect(204);
    }

    private void mustSetAPassword() {
        UserRepresentation asked = inKeycloak(victim).toRepresentation();
        asked.setRequiredActions(List.of("UPDATE_PASSWORD"));
        inKeycloak(victim).update(asked);
    }

    private String invitation() {
        keeper.with("Content-Type", "application/x-www-form-urlencoded")
                .exchange("POST", organization + "/members/invite-existing-user", "id=" + victim.id())
                .expect(204);
        return keeper.exchange("GET", organization + "/invitations?email=" + victim.text("email"), null)
                .expect(200)
                .body()
                .at("/0/inviteLink")
                .asText();
    }

    private boolean isMember() {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                        .bearer(keycloak.tokenManager().getAccessTokenString())
                        .exchange("GET", organization + "/members/" + victim.id(), null)
                        .status()
                == 200;
    }

    @Test
    void whoConfirmsItIsAMemberAndComesToTheOrganization() {
        browser.open(invitation());
        assertFalse(isMember());
        assertEquals(app.url() + "/welcome", browser.follow("action-token"));
        assertTrue(isMember());
    }

    @Test
    void itLeadsToNoPageOfAUserWhoMustSetAPassword() {
        mustSetAPassword();
        browser.open(invitation());
        assertEquals(app.url() + "/welcome", browser.follow("action-token"));
        assertTrue(isMember());
        assertEquals(
                List.of("UPDATE_PASSWORD"),
                inKeycloak(victim).toRepresentation().getRequiredActions());
    }

    /** Keycloak mails nothing where a link has told who somebody is (ResetCredentialEmail). */
    @Test
    void itIsNoWayRoundTheMailOfForgotPassword() {
        realm.updateWithCleanup(settings -> settings.resetPasswordAllowed(true));
        browser.open(invitation());
        browser.forgetPassword(realm.getBaseUrl());
        assertFalse(browser.shows("password-new"), browser.text());
        assertTrue(browser.shows("username"), browser.text());
    }

    @Test
    void whereTheModuleIsOffItIsKeycloaks() {
        mustSetAPassword();
        String link = invitation();
        new KeycloakSetup(realm.admin()).withoutModule(() -> {
            browser.open(link);
            browser.follow("action-token");
            assertTrue(browser.shows("password-new"), browser.text());
        });
    }
}
