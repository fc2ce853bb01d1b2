package io.usersapi.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/**
 * The shared server's settings, and what Keycloak leaves off: tabs in the console, the metrics page with all that the
 * dashboard shows, SCIM, verifiable credentials, the old exchange of tokens, the old fine-grained admin permissions, clients' certificates from
 * a proxy's header, and a device at which people are asked about sign-ins; besides, the theme mounted under another name, and
 * the database open. One server for all of them, for each that is built anew costs most of a minute.
 */
public class FeatureServer extends OpenServer {

    /** The name under which the theme's files stand in the server's themes directory, and not in the jar. */
    public static final String MOUNTED_THEME = "users-api-mounted";

    /** Where Keycloak asks people whether somebody may sign in as them (OpenID Connect CIBA). */
    public static final int DEVICE_PORT = freePort();

    private static final Path THEMES = Path.of("target", "mounted-themes").toAbsolutePath();

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        copy(MessageFile.THEME, THEMES.resolve(MOUNTED_THEME));
        return super.configure(config)
                .features(
                        Profile.Feature.DECLARATIVE_UI,
                        Profile.Feature.TOKEN_EXCHANGE,
                        Profile.Feature.ADMIN_FINE_GRAINED_AUTHZ,
                        Profile.Feature.SCIM_API,
                        Profile.Feature.OID4VC_VCI,
                        Profile.Feature.OID4VC_VCI_PREAUTH_CODE,
                        Profile.Feature.OID4VC_VCI_REST_CREDENTIAL_OFFER)
                .option("metrics-enabled", "true")
                .spiOption(
                        "ciba-auth-channel",
                        "ciba-http-auth-channel",
                        "http-authentication-channel-uri",
                        "http://127.0.0.1:" + DEVICE_PORT + "/")
                .option("spi-x509cert-lookup--provider", "rfc9440")
                .option("http-metrics-histograms-enabled", "true")
                .spiOption("theme", "folder", "dir", THEMES.toString());
    }

    @Override
    protected String jvmOptions() {
        return ServerJvm.OF_A_SHORT_LIFE;
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
