package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Oidc;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** A refusal says why: of a token only what its holder may know, and of accounts nothing. */
@KeycloakIntegrationTest(config = ApiServer.class)
class WhyRefusedTest extends EventsTest {

    @InjectRealm(ref = "globex", config = RealmWallsTest.Globex.class)
    ManagedRealm globex;

    @Test
    void aMissingTokenIsAskedForWithoutAnError() {
        Answer refused = anonymous.get("/users").expectProblem(401, "invalid_token");
        assertEquals("Bearer", refused.header("WWW-Authenticate"));
        assertEquals("A bearer token is required, in the header Authorization.", refused.text("detail"));
    }

    @Test
    void anExpiredTokenSaysSo() {
        addClient(client("short").attribute("access.token.lifespan", "1"));
        Api shortlived = anonymous.bearer(token(created(), "short"));
        later(2);
        assertWhy(shortlived.get("/users/me"), "The bearer token has expired.");
    }

    @Test
    void aTokenFetchedAtAnotherAddressOfTheServerNamesBothIssuers() {
        String here = realm.getBaseUrl();
        String there = here.replace("localhost", "127.0.0.1");
        String token = new Oidc(there).password("users-api", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        assertWhy(
                anonymous.bearer(token).get("/users"),
                "The bearer token was issued by " + there + ", and this address takes tokens issued by " + here + ".");
        Api.at(there + "/api").bearer(token).get("/users").expect(200);
    }

    @Test
    void aTokenOfAnotherRealmNamesBothRealms() {
        String token = new Oidc(globex.getBaseUrl()).password("users-api", globexUser(), PASSWORD);
        assertWhy(
                anonymous.bearer(token).get("/users/me"),
                "The bearer token is of the realm globex, and this is the realm acme.");
    }

    @Test
    void aSessionThatEndedIsToldAlikeWhateverEndedIt() {
        Stream.<Consumer<Answer>>of(
                        user -> realm.admin().users().get(user.id()).logout(),
                        user -> admin.patch("/users/" + user.id(), Map.of("status", "inactive"))
                                .expect(200),
                        user -> admin.patch("/users/" + user.id(), Map.of("password", "another password of mine"))
                                .expect(200),
                        user -> admin.delete("/users/" + user.id()).expect(200),
                        user -> realm.admin().users().get(user.id()).remove())
                .forEach(end -> {
                    Answer user = created();
                    Api self = signedIn(user);
                    self.get("/users/me").expect(200);
                    end.accept(user);
                    assertWhy(
                            self.get("/users/me"),
                            "The session of the bearer token has ended, or the token was revoked. Sign in again.");
                });
    }

    @Test
    void aRefreshTokenIsNoAccessToken() {
        Answer tokens =
                anonymous.token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).expect(200);
        Answer refused = anonymous.bearer(tokens.text("refresh_token")).get("/users");
        assertWhy(refused, "The bearer token is not an access token.");
    }

    /** Whoever makes a token up learns nothing from the answer, not even what the token says of itself. */
    @Test
    void nothingIsToldOfATokenWhoseSignatureIsNotGood() {
        String own = anonymous
                .token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .expect(200)
                .text("access_token");
        String foreign = new Oidc(globex.getBaseUrl()).password("users-api", globexUser(), PASSWORD);
        String elsewhere = new Oidc(realm.getBaseUrl().replace("localhost", "127.0.0.1"))
                .password("users-api", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        String rubbish = anonymous.bearer("no.to.ken").get("/users").expect(401).text();
        Stream.of(own, foreign, elsewhere).forEach(token -> Stream.of(
                        changed(token, "\"exp\":", "\"exp\":1,\"was\":"),
                        changed(token, "\"typ\":\"Bearer\"", "\"typ\":\"Refresh\""),
                        changed(token, "\"iss\":\"", "\"iss\":\"http://elsewhere/realms/globex\",\"was\":\""),
                        token.substring(0, token.lastIndexOf('.') + 1))
                .forEach(forged -> {
                    Answer refused = anonymous.bearer(forged).get("/users").expectProblem(401, "invalid_token");
                    assertEquals(rubbish, refused.text());
                    assertEquals(
                            "Bearer error=\"invalid_token\", error_description=\"The bearer token is not valid.\"",
                            refused.header("WWW-Authenticate"));
                }));
    }

    @Test
    void theHeaderIsEnglishAndTheDetailInTheLanguageOfTheRequest() {
        Answer refused =
                anonymous.with("Accept-Language", "de").bearer("no.to.ken").get("/users");
        assertEquals("Das Bearer-Token ist nicht gültig.", refused.text("detail"));
        assertTrue(refused.header("WWW-Authenticate").contains("The bearer token is not valid."));
    }

    @Test
    void aCallerWithoutTheRoleIsToldSoAndTheEventToo() {
        Answer user = created();
        Api caller = signedIn(user);
        forgetEvents();
        Answer refused = caller.get("/users").expectProblem(403, "forbidden");
        assertEquals("This needs the permission to manage users, which you do not hold.", refused.text("detail"));
        theOnlyRefusal(user.id(), "forbidden", "no_role", "GET", "users");
    }

    @Test
    void aClientWithoutTheRoleInItsScopeIsToldSoAndTheEventToo() {
        addClient(client("narrow").fullScopeEnabled(false));
        String token = new Oidc(realm.getBaseUrl()).password("narrow", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        forgetEvents();
        Answer refused = anonymous.bearer(token).get("/users").expectProblem(403, "forbidden");
        assertEquals(
                "You hold the permission to manage users, but the client narrow does not have it in its scope.",
                refused.text("detail"));
        assertEquals("not_in_scope", events().get(0).getDetails().get("cause"));
    }

    private static void assertWhy(Answer refused, String why) {
        refused.expectProblem(401, "invalid_token");
        assertEquals(why, refused.text("detail"));
        assertEquals(
                "Bearer error=\"invalid_token\", error_description=\"" + why + "\"",
                refused.header("WWW-Authenticate"));
    }

    private static ClientBuilder client(String id) {
        return ClientBuilder.create()
                .clientId(id)
                .publicClient(true)
                .directAccessGrantsEnabled(true)
                .fullScopeEnabled(true);
    }

    private String token(Answer user, String client) {
        return new Oidc(realm.getBaseUrl()).password(client, user.text("email"), PASSWORD);
    }

    private String globexUser() {
        String email = newEmail();
        ApiUtil.getCreatedId(globex.admin()
                .users()
                .create(UserBuilder.create(email)
                        .email(email)
                        .password(PASSWORD)
                        .enabled(true)
                        .build()));
        return email;
    }

    /** The token with something else in its payload, and the signature that it had. */
    private static String changed(String token, String before, String after) {
        String[] parts = token.split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        assertTrue(payload.contains(before), payload);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(payload.replace(before, after).getBytes(StandardCharsets.UTF_8));
        return parts[0] + "." + forged + "." + parts[2];
    }
}
