package io.usersapi.keycloak.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that the page loads, read from the jar when the class is loaded. {@code assets.txt}, which the build
 * writes, names them. No other file can be asked for.
 */
final class Assets {

    private static final Map<String, Asset> ALL = read();

    /**
     * The version of all files together: 12 hexadecimal digits, which change when any file changes. The addresses carry
     * it, so that browsers may keep the files for ever.
     */
    static final String VERSION = version();

    private Assets() {}

    static Optional<Asset> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** The names of the files that end with the text, sorted. */
    static Stream<String> names(String ending) {
        return ALL.keySet().stream().filter(name -> name.endsWith(ending));
    }

    private static Map<String, Asset> read() {
        Map<String, Asset> assets = new TreeMap<>();
        new String(resource("assets.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(name -> !name.isBlank())
                .forEach(name -> assets.put(name, Asset.of(name, resource("assets/" + name))));
        return assets;
    }

    /**
     * The bytes of a file of this package.
     *
     * @throws IllegalStateException where the jar lacks the file
     */
    static byte[] resource(String name) {
        try (InputStream stream = Assets.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String version() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ALL.forEach((name, asset) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(asset.plain());
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
