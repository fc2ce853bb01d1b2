package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.RealmKeys;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.AuthorizationResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.authorization.ResourcePermissionRepresentation;
import org.keycloak.representations.idm.authorization.ResourceRepresentation;
import org.keycloak.representations.idm.authorization.UserPolicyRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Tokens that belong to no session: those of the JWT authorization grant (RFC 7523), and what is exchanged for them. They end
 * with what ends a user's sessions, too.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class StatelessTokensTest extends ShopTest {

    private static final String ISSUER = "issuer";

    private Answer user;

    @BeforeEach
    void addIssuer() throws GeneralSecurityException {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(ISSUER);
        provider.setProviderId("jwt-authorization-grant");
        provider.setConfig(Map.of(
                "issuer", "https://issuer.example.org",
                "useJwksUrl", "false",
                "jwtAuthorizationGrantEnabled", "true",
                "publicKeySignatureVerifier", publicKey()));
        assertEquals(201, realm.admin().identityProviders().create(provider).getStatus());
        realm.cleanup().add(cleaned -> cleaned.identityProviders().get(ISSUER).remove());
        editShop(client -> client.getAttributes()
                .putAll(Map.of(
                        "oauth2.jwt.authorization.grant.enabled",
                        "true",
                        "oauth2.jwt.authorization.grant.idp",
                        ISSUER)));
        user = linked(created());
    }

    private void editShop(Consumer<ClientRepresentation> change) {
        ClientRepresentation client = realm.admin().clients().get(shop.uuid()).toRepresentation();
        change.accept(client);
        realm.admin().clients().get(shop.uuid()).update(client);
    }

    private Answer linked(Answer created) {
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setIdentityProvider(ISSUER);
        link.setUserId(created.id());
        link.setUserName(created.text("email"));
        assertEquals(204, inKeycloak(created).addFederatedIdentity(ISSUER, link).getStatus());
        return created;
    }

    @Test
    void theyAreGoodWhereNothingHasChanged() {
        String token = granted();
        expectGood(token);
        expectGood(shop.exchange(token).expect(200).text("access_token"));
    }

    @Test
    void aNewPasswordEndsThoseOfItsSecond() {
        expectEnded(ofTheSecondOf(this::setPassword));
    }

    @Test
    void endingTheSessionsEndsThoseOfItsSecond() {
        expectEnded(ofTheSecondOf(
                () -> admin.delete("/users/" + user.id() + "/sessions").expect(200)));
    }

    @Test
    void deactivatingAndActivatingAgainBringsNoneBack() {
        expectEnded(ofTheSecondOf(() -> {
            admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
            admin.patch("/users/" + user.id(), Map.of("status", "active")).expect(200);
        }));
    }

    @Test
    void othersOfALaterSecondAreGood() {
        setPassword();
        anotherSecond();
        expectGood(granted());
    }

    @Test
    void anEndedOneIsExchangedForNothing() {
        String token = ofTheSecondOf(this::setPassword);
        anotherSecond();
        shop.exchange(token).expect(400);
    }

    @Test
    void anEndedOneGivesNoPermissionTicketsToken() {
        protectSomething();
        expectGood(permitted(granted()).expect(200).text("access_token"));
        String token = ofTheSecondOf(this::setPassword);
        anotherSecond();
        permitted(token).expect(400);
    }

    @RepeatedTest(5)
    void whatIsExchangedAtTheInstantOfANewPasswordEndsWithIt() {
        String token = granted();
        Answer exchanged = Crowd.of(2, number -> number == 0 ? shop.exchange(token) : setPassword())
                .get(0);
        anotherSecond();
        if (exchanged.status() == 200) {
            shop.exchange(exchanged.text("access_token")).expect(400);
            expectEnded(exchanged.text("access_token"));
        }
    }

    /** Keycloak looks for a user who is gone by the name. */
    @Test
    void theyAreNotThoseOfAnotherUserOfTheSameName() {
        String token = granted();
        assertEquals(204, realm.admin().users().delete(user.id()).getStatus());
        created(Map.of("email", user.text("email"), "password", PASSWORD, "type", "admin"));
        anonymous.bearer(token).get("/users").expectProblem(401, "invalid_token");
        shop.exchange(token).expect(400);
    }

    private Answer setPassword() {
        return admin.patch("/users/" + user.id(), Map.of("password", "a password " + UUID.randomUUID()))
                .expect(200);
    }

    /** A token that was issued before the change, and in the same second, by which Keycloak tells what is older. */
    private String ofTheSecondOf(Runnable change) {
        return await().until(
                        () -> {
                            anotherSecond();
                            String token = granted();
                            change.run();
                            return token;
                        },
                        token -> Claims.of(token).path("iat").asInt()
                                == inKeycloak(user).toRepresentation().getNotBefore());
    }

    private void expectGood(String token) {
        assertEquals(
                user.id(), anonymous.bearer(token).get("/users/me").expect(200).id());
    }

    private void expectEnded(String token) {
        anonymous.bearer(token).get("/users/me").expectProblem(401, "invalid_token");
    }

    private String granted() {
        Answer answer = shop.token(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion", assertion(),
                        "scope", "openid"))
                .expect(200);
        assertEquals("", Claims.of(answer.text("access_token")).path("sid").asText());
        return answer.text("access_token");
    }

    private String assertion() {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key").build(),
                    new JWTClaimsSet.Builder()
                            .issuer("https://issuer.example.org")
                            .subject(user.id())
                            .audience(realm.getBaseUrl())
                            .jwtID(UUID.randomUUID().toString())
                            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                            .build());
            jwt.sign(new RSASSASigner(RealmKeys.privateKeyOf(ISSUER)));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String publicKey() throws GeneralSecurityException {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) RealmKeys.privateKeyOf(ISSUER);
        byte[] encoded = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                .getEncoded();
        return Base64.getEncoder().encodeToString(encoded);
    }

    /** What only this user may reach at the shop. */
    private void protectSomething() {
        editShop(client -> {
            client.setServiceAccountsEnabled(true);
            client.setAuthorizationServicesEnabled(true);
        });
        AuthorizationResource authorization =
                realm.admin().clients().get(shop.uuid()).authorization();
        authorization
                .resources()
                .create(new ResourceRepresentation("something"))
                .close();
        UserPolicyRepresentation policy = new UserPolicyRepresentation();
        policy.setName("the user");
        policy.addUser(user.id());
        authorization.policies().user().create(policy).close();
        ResourcePermissionRepresentation permission = new ResourcePermissionRepresentation();
        permission.setName("something for the user");
        permission.setResources(Set.of("something"));
        permission.setPolicies(Set.of("the user"));
        authorization.permissions().resource().create(permission).close();
    }

    /** User-managed access: a token with what its user is permitted. */
    private Answer permitted(String token) {
        return shop.token(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:uma-ticket",
                "audience",
                Shop.CLIENT,
                "subject_token",
                token));
    }
}
