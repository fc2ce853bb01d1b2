package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** DPoP: a proof is good for the address that was called (RFC 9449, section 4.3), in each form of path. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DpopTest extends ApiTest {

    private DefaultDPoPProofFactory proofs;
    private Api shortForm;
    private Answer user;

    @BeforeEach
    void makeKey() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        proofs = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
        shortForm = Api.at(urls.getBase() + "/api");
        user = created(newUser("type", "admin"));
    }

    @Test
    void aProofForTheAddressThatWasCalledIsGood() throws Exception {
        String token = token(anonymous, anonymous).expect(200).text("access_token");
        get(anonymous, "/users/me", anonymous.base() + "/users/me", token).expect(200);
        get(shortForm, "/users/me", shortForm.base() + "/users/me", token).expect(200);
        String path = "/users/50%25-" + user.text("email");
        get(shortForm, path, shortForm.base() + path, token).expectProblem(404, "user_not_found");
        get(shortForm, "/users?page=1", shortForm.base() + "/users", token).expect(200);
    }

    @Test
    void aProofForTheOtherFormIsNone() throws Exception {
        String token = token(anonymous, anonymous).expect(200).text("access_token");
        get(shortForm, "/users/me", anonymous.base() + "/users/me", token).expectProblem(401, "invalid_token");
        get(anonymous, "/users/me", shortForm.base() + "/users/me", token).expectProblem(401, "invalid_token");
    }

    @Test
    void aProofIsGoodOnce() throws Exception {
        String token = token(anonymous, anonymous).expect(200).text("access_token");
        Api proven = shortForm
                .with("Authorization", "DPoP " + token)
                .with("DPoP", proof("GET", shortForm.base() + "/users/me", token));
        proven.get("/users/me").expect(200);
        proven.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void theTokenEndpointBindsTokensByAProofForTheAddressThatWasCalled() throws Exception {
        assertEquals("DPoP", token(shortForm, shortForm).expect(200).text("token_type"));
        assertEquals("DPoP", token(anonymous, anonymous).expect(200).text("token_type"));
        token(shortForm, anonymous).expectProblem(401, "invalid_credentials");
        token(anonymous, shortForm).expectProblem(401, "invalid_credentials");
    }

    @Test
    void aBoundTokenIsNoBearerToken() throws Exception {
        String token = token(anonymous, anonymous).expect(200).text("access_token");
        anonymous.bearer(token).get("/users/me").expectProblem(401, "invalid_token");
        shortForm.bearer(token).get("/users/me").expectProblem(401, "invalid_token");
    }

    private Answer token(Api called, Api proven) throws Exception {
        return called.with("DPoP", proof("POST", proven.base() + "/auth/token", null))
                .post("/auth/token", Map.of("email", user.text("email"), "password", PASSWORD));
    }

    private Answer get(Api api, String path, String proven, String token) throws Exception {
        return api.with("Authorization", "DPoP " + token)
                .with("DPoP", proof("GET", proven, token))
                .get(path);
    }

    private String proof(String method, String address, String token) throws Exception {
        URI uri = URI.create(address);
        return (token == null
                        ? proofs.createDPoPJWT(method, uri)
                        : proofs.createDPoPJWT(method, uri, new DPoPAccessToken(token)))
                .serialize();
    }
}
