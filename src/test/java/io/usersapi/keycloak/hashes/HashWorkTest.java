package io.usersapi.keycloak.hashes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashWorkTest {

    @ParameterizedTest
    @CsvSource({
        "users-api-bcrypt, 12, 10, 10 11",
        "users-api-bcrypt, 10, 10, ''",
        "users-api-firebase-scrypt, 16384, 4096, 4096 8192",
        "pbkdf2-sha256, 1000000, 260000, 740000",
        "argon2, 4, 3, 1",
        "argon2, 4, 4, ''",
    })
    void whatIsLeftAndWhatIsDoneMakeTheWhole(String algorithm, int whole, int done, String left) {
        List<String> iterations = work(algorithm, whole).without(work(algorithm, done)).stream()
                .map(part -> String.valueOf(part.iterations()))
                .toList();
        assertEquals(left, String.join(" ", iterations));
    }

    @Test
    void isLikeWhatDiffersInItsIterationsAlone() {
        assertTrue(work("argon2", 3).isLike(work("argon2", 5)));
        assertFalse(work("argon2", 3).isLike(work("pbkdf2", 3)));
        assertFalse(work("argon2", 3).isLike(new HashWork("argon2", 3, Map.of("memory", List.of("8")), 32)));
    }

    private static HashWork work(String algorithm, int iterations) {
        return new HashWork(algorithm, iterations, Map.of(), 32);
    }
}
