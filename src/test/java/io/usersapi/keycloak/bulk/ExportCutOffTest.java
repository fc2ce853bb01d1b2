package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What goes wrong while an export is under way: nobody takes a part of a file for the whole. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ExportCutOffTest extends ApiTest {

    /** How a chunked body ends (RFC 9112, section 7.1). */
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private static final String MARK = UUID.randomUUID().toString();

    /** More than one step of the walk, and more in bytes than lies in buffers between the server and this test. */
    private void manyUsers() {
        Object[] users = IntStream.range(0, 600)
                .mapToObj(number -> Map.of("email", MARK + number + "@example.org", "name", "山".repeat(250)))
                .toArray();
        ImportFile.ndjson(users).done(admin, "?mode=create");
    }

    private Socket begun(String token, String query) throws IOException {
        URI api = URI.create(anonymous.base());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(api.getHost(), api.getPort()));
        String request = "GET " + api.getPath() + "/users/export?search=" + MARK + query + " HTTP/1.1\r\nHost: "
                + api.getAuthority() + "\r\nAuthorization: Bearer " + token + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** All that comes, be the end orderly or not. */
    private static String rest(InputStream answer) throws IOException {
        StringBuilder rest = new StringBuilder();
        byte[] some = new byte[4096];
        try {
            for (int read = answer.read(some); read >= 0; read = answer.read(some)) {
                rest.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException reset) {
            rest.append("(reset)");
        }
        return rest.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"&format=ndjson", "&format=csv"})
    void whoLosesThePermissionOnTheWayGetsNoEnd(String format) throws IOException {
        manyUsers();
        Answer other = created(newUser("type", "admin"));
        String token = anonymous.signIn(other.text("email"), PASSWORD).text("access_token");
        try (Socket whole = begun(token, format)) {
            assertTrue(rest(whole.getInputStream()).endsWith(LAST_CHUNK));
        }
        try (Socket socket = begun(token, format)) {
            InputStream answer = socket.getInputStream();
            assertEquals("HTTP/1.1 200", new String(answer.readNBytes(12), StandardCharsets.US_ASCII));
            admin.patch("/users/" + other.id(), Map.of("type", "user")).expect(200);
            String rest = rest(answer);
            assertFalse(rest.endsWith(LAST_CHUNK), () -> rest.substring(rest.length() - 300));
        }
    }
}
