package io.usersapi.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that announces a body and sends it byte by byte, or at last, when it is told to. */
public final class SlowSender implements AutoCloseable {

    private static final int LENGTH = 100_000;

    private final Socket socket;
    private final StringBuilder answer = new StringBuilder();

    private SlowSender(Socket socket) {
        this.socket = socket;
    }

    /** Sends the headers of a POST, and nothing of its body. */
    public static SlowSender to(String address, String... headers) {
        URI uri = URI.create(address);
        try {
            SlowSender sender = new SlowSender(new Socket(uri.getHost(), uri.getPort()));
            sender.write("POST " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n"
                    + String.join("\r\n", headers) + "\r\nContent-Length: " + LENGTH + "\r\n\r\n");
            return sender;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a byte more, unless the server has answered. */
    public void sendOne() {
        try {
            if (!isAnswered()) {
                write(" ");
            }
        } catch (IOException closed) {
            // What the server has said is still to be read.
        }
    }

    /** Sends the body, with blanks up to the announced length. */
    public void sendAll(String body) {
        try {
            write(body + " ".repeat(LENGTH - body.length()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public boolean isAnswered() {
        return status() > 0;
    }

    /** The status of the answer, or 0 before it. */
    public int status() {
        try {
            byte[] come =
                    socket.getInputStream().readNBytes(socket.getInputStream().available());
            answer.append(new String(come, StandardCharsets.UTF_8));
        } catch (IOException closed) {
            throw new UncheckedIOException(answer.toString(), closed);
        }
        return answer.indexOf("\r\n\r\n") < 0 ? 0 : Integer.parseInt(answer.substring(9, 12));
    }

    public String text() {
        return answer.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
