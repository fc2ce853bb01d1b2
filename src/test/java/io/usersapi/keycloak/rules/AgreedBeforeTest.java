package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.FeatureServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.CredentialBuilder;

/**
 * A person has agreed on a device that somebody signs in (OpenID Connect CIBA). The application comes for its tokens
 * later, and only then Keycloak makes the session.
 */
@KeycloakIntegrationTest(config = FeatureServer.class)
class AgreedBeforeTest extends ShopTest {

    private static final String NEW_PASSWORD = "another password of mine";

    private HttpServer device;
    private volatile String asked;
    private Answer user;

    @BeforeEach
    void switchDeviceOn() throws IOException {
        device = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), FeatureServer.DEVICE_PORT), 0);
        device.createContext("/", exchange -> {
            asked = exchange.getRequestHeaders().getFirst("Authorization");
            // Keycloak keeps connections, and the next test has another server at this port.
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        device.start();
        user = created(newUser("type", "admin"));
    }

    @AfterEach
    void switchDeviceOff() {
        device.stop(0);
    }

    @Test
    void theApplicationGetsTokensThatWork() {
        Answer tokens = redeem(agreed()).expect(200);

        assertTrue(shop.isActive(tokens.text("access_token")));
        shop.refresh(tokens.text("refresh_token")).expect(200);
    }

    @Test
    void anotherNameEndsNothing() {
        Answer request = agreed();
        admin.patch("/users/" + user.id(), Map.of("name", "Ada Lovelace")).expect(200);

        shop.refresh(redeem(request).expect(200).text("refresh_token")).expect(200);
    }

    @Test
    void deactivatingAndActivatingAgainEndsIt() {
        endsIt(changed -> {
            admin.patch("/users/" + changed.id(), Map.of("status", "inactive")).expect(200);
            admin.patch("/users/" + changed.id(), Map.of("status", "active")).expect(200);
        });
    }

    @Test
    void aNewPasswordEndsIt() {
        endsIt(changed -> admin.patch("/users/" + changed.id(), Map.of("password", NEW_PASSWORD))
                .expect(200));
    }

    @Test
    void aNewPasswordInTheConsoleEndsIt() {
        endsIt(changed -> inKeycloak(changed)
                .resetPassword(CredentialBuilder.password(NEW_PASSWORD).build()));
    }

    @Test
    void demotingEndsIt() {
        endsIt(changed ->
                admin.patch("/users/" + changed.id(), Map.of("type", "user")).expect(200));
    }

    @Test
    void endingTheSessionsEndsIt() {
        endsIt(changed -> admin.delete("/users/" + changed.id() + "/sessions").expect(200));
    }

    private void endsIt(Consumer<Answer> change) {
        Answer request = agreed();
        anotherSecond();
        change.accept(user);

        // Keycloak has made them before the look after the commit.
        Answer tokens = redeem(request).expect(200);

        assertEquals(List.of(), inKeycloak(user).getUserSessions());
        anonymous.bearer(tokens.text("access_token")).get("/users/me").expectProblem(401, "invalid_token");
        assertFalse(shop.isActive(tokens.text("access_token")));
        shop.refresh(tokens.text("refresh_token")).expect(400);
    }

    /** The application asks, and the person says yes. */
    private Answer agreed() {
        Answer request = shop.post("/ext/ciba/auth", Map.of("scope", "openid", "login_hint", user.text("email")))
                .expect(200);
        Api.at(realm.getBaseUrl())
                .with("Authorization", asked)
                .exchange(
                        "POST",
                        "/protocol/openid-connect/ext/ciba/auth/callback",
                        Api.json(Map.of("status", "SUCCEED")))
                .expect(200);
        return request;
    }

    private Answer redeem(Answer request) {
        return shop.token(
                Map.of("grant_type", "urn:openid:params:grant-type:ciba", "auth_req_id", request.text("auth_req_id")));
    }
}
