package io.usersapi.keycloak.hashes;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** A hash that a library of the system made from which people move, and its password. */
record Vector(String kind, String origin, String password, String hash) {

    static List<Vector> all() {
        try (InputStream vectors = Vector.class.getResourceAsStream("/hashes/vectors.json")) {
            return Arrays.asList(new ObjectMapper().readValue(vectors, Vector[].class));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return kind + ": " + origin + " (" + password.length() + " characters)";
    }
}
