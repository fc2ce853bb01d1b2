package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.rules.Claims;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * A token that is bound to a client's certificate is good with that certificate alone (RFC 8705, section 3). The
 * certificate comes in the header of a proxy that ends TLS (RFC 9440).
 */
@KeycloakIntegrationTest(config = FeatureServer.class)
class CertificateBoundTokenTest extends ApiTest {

    private static String certificate;
    private static String otherCertificate;

    private Answer user;

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        certificate = certificate(folder.resolve("one.p12"));
        otherCertificate = certificate(folder.resolve("other.p12"));
    }

    @BeforeEach
    void bindTokens() {
        user = created(newUser("type", "admin"));
        ClientResource client = new KeycloakSetup(realm.admin()).client("users-api");
        ClientRepresentation before = client.toRepresentation();
        realm.cleanup().add(cleaned -> bind(client, before, "false"));
        bind(client, client.toRepresentation(), "true");
    }

    @Test
    void withTheCertificateTheTokenIsGoodAndWithoutItIsNot() {
        String token = token(certificate);
        assertFalse(Claims.of(token).at("/cnf/x5t#S256").asText().isEmpty());
        with(certificate).bearer(token).get("/users/me").expect(200);
        with(certificate).bearer(token).get("/users").expect(200);
        for (Api api : new Api[] {anonymous, with(otherCertificate), with(":bm9uZQ==:")}) {
            Answer refused = api.bearer(token).get("/users/me").expectProblem(401, "invalid_token");
            assertTrue(refused.text("detail").startsWith("The bearer token is bound to a key or a certificate"));
            api.bearer(token).get("/users").expectProblem(401, "invalid_token");
            api.bearer(token)
                    .patch("/users/" + user.id(), Map.of("name", "Mallory"))
                    .expectProblem(401, "invalid_token");
        }
    }

    @Test
    void aTokenStaysBoundWhenItsClientBindsNoLonger() {
        String token = token(certificate);
        ClientResource client = new KeycloakSetup(realm.admin()).client("users-api");
        bind(client, client.toRepresentation(), "false");
        anonymous.bearer(token).get("/users/me").expectProblem(401, "invalid_token");
        with(certificate).bearer(token).get("/users/me").expect(200);
    }

    @Test
    void aTokenThatIsNotBoundNeedsNoCertificate() {
        ClientResource client = new KeycloakSetup(realm.admin()).client("users-api");
        bind(client, client.toRepresentation(), "false");
        signedIn(user).get("/users/me").expect(200);
    }

    private String token(String certificate) {
        return with(certificate).signIn(user.text("email"), PASSWORD).text("access_token");
    }

    private Api with(String certificate) {
        return anonymous.with("Client-Cert", certificate);
    }

    private static void bind(ClientResource client, ClientRepresentation representation, String bound) {
        representation.getAttributes().put("tls.client.certificate.bound.access.tokens", bound);
        client.update(representation);
    }

    /** The header's form of a certificate that the JDK's own tool makes. */
    private static String certificate(Path store) throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "client",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=client",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var file = Files.newInputStream(store)) {
            keys.load(file, "changeit".toCharArray());
        }
        return ":"
                + Base64.getEncoder()
                        .encodeToString(keys.getCertificate("client").getEncoded()) + ":";
    }
}
