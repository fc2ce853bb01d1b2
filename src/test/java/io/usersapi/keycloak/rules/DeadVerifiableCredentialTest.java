package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Mails;
import io.usersapi.keycloak.support.Oidc;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.CredentialBuilder;

/** Verifiable credentials, an experimental feature of Keycloak, hold a copy of their user's name and address. */
@KeycloakIntegrationTest(config = FeatureServer.class)
public class DeadVerifiableCredentialTest extends ApiTest {

    private static final String BADGE = "badge";
    private static final String WALLET = "wallet";

    @InjectAdminClient
    Keycloak keycloak;

    private Answer user;

    @TestSetup
    public void addKindOfCredential() {
        RealmRepresentation with = realm.admin().toRepresentation();
        with.setVerifiableCredentialsEnabled(true);
        realm.admin().update(with);
        ClientScopeRepresentation badge = new ClientScopeRepresentation();
        badge.setName(BADGE);
        badge.setProtocol("oid4vc");
        realm.admin().clientScopes().create(badge).close();
        new KeycloakSetup(realm.admin())
                .newClient(ClientBuilder.create(WALLET)
                        .publicClient(true)
                        .directAccessGrantsEnabled(true)
                        .optionalClientScopes(BADGE)
                        .attribute("oid4vci.enabled", "true"));
    }

    @BeforeEach
    void addUser() {
        user = created();
    }

    private Answer vc(String method, String body) {
        return vc(method, "", body);
    }

    private Answer vc(String method, String path, String body) {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(keycloak.tokenManager().getAccessTokenString())
                .exchange(method, "/users/" + user.id() + "/vc/credentials" + path, body);
    }

    private Answer give() {
        return vc("POST", Api.json(Map.of("credentialScopeName", BADGE)));
    }

    @Test
    void noneIsLeftOfADeletedUser() {
        int given = give().status();
        assertTrue(given == 200 || given == 201, () -> "status " + given);
        assertEquals(1, vc("GET", null).expect(200).body().size());
        admin.delete("/users/" + user.id()).expect(200);
        assertEquals(0, vc("GET", null).expect(200).body().size());
    }

    @Test
    void aDeletedUserGetsNone() {
        admin.delete("/users/" + user.id()).expect(200);
        give().expect(409);
        assertEquals(0, vc("GET", null).expect(200).body().size());
    }

    /** Behind the offer, Keycloak leads on to a page for another password, and asks for none. */
    @Test
    void anOfferThatWasMailedIsUselessOnceAnAdministratorHasSetAPassword() {
        String link = offered();
        try (Browser before = new Browser()) {
            before.open(link);
            assertTrue(before.links("action-token"), before::text);
        }
        anotherSecond();
        CredentialRepresentation temporary =
                CredentialBuilder.password("another password of mine").build();
        temporary.setTemporary(true);
        inKeycloak(user).resetPassword(temporary);
        assertExpired(link);
    }

    @Test
    void anOfferThatWasMailedIsUselessOnceItsUserIsAnAdmin() {
        String link = offered();
        admin.patch("/users/" + user.id(), Map.of("type", "admin")).expect(200);
        assertExpired(link);
    }

    /** Whoever has a session of the user can have a code made, and say how long it is good. */
    @Test
    void aCodeOfBeforeGivesNoTokenAfterAPasswordThatAnAdministratorHasSet() {
        give();
        String kept = preAuthorizedCode();
        String spent = preAuthorizedCode();
        redeem(spent).expect(200);
        anotherSecond();
        inKeycloak(user)
                .resetPassword(
                        CredentialBuilder.password("another password of mine").build());
        anotherSecond();
        assertEquals(400, redeem(kept).status(), "the code is older than the password");
    }

    private String preAuthorizedCode() {
        Api issuer = Api.at(realm.getBaseUrl() + "/protocol/oid4vc");
        Oidc oidc = new Oidc(realm.getBaseUrl());
        Answer offer = issuer.bearer(oidc.password(WALLET, user.text("email"), PASSWORD))
                .exchange(
                        "GET",
                        "/create-credential-offer?pre_authorized=true&expire="
                                + Instant.now().plusSeconds(3600).getEpochSecond() + "&credential_configuration_id="
                                + BADGE,
                        null)
                .expect(200);
        return issuer.exchange("GET", "/credential-offer/" + offer.text("nonce"), null)
                .expect(200)
                .body()
                .findValue("pre-authorized_code")
                .asText();
    }

    private Answer redeem(String code) {
        return new Oidc(realm.getBaseUrl())
                .token(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:pre-authorized_code",
                        "client_id", WALLET,
                        "pre-authorized_code", code));
    }

    private String offered() {
        give();
        vc("PUT", "/send-credential-offer", Api.json(Map.of("credentialConfigurationId", BADGE)))
                .expect(204);
        return Mails.link(mail.getLastReceivedMessage());
    }

    private static void assertExpired(String link) {
        try (Browser after = new Browser()) {
            after.open(link);
            assertTrue(after.text().contains("expired"), after::text);
        }
    }
}
