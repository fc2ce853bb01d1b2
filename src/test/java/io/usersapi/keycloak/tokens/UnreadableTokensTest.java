package io.usersapi.keycloak.tokens;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Anybody can send a token that nobody has signed: it is refused, whatever its parts say. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UnreadableTokensTest extends ApiTest {

    private static final List<String> CLAIMS = List.of(
            "null",
            "{}",
            "[]",
            "1",
            "{\"iss\": null, \"sid\": \"\\u0000\"}",
            "{\"iss\": \"http://localhost/realms/%00\", \"sid\": \"\\ud800\"}",
            "{\"iss\": \"http://localhost/realms/\\ud800\"}",
            // Not every database can compare it with a name.
            "{\"iss\": \"http://localhost/realms/🦊\"}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "{\"alg\": null}",
                "{\"alg\": \"none\"}",
                "{\"alg\": \"none\", \"kid\": \"x\"}",
                "{\"alg\": \"RS256\"}",
                "{\"alg\": \"RS256\", \"kid\": \"x\"}",
                "{\"alg\": \"HS512\", \"kid\": \"x\"}",
                "{\"alg\": \"unheard of\"}"
            })
    void aTokenThatNobodyHasSignedIsRefused(String header) {
        for (String claims : CLAIMS) {
            for (String signature : List.of("", ".", "." + part("{}"))) {
                String token = part(header) + "." + part(claims) + signature;
                anonymous.bearer(token).get("/users/me").expectProblem(401, "invalid_token");
                anonymous
                        .with("Authorization", "DPoP " + token)
                        .with("DPoP", token)
                        .get("/users/me")
                        .expectProblem(401, "invalid_token");
                for (String path : List.of("/auth/token", "/auth/logout")) {
                    anonymous.post(path, Map.of("refresh_token", token)).expectProblem(401, "invalid_refresh_token");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"typ\": \"dpop+jwt\"}",
                "{\"typ\": \"dpop+jwt\", \"alg\": \"ES256\"}",
                "{\"typ\": \"dpop+jwt\", \"alg\": \"ES256\", \"jwk\": {}}",
                "{\"typ\": \"dpop+jwt\", \"alg\": \"ES256\", \"jwk\": {\"kty\": \"EC\"}}",
                "{\"typ\": \"dpop+jwt\", \"alg\": \"ES256\","
                        + " \"jwk\": {\"kty\": \"EC\", \"crv\": \"P-0\", \"x\": \"AQ\", \"y\": \"AQ\"}}",
                "{\"typ\": \"dpop+jwt\", \"alg\": \"RS256\", \"jwk\": {\"kty\": \"RSA\"}}",
                "{\"typ\": \"dpop+jwt\", \"alg\": \"RS256\", \"jwk\": {\"kty\": \"RSA\", \"n\": \"AQ\", \"e\": \"AQ\"}}",
                "{\"typ\": \"dpop+jwt\", \"alg\": \"EdDSA\", \"jwk\": {\"kty\": \"OKP\", \"crv\": \"x\", \"x\": \"AQ\"}}"
            })
    void aProofThatCannotBeReadGivesNoToken(String header) {
        String proof = part(header) + "." + part("{}") + "." + part("{}");
        anonymous
                .with("DPoP", proof)
                .token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .expectProblem(401, "invalid_credentials");
    }

    /** What Keycloak would write of a type into an event, not every database can hold. */
    @ParameterizedTest
    @CsvSource({"dpop+jwt, null", "🦊, {}", "jwt, {}"})
    void aProofThatIsSignedAndSaysNothingOrIsNoneGivesNoToken(String type, String payload) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        JWSObject proof = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .jwk(key.toPublicJWK())
                        .build(),
                new Payload(payload));
        proof.sign(new ECDSASigner(key));
        anonymous
                .with("DPoP", proof.serialize())
                .token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                .expectProblem(401, "invalid_credentials");
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
