package io.usersapi.keycloak.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The variables of {@code .env.example}, in order. */
record Variables(Map<String, String> values) {

    /** As the file has them. */
    static Variables ofExample() {
        try {
            Map<String, String> values = new LinkedHashMap<>();
            Files.readAllLines(Path.of(".env.example")).stream()
                    .filter(line -> line.contains("=") && !line.startsWith("#"))
                    .map(line -> line.split("=", 2))
                    .forEach(pair -> values.put(pair[0], pair[1]));
            return new Variables(values);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** As somebody has filled them in: passwords of this run, an address, two free ports. */
    static Variables filledIn() {
        Variables filled = ofExample();
        filled.values.replaceAll((name, value) -> value.isEmpty() ? name + " of " + UUID.randomUUID() : value);
        return filled.with("API_ADMIN_EMAIL", "first-admin@example.org")
                .with("HTTP_PORT", freePort())
                .with("MAIL_PORT", freePort());
    }

    /** The same with another value. */
    Variables with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Variables(more);
    }

    String get(String name) {
        return values.get(name);
    }

    /** Writes them as Compose reads them. */
    Path writtenTo(Path folder) {
        String lines = values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            return Files.writeString(folder.resolve(".env"), lines);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
