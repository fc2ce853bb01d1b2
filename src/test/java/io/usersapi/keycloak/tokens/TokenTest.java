package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.usersapi.keycloak.rules.Claims;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class TokenTest extends ApiTest {

    @Test
    void answersTheDocumentedFields() {
        Answer token = anonymous.token(created().text("email"), PASSWORD).expect(200);
        assertEquals("application/json", token.header("Content-Type").split(";")[0]);
        assertEquals("no-store", token.header("Cache-Control"));
        assertEquals("Bearer", token.text("token_type"));
        assertEquals(300, token.body().path("expires_in").asInt());
        assertEquals(1800, token.body().path("refresh_expires_in").asInt());
        anonymous.bearer(token.text("access_token")).get("/users/me").expect(200);
    }

    @Test
    void livesAsLongAsTheRealmSays() {
        realm.updateWithCleanup(
                changed -> changed.accessTokenLifespan(77),
                changed -> changed.update(settings -> settings.setSsoSessionIdleTimeout(1234)));
        Answer token = anonymous.token(created().text("email"), PASSWORD).expect(200);
        assertEquals(77, token.body().path("expires_in").asInt());
        assertEquals(77, lifespan(token.text("access_token")));
        assertEquals(1234, token.body().path("refresh_expires_in").asInt());
        assertEquals(1234, lifespan(token.text("refresh_token")));
    }

    /** In seconds. */
    private static long lifespan(String token) {
        return Claims.of(token).path("exp").asLong()
                - Claims.of(token).path("iat").asLong();
    }

    @Test
    void answersTheFieldsThatTheOidcTokenEndpointAnswers() {
        String email = created().text("email");
        String form = "grant_type=password&client_id=users-api&username=" + Api.encoded(email) + "&password="
                + Api.encoded(PASSWORD);
        assertEquals(fields(oidcToken(form).expect(200)), fields(anonymous.signIn(email, PASSWORD)));
    }

    @Test
    void issuesATokenThatAnIndependentLibraryVerifies() throws Exception {
        Answer user = created();
        String token = anonymous.token(user.text("email"), PASSWORD).text("access_token");
        OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(new Issuer(realm.getBaseUrl()));
        DefaultJWTProcessor<SecurityContext> verifier = new DefaultJWTProcessor<>();
        verifier.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.RS256,
                JWKSourceBuilder.create(metadata.getJWKSetURI().toURL()).build()));
        verifier.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                new JWTClaimsSet.Builder()
                        .issuer(metadata.getIssuer().getValue())
                        .build(),
                Set.of("exp", "iat", "sub", "jti")));
        JWTClaimsSet claims = verifier.process(token, null);
        assertEquals(user.id(), claims.getSubject());
        assertEquals("users-api", claims.getStringClaim("azp"));
        assertEquals(user.text("email"), claims.getStringClaim("email"));
    }

    @Test
    void refusesEveryoneWhoMayNotSignInWithOneAndTheSameAnswer() {
        Answer active = created();
        Answer inactive = created(newUser("status", "inactive"));
        Answer deleted = created();
        admin.delete("/users/" + deleted.id()).expect(200);
        List<Answer> refused = new ArrayList<>();
        refused.add(anonymous.token(newEmail(), PASSWORD));
        refused.add(anonymous.token(active.text("email"), "another password"));
        refused.add(anonymous.token(inactive.text("email"), PASSWORD));
        refused.add(anonymous.token(inactive.text("email"), "another password"));
        refused.add(anonymous.token(deleted.text("email"), PASSWORD));
        refused.add(anonymous.token("deleted-" + deleted.id() + "@example.org", PASSWORD));
        refused.forEach(answer -> answer.expectProblem(401, "invalid_credentials"));
        assertEquals(1, refused.stream().map(Answer::text).distinct().count());
        anonymous.signIn(active.text("email"), PASSWORD);
    }

    @Test
    void challengesWhoeverItRefuses() {
        assertEquals("Bearer", anonymous.token(newEmail(), PASSWORD).expect(401).header("WWW-Authenticate"));
    }

    @Test
    void takesTheEmailInAnyCase() {
        String email = created().text("email");
        anonymous.token(email.toUpperCase(Locale.ROOT), PASSWORD).expect(200);
    }

    @Test
    void distinguishesTheCaseOfThePassword() {
        anonymous
                .token(created().text("email"), PASSWORD.toUpperCase(Locale.ROOT))
                .expect(401);
    }

    @Test
    void takesAnEmailWhereTheRealmAllowsUsernamesOnly() {
        realm.addUser(UserBuilder.create("grace").email("grace@example.org").password(PASSWORD));
        realm.updateWithCleanup(changed -> changed.loginWithEmailAllowed(false));
        anonymous.token("grace@example.org", PASSWORD).expect(200);
        anonymous.token("grace@example.org", "another password").expectProblem(401, "invalid_credentials");
    }

    @Test
    void takesNoUsername() {
        realm.addUser(UserBuilder.create("hopper").email("hopper@example.org").password(PASSWORD));
        anonymous.token("hopper", PASSWORD).expectInvalid("email", "invalid_email");
    }

    @Test
    void issuesTokensOfItsOwnClientWhateverTheAuthorizationHeaderSays() throws Exception {
        Answer user = created();
        addClient(ClientBuilder.create("other").secret("the secret").directAccessGrantsEnabled());
        for (String secret : List.of("the secret", "not the secret")) {
            String basic = Base64.getEncoder().encodeToString(("other:" + secret).getBytes(StandardCharsets.UTF_8));
            Answer token = anonymous.with("Authorization", "Basic " + basic).signIn(user.text("email"), PASSWORD);
            assertEquals(
                    "users-api",
                    SignedJWT.parse(token.text("access_token"))
                            .getJWTClaimsSet()
                            .getStringClaim("azp"));
        }
    }

    @Test
    void ignoresABearerTokenThatIsOfNoUse() {
        anonymous.bearer("spent").token(created().text("email"), PASSWORD).expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'password': 'p'}                                            | email         | required",
                "{'email': 'ada@example.org'}                                 | password      | required",
                "{'email': null, 'password': 'p'}                             | email         | wrong_type",
                "{'email': 'ada@example.org', 'password': null}               | password      | wrong_type",
                "{'email': 1, 'password': 'p'}                                | email         | wrong_type",
                "{'email': 'ada@example.org', 'password': ['p']}              | password      | wrong_type",
                "{'email': 'ada@example.org', 'password': 'p', 'totp': 123456} | totp          | wrong_type",
                "{'email': '', 'password': 'p'}                               | email         | empty",
                "{'email': 'ada@example.org', 'password': ''}                 | password      | empty",
                "{'email': 'ada@example.org', 'password': 'p', 'totp': ''}    | totp          | empty",
                "{'email': 'ada', 'password': 'p'}                            | email         | invalid_email",
                "{'email': 'ada@example.org', 'password': 'p\\u0000'}         | password      | invalid_characters",
                "{'email': 'ada@example.org', 'password': 'p', 'scope': 'x'}  | scope         | unknown_field",
                "{'refresh_token': 't', 'password': 'p'}                      | password      | not_combinable",
                "{'refresh_token': 't', 'email': 'ada@example.org'}           | email         | not_combinable",
                "{'refresh_token': 't', 'totp': '1'}                          | totp          | not_combinable",
                "{'refresh_token': null}                                      | refresh_token | wrong_type",
                "{'refresh_token': ''}                                        | refresh_token | empty",
            })
    void namesTheFieldAndTheRuleThatItBreaks(String body, String field, String code) {
        anonymous.send("POST", "/auth/token", body.replace('\'', '"')).expectInvalid(field, code);
    }

    @Test
    void namesAllBrokenFieldsAtOnce() {
        Answer refused = anonymous
                .send("POST", "/auth/token", "{\"email\": 1, \"totp\": \"\", \"scope\": \"x\"}")
                .expectProblem(422, "validation");
        assertEquals(
                Set.of("email", "password", "totp", "scope"),
                fields(refused.body().path("errors")));
    }

    @Test
    void refusesAHugePasswordByItsShape() {
        String email = created().text("email");
        anonymous.token(email, "p".repeat(1024)).expectProblem(401, "invalid_credentials");
        anonymous.token(email, "p".repeat(1025)).expectInvalid("password", "too_long");
        anonymous.token(email, "p".repeat(1_000_000)).expectInvalid("password", "too_long");
    }

    @Test
    void leavesALoginEventForSuccessAndForRefusal() {
        Answer user = created();
        anonymous.token(user.text("email"), PASSWORD).expect(200);
        anonymous.token(user.text("email"), "another password").expect(401);
        List<String> types =
                realm.admin().getEvents(null, "users-api", user.id(), null, null, null, null, null).stream()
                        .map(event -> event.getType() + " " + event.getError() + " " + event.getIpAddress())
                        .toList();
        assertTrue(types.contains("LOGIN null 127.0.0.1"), types::toString);
        assertTrue(types.contains("LOGIN_ERROR invalid_user_credentials 127.0.0.1"), types::toString);
    }

    private static Set<String> fields(Answer answer) {
        return fields(answer.body());
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
