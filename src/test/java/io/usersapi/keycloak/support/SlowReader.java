package io.usersapi.keycloak.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that sends a request in whole and reads the answer when it is told to. */
public final class SlowReader implements AutoCloseable {

    private static final int MILLISECONDS_TO_READ = 30_000;

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    private SlowReader() {}

    /** Sends a POST, and reads nothing. */
    public static SlowReader of(String address, byte[] body, String... headers) {
        return sent("POST", address, body, headers);
    }

    /** Sends a GET, and reads nothing. */
    public static SlowReader get(String address, String... headers) {
        return sent("GET", address, new byte[0], headers);
    }

    private static SlowReader sent(String method, String address, byte[] body, String... headers) {
        URI uri = URI.create(address);
        SlowReader reader = new SlowReader();
        try {
            // As little as the system allows: what it takes on its own is not read by anybody.
            reader.socket.setReceiveBufferSize(1024);
            reader.socket.setSoTimeout(MILLISECONDS_TO_READ);
            reader.socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            reader.socket
                    .getOutputStream()
                    .write((method + " " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n"
                                    + String.join("\r\n", headers) + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            reader.socket.getOutputStream().write(body);
            return reader;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Reads so many bytes of the answer, and answers all that was read. */
    public String read(int bytes) {
        try {
            answer.writeBytes(socket.getInputStream().readNBytes(bytes));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the server ends the connection, in whatever way, and answers all that was read. */
    public String readToTheEnd() {
        try {
            socket.getInputStream().transferTo(answer);
        } catch (IOException cutOff) {
            // What came before is what the server has sent.
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
