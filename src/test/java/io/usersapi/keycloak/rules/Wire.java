package io.usersapi.keycloak.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.usersapi.keycloak.support.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends what may be no HTTP at all: over Java's client where that takes it, else over a bare socket. */
final class Wire {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int TIMEOUT_MILLIS = 120_000;

    private final URI server;

    Wire(URI server) {
        this.server = server;
    }

    Answer send(String method, String target, List<Map.Entry<String, String>> headers, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request;
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(server + target))
                    .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                    .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            headers.forEach(header -> builder.header(header.getKey(), header.getValue()));
            request = builder.build();
        } catch (IllegalArgumentException noHttp) {
            return sendRaw(method, target, headers, body);
        }
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException connectionWasClosed) {
            // The server may close a kept connection just as it is used again (RFC 9112, section 9.3.1).
            return sendRaw(method, target, headers, body);
        }
    }

    /** As HTTP/1.0, so that the answer comes in one piece and ends with the connection. */
    private Answer sendRaw(String method, String target, List<Map.Entry<String, String>> headers, byte[] body)
            throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                Rubbish.utf8(method + " " + target + " HTTP/1.0\r\nHost: " + server.getAuthority() + "\r\n"));
        headers.forEach(
                header -> request.writeBytes(Rubbish.utf8(header.getKey() + ": " + header.getValue() + "\r\n")));
        request.writeBytes(Rubbish.utf8("Content-Length: " + body.length + "\r\n\r\n"));
        request.writeBytes(body);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try {
                socket.getOutputStream().write(request.toByteArray());
            } catch (IOException answeredBeforeTheEnd) {
                // What it says is still to be read.
            }
            return parsed(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Answer parsed(String response) throws IOException {
        String[] parts = response.split("\r\n\r\n", 2);
        String[] lines = parts[0].split("\r\n");
        Map<String, List<String>> headers = new TreeMap<>();
        for (int line = 1; line < lines.length; line++) {
            String[] header = lines[line].split(": ?", 2);
            headers.computeIfAbsent(header[0], name -> new ArrayList<>()).add(header.length > 1 ? header[1] : "");
        }
        int status = Integer.parseInt(lines[0].split(" ")[1]);
        return answer(status, HttpHeaders.of(headers, (name, value) -> true), parts.length > 1 ? parts[1] : "");
    }

    private static Answer answer(int status, HttpHeaders headers, String text) throws IOException {
        boolean json = headers.firstValue("Content-Type").orElse("").contains("json") && !text.isEmpty();
        JsonNode body = json ? JSON.readTree(text) : MissingNode.getInstance();
        return new Answer(status, headers, body, text);
    }
}
