package io.usersapi.keycloak.hashes;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.models.credential.PasswordCredentialModel;

/** The two kinds of which Keycloak knows nothing. */
class ForeignHashTest {

    private static final Bcrypt BCRYPT = new Bcrypt(null);

    static List<Vector> vectors() {
        return Vector.all().stream()
                .filter(vector -> vector.kind().matches("bcrypt|firebase"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verifiesThePasswordAndNoOther(Vector vector) {
        PasswordCredentialModel credential = read(vector.hash());
        ForeignHash kind = vector.kind().equals("bcrypt") ? BCRYPT : new FirebaseScryptHash(null);
        assertTrue(kind.verify(vector.password(), credential));
        assertFalse(kind.verify("!" + vector.password(), credential));
        assertFalse(kind.verify("", credential));
    }

    @Test
    void seesSeventyTwoBytesOfABcryptPasswordAsThoseDoWhoMadeIt() {
        Vector vector = vectors().stream()
                .filter(candidate -> candidate.password().length() > 72)
                .findFirst()
                .orElseThrow();
        String seen = vector.password().substring(0, 72);
        assertTrue(BCRYPT.verify(seen + "whatever", read(vector.hash())));
        assertFalse(BCRYPT.verify(seen.substring(0, 71), read(vector.hash())));
    }

    /** bcrypt repeats a key that ends with a NUL: without a rule of its own, p\0p is p. */
    @Test
    void refusesAPasswordWithANul() {
        Vector vector = vectors().get(0);
        String password = vector.password();
        assertFalse(BCRYPT.verify(password + "\0" + password, read(vector.hash())));
        assertFalse(BCRYPT.verify(password + "\0", read(vector.hash())));
        assertFalse(BCRYPT.verify(password + "\0more", read(vector.hash())));
    }

    @Test
    void tellsKeycloakToReplaceWhatItVerified() {
        assertFalse(BCRYPT.policyCheck(null, read(vectors().get(0).hash())));
    }

    private static PasswordCredentialModel read(String hash) {
        return new HashText(Optional.empty()).read(hash);
    }
}
