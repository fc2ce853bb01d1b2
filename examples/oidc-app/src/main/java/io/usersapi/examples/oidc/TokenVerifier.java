package io.usersapi.examples.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;

/** Verifies access tokens of a realm: signature and algorithm, issuer, audience and times. Make one and keep it. */
final class TokenVerifier {

    /** Milliseconds to connect and to read; the library's half a second is short for a server that has just started. */
    private static final DefaultResourceRetriever PATIENT = new DefaultResourceRetriever(5_000, 5_000);

    /** How far the clocks of this machine and Keycloak's may differ. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private TokenVerifier(String issuer, String audience, JWKSource<SecurityContext> keys) {
        // The algorithm is this application's choice, never the token's.
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                audience,
                // Keycloak's ID and refresh tokens have another typ.
                new JWTClaimsSet.Builder().issuer(issuer).claim("typ", "Bearer").build(),
                Set.of("sub", "iat", "exp"));
        claims.setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * Reads the realm's metadata; its keys are fetched when a token comes, kept, and fetched anew after a rotation.
     *
     * @param issuer the realm, such as {@code http://localhost:8080/realms/demo}
     * @param audience the name under which tokens are meant for this application
     * @throws RefusedException where the metadata is that of another issuer
     */
    static TokenVerifier of(String issuer, String audience) throws IOException {
        try {
            OIDCProviderMetadata realm = OIDCProviderMetadata.resolve(new Issuer(issuer));
            return new TokenVerifier(
                    issuer,
                    audience,
                    JWKSourceBuilder.create(realm.getJWKSetURI().toURL(), PATIENT)
                            .build());
        } catch (GeneralException foreign) {
            throw new RefusedException("The issuer is not usable: " + foreign.getMessage(), foreign);
        }
    }

    /**
     * The claims of a token that is good.
     *
     * @throws RefusedException where it is not, with the reason
     */
    JWTClaimsSet verify(String token) {
        try {
            return processor.process(token, null);
        } catch (ParseException | BadJOSEException | JOSEException bad) {
            throw new RefusedException("The token is refused: " + bad.getMessage(), bad);
        }
    }
}
