package io.usersapi.examples.oidc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Program;
import io.usersapi.keycloak.support.RealmKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.ProtocolMappersResource;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** The application below {@code examples/oidc-app}, against the server of the tests. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OidcAppTest extends ApiTest {

    private static final String AUDIENCE = "oidc-app";

    private String issuer;

    @BeforeEach
    void meanTheTokensForTheApplication() {
        issuer = realm.getBaseUrl();
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName(AUDIENCE);
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-audience-mapper");
        mapper.setConfig(Map.of("included.custom.audience", AUDIENCE, "access.token.claim", "true"));
        String client =
                realm.admin().clients().findByClientId("users-api").get(0).getId();
        ProtocolMappersResource mappers = realm.admin().clients().get(client).getProtocolMappers();
        String id = ApiUtil.getCreatedId(mappers.createMapper(mapper));
        realm.cleanup()
                .add(cleaned ->
                        cleaned.clients().get(client).getProtocolMappers().delete(id));
    }

    @Test
    void printsTheTokensUserAndTheUsersOfTheRealm() {
        String output = run(0, AUDIENCE, ApiServer.ADMIN_PASSWORD);
        assertTrue(output.contains("Signed in: " + admin.get("/users/me").id()), output);
        assertTrue(output.contains(ApiServer.ADMIN_EMAIL + " is active, admin"), output);
    }

    @Test
    void tellsThatThePasswordIsWrong() {
        assertTrue(run(1, AUDIENCE, "a wrong password").startsWith("The API refused: "));
    }

    @Test
    void listsNothingWithATokenThatIsNotMeantForIt() {
        String output = run(1, "another-app", ApiServer.ADMIN_PASSWORD);
        assertTrue(output.contains("The token is refused: JWT audience rejected: "), output);
    }

    @Test
    void refusesATokenOfAnotherIssuerWithTheSameKeys() throws Exception {
        TokenVerifier verifier = verifier();
        Answer user = created();
        realm.updateWithCleanup(updated -> updated.attribute("frontendUrl", "http://elsewhere.example.org"));
        String token = signInToken(user);
        assertRefused(verifier, token, "JWT iss claim has value http://elsewhere.example.org/realms/acme");
    }

    /** Signed with the realm's own key, so that nobody has to wait until a token expires. */
    @Test
    void refusesATokenThatHasExpired() throws Exception {
        SignedJWT token = SignedJWT.parse(signInToken(created()));
        JWSSigner realmsOwn = new RSASSASigner(RealmKeys.privateKeyOf(ApiRealm.NAME));
        TokenVerifier verifier = verifier();
        assertDoesNotThrow(() -> verifier.verify(signed(token, JWSAlgorithm.RS256, realmsOwn)));
        Instant tooLongAgo = Instant.now().minus(TokenVerifier.CLOCK_SKEW).minusSeconds(1);
        JWTClaimsSet claims = new JWTClaimsSet.Builder(token.getJWTClaimsSet())
                .expirationTime(Date.from(tooLongAgo))
                .build();
        assertRefused(verifier, signed(token, claims, JWSAlgorithm.RS256, realmsOwn), "Expired JWT");
    }

    @Test
    void refusesATokenThatIsSignedWithThePublicKeyAsASecret() throws Exception {
        SignedJWT token = SignedJWT.parse(signInToken(created()));
        RSAKey key = JWKSet.load(
                        URI.create(issuer + "/protocol/openid-connect/certs").toURL())
                .getKeyByKeyId(token.getHeader().getKeyID())
                .toRSAKey();
        String forged = signed(
                token, JWSAlgorithm.HS256, new MACSigner(key.toRSAPublicKey().getEncoded()));
        assertRefused(verifier(), forged, "Another algorithm expected");
    }

    @Test
    void refusesATokenThatIsSignedWithAnotherKeyOrNotAtAll() throws Exception {
        SignedJWT token = SignedJWT.parse(signInToken(created()));
        JWSSigner stranger = new RSASSASigner(new RSAKeyGenerator(2048).generate());
        assertRefused(verifier(), signed(token, JWSAlgorithm.RS256, stranger), "Invalid signature");
        assertRefused(verifier(), new PlainJWT(token.getJWTClaimsSet()).serialize(), "Unsecured (plain) JWTs are");
    }

    private TokenVerifier verifier() throws IOException {
        return TokenVerifier.of(issuer, AUDIENCE);
    }

    private String signInToken(Answer user) {
        return anonymous.signIn(user.text("email"), PASSWORD).text("access_token");
    }

    /** The token's claims and key id, signed anew. */
    private static String signed(SignedJWT token, JWSAlgorithm algorithm, JWSSigner signer)
            throws JOSEException, ParseException {
        return signed(token, token.getJWTClaimsSet(), algorithm, signer);
    }

    private static String signed(SignedJWT token, JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer)
            throws JOSEException {
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(token.getHeader().getKeyID())
                        .build(),
                claims);
        forged.sign(signer);
        return forged.serialize();
    }

    private static void assertRefused(TokenVerifier verifier, String token, String reason) {
        RefusedException refused = assertThrows(RefusedException.class, () -> verifier.verify(token));
        assertTrue(refused.getMessage().contains(reason), refused::getMessage);
    }

    /** Runs the application as a program of its own, and answers what it prints. */
    private String run(int status, String audience, String password) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Program.run(
                        List.of(
                                java,
                                // It lives for a second.
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OidcApp.class.getName()),
                        environment -> environment.putAll(Map.of(
                                "ISSUER", issuer,
                                "USERS_API", anonymous.base(),
                                "AUDIENCE", audience,
                                "EMAIL", ApiServer.ADMIN_EMAIL,
                                "PASSWORD", password)))
                .expect(status)
                .output();
    }
}
