package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** People who come through an identity provider after their account was soft-deleted: the address is free again. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadByBrokerTest extends PartnerTest {

    private String email;
    private String person;

    @BeforeEach
    void addPerson() {
        email = newEmail();
        person = partner.person(email);
    }

    @Test
    void whoComesFirstAfterTheDeletionGetsAFreshAccount() {
        Answer user = created(newUser("email", email));
        admin.delete("/users/" + user.id()).expect(200);

        Answer tokens = signedIn();

        expectFresh(user.id(), tokens);
    }

    @Test
    void whoWasBrokeredBeforeGetsAFreshAccount() {
        Answer before = signedIn();
        String id = subject(before);
        admin.delete("/users/" + id).expect(200);
        shop.refresh(before.text("refresh_token")).expect(400);

        expectFresh(id, signedIn());
    }

    @Test
    void whoWasLinkedByAnAdministratorGetsAFreshAccount() {
        Answer user = created(newUser("email", email));
        link(user.id(), 204);
        assertEquals(user.id(), subject(signedIn()));
        admin.delete("/users/" + user.id()).expect(200);

        expectFresh(user.id(), signedIn());
    }

    @Test
    void linkToTheTombstoneLeadsNowhere() {
        Answer user = created(newUser("email", email));
        admin.delete("/users/" + user.id()).expect(200);
        link(user.id(), 409);

        expectFresh(user.id(), signedIn());
    }

    /** Keycloak asks whether the accounts are one and the same; that is the heir's affair, not that of the dead. */
    @Test
    void whereAnotherUserHasTheAddressNobodySignsInByTheWay() {
        Answer user = created(newUser("email", email));
        admin.delete("/users/" + user.id()).expect(200);
        Answer heir = created(newUser("email", email));

        try (Browser browser = new Browser()) {
            String page = Partner.signIn(browser, shop, email);
            assertFalse(shop.welcomes(page), page);
        }

        assertEquals(List.of(), inKeycloak(user).getFederatedIdentity());
        assertEquals(List.of(), inKeycloak(heir).getFederatedIdentity());
    }

    /** What is left of a session at the partner brings nobody back either. */
    @Test
    void sessionAtThePartnerDoesNotReviveTheSessionHere() {
        try (Browser browser = new Browser()) {
            Answer before = shop.redeem(Partner.signIn(browser, shop, email)).expect(200);
            String id = subject(before);
            admin.delete("/users/" + id).expect(200);

            String page = browser.open(shop.loginPage(Map.of("kc_idp_hint", Partner.ALIAS)));

            expectFresh(id, shop.redeem(page).expect(200));
        }
    }

    private Answer signedIn() {
        try (Browser browser = new Browser()) {
            return shop.redeem(Partner.signIn(browser, shop, email)).expect(200);
        }
    }

    private void link(String userId, int status) {
        FederatedIdentityRepresentation link = Partner.link(person, email);
        assertEquals(
                status,
                realm.admin()
                        .users()
                        .get(userId)
                        .addFederatedIdentity(Partner.ALIAS, link)
                        .getStatus());
    }

    private void expectFresh(String deadId, Answer tokens) {
        String freshId = subject(tokens);
        assertNotEquals(deadId, freshId);
        assertEquals(
                freshId, admin.get("/users/" + Api.encoded(email)).expect(200).id());
        anonymous.bearer(tokens.text("access_token")).get("/users/me").expect(200);

        UserRepresentation dead = realm.admin().users().get(deadId).toRepresentation();
        assertFalse(dead.isEnabled());
        assertTrue(dead.getUsername().startsWith("deleted-"), dead.getUsername());
        assertEquals(List.of(email), dead.getAttributes().get("deleted_email"));
        assertEquals(List.of(), realm.admin().users().get(deadId).getFederatedIdentity());
        assertEquals(List.of(), realm.admin().users().get(deadId).getUserSessions());
    }

    private static String subject(Answer tokens) {
        return Claims.of(tokens.text("access_token")).path("sub").asText();
    }
}
