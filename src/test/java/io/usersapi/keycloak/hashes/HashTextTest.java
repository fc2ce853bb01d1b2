package io.usersapi.keycloak.hashes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.module.Settings.FirebaseScrypt;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.models.credential.PasswordCredentialModel;

class HashTextTest {

    private static final String SALT = "c2FsdHNhbHRzYWx0c2FsdA";
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final Map<String, String> ALGORITHMS = Map.of(
            "bcrypt", "users-api-bcrypt",
            "firebase", "users-api-firebase-scrypt",
            "argon2id", "argon2",
            "argon2i", "argon2");

    static List<Vector> vectors() {
        return Vector.all();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsWhatTheLibrariesOfOtherSystemsWrite(Vector vector) {
        PasswordCredentialModel credential = read(vector.hash());
        assertEquals("password", credential.getType());
        String algorithm = credential.getPasswordCredentialData().getAlgorithm();
        if (ALGORITHMS.containsKey(vector.kind())) {
            assertEquals(ALGORITHMS.get(vector.kind()), algorithm);
        } else {
            assertTrue(algorithm.matches("pbkdf2-sha(256|512)|argon2|users-api-bcrypt"), algorithm);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "$2x$10$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH2 hash_unknown",
                "$2$10$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH2 hash_unknown",
                "$2y$07$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH2 hash_too_weak",
                "$2y$15$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH2 hash_too_costly",
                "$2y$99$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH2 hash_too_costly",
                "$2y$10$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH hash_malformed",
                "$2y$10$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH2a hash_malformed",
                "$2y$10$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCku+2 hash_malformed",
                "$argon2d$v=19$m=65536,t=3,p=4$SALT$KEY hash_unknown",
                "$argon2id$v=20$m=65536,t=3,p=4$SALT$KEY hash_unknown",
                "$argon2id$v=19$m=65536,t=3$SALT$KEY hash_malformed",
                "$argon2id$v=19$m=65536,t=3,t=3$SALT$KEY hash_malformed",
                "$argon2id$v=19$m=65536,t=3,p=4,keyid=AA$SALT$KEY hash_malformed",
                "$argon2id$v=19$m=65536,t=3,p=4$SALT hash_malformed",
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$KEY hash_too_weak",
                "$argon2id$v=19$m=1024,t=1,p=1$SALT$KEY hash_too_weak",
                "$argon2id$v=19$m=65536,t=0,p=1$SALT$KEY hash_too_weak",
                "$argon2id$v=19$m=1024,t=2,p=0$SALT$KEY hash_malformed",
                "$argon2id$v=19$m=262144,t=1,p=1$SALT$KEY hash_too_costly",
                "$argon2id$v=19$m=65536,t=9,p=1$SALT$KEY hash_too_costly",
                "$argon2id$v=19$m=65536,t=3,p=17$SALT$KEY hash_too_costly",
                "$argon2id$v=19$m=99999999999,t=3,p=1$SALT$KEY hash_too_costly",
                "$pbkdf2-sha1$i=100000$SALT$KEY hash_unknown",
                "$pbkdf2-sha256$i=9999$SALT$KEY hash_too_weak",
                "$pbkdf2-sha256$i=2000001$SALT$KEY hash_too_costly",
                "$pbkdf2-sha256$i=29000,l=16$SALT$KEY hash_malformed",
                "$pbkdf2-sha256$29000$SALT hash_malformed",
                "$pbkdf2-sha256$29000$SALT$AAAA hash_too_weak",
                "pbkdf2_sha1$100000$salty-salt$KEY hash_unknown",
                "pbkdf2_sha256$1000$salty-salt$KEY hash_too_weak",
                "pbkdf2_sha256$9999999$salty-salt$KEY hash_too_costly",
                "pbkdf2_sha256$260000$salt$KEY hash_too_weak",
                "pbkdf2_sha256$260000$$KEY hash_malformed",
                "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg== hash_too_weak",
                "AKEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJgABAgMEBQYHCAkKCwwNDg+ukA== hash_too_weak",
                "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggE= hash_unknown",
                "A-plain-password hash_unknown",
                "AQAAAAEAACcQAAAAEAAB hash_malformed",
                "AQAAAAEAACcQAAAAEAABAgMEBQ hash_malformed",
                "AQ hash_unknown",
                "$fbscrypt$v=1$SALT$KEY hash_unavailable",
                "$fbscrypt$v=2,n=14,r=8$SALT$KEY hash_malformed",
                "$fbscrypt$v=1,n=14,r=8,p=2,ss=Bw==,sk=KEY$SALT$KEY hash_unknown",
                "$fbscrypt$v=1,n=11,r=8,p=1,ss=Bw==,sk=KEY$SALT$KEY hash_too_weak",
                "$fbscrypt$v=1,n=17,r=8,p=1,ss=Bw==,sk=KEY$SALT$KEY hash_too_costly",
                "$fbscrypt$v=1,n=31,r=8,p=1,ss=Bw==,sk=KEY$SALT$KEY hash_too_costly",
                "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=AAAA$SALT$KEY hash_malformed",
                "bcrypt_sha256$$2b$10$rNxvtQv2Qjmw/PsT2ZpBzeophtdnsCggTVrBnaaL4uncfU1FU6r2C hash_unknown",
                "$1$md5crypt$abc hash_unknown",
                "$6$sha512crypt$abc hash_unknown",
                "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E hash_unknown",
                "5f4dcc3b5aa765d61d8327deb882cf99 hash_unknown",
                "!unusable hash_unknown",
                "{} hash_malformed",
                "{ hash_malformed",
                "{\"type\":\"otp\"} hash_unknown",
            })
    void refusesTheRestAndSaysWhy(String hash, String code) {
        assertRefused(hash.replace("SALT", SALT).replace("KEY", KEY), code);
    }

    @Test
    void boundsTheWorkOfKeycloaksOwnCredentialsToo() {
        assertRefused(keycloaks("pbkdf2-sha256", 1), "hash_too_weak");
        assertRefused(keycloaks("pbkdf2-sha512", 20_000_000), "hash_too_costly");
        assertRefused(keycloaks("argon2", 5), "hash_malformed");
        assertRefused(keycloaks("of-another-extension", 27_500), "hash_unknown");
        assertRefused(keycloaks("pbkdf2-sha256", 1_000_001, 64), "hash_too_costly");
        assertEquals("pbkdf2-sha256", algorithm(keycloaks("pbkdf2-sha256", 600_000, 64)));
        assertEquals("pbkdf2", algorithm(keycloaks("pbkdf2", 1_300_000, 64)));
    }

    @Test
    void ofTheParametersOfKeycloaksOwnCredentialsOnlyThoseOfTheKindAreKept() {
        String extra = "\"hashIterations\":27500,\"additionalParameters\":{\"x\":null,\"memory\":[\"1\"],\"y\":[]}";
        PasswordCredentialModel credential =
                read(keycloaks("pbkdf2-sha256", 27_500).replace("\"hashIterations\":27500", extra));
        assertEquals(Map.of(), credential.getPasswordCredentialData().getAdditionalParameters());
        assertEquals("pbkdf2-sha256", HashWork.of(credential).algorithm());
        assertRefused(
                keycloaks("argon2", 27_500).replace("\"hashIterations\":27500", extra.replace("1", "")),
                "hash_malformed");
        assertRefused(
                keycloaks("argon2", 27_500).replace("\"hashIterations\":27500", extra.replace("[\"1\"]", "[]")),
                "hash_malformed");
    }

    @Test
    void readsAspNetNumbersAsUnsigned() {
        ByteBuffer hash =
                ByteBuffer.allocate(61).put((byte) 1).putInt(1).putInt(-1).putInt(16);
        assertRefused(Base64.getEncoder().encodeToString(hash.array()), "hash_too_costly");
        ByteBuffer salt =
                ByteBuffer.allocate(61).put((byte) 1).putInt(1).putInt(10_000).putInt(-1);
        assertRefused(Base64.getEncoder().encodeToString(salt.array()), "hash_malformed");
    }

    @Test
    void takesFromTheSettingsWhatAFirebaseHashLeavesOut() {
        String hash = "$fbscrypt$v=1$" + SALT + "$" + KEY;
        Optional<FirebaseScrypt> project = Optional.of(new FirebaseScrypt(KEY, "Bw==", 8, 14));
        PasswordCredentialModel credential = new HashText(project).read(hash);
        assertEquals(1 << 14, credential.getPasswordCredentialData().getHashIterations());
        assertEquals(17, credential.getPasswordSecretData().getSalt().length);
        assertFalse(credential.getSecretData().contains(KEY), "the signer key is kept");
    }

    @Test
    void hidesTheHashInItsTextForm() {
        Vector vector = Vector.all().get(0);
        assertEquals("PasswordHash[hidden]", new PasswordHash(read(vector.hash())).toString());
    }

    private static String keycloaks(String algorithm, int iterations) {
        return keycloaks(algorithm, iterations, 32);
    }

    private static String keycloaks(String algorithm, int iterations, int bytes) {
        return "{\"credentialData\":{\"algorithm\":\"%s\",\"hashIterations\":%d},\"secretData\":{\"value\":\"%s\",\"salt\":\"%s==\"}}"
                .formatted(algorithm, iterations, Base64.getEncoder().encodeToString(new byte[bytes]), SALT);
    }

    private static String algorithm(String hash) {
        return read(hash).getPasswordCredentialData().getAlgorithm();
    }

    private static PasswordCredentialModel read(String hash) {
        return new HashText(Optional.empty()).read(hash);
    }

    private static void assertRefused(String hash, String code) {
        assertEquals(
                code,
                assertThrows(UnusableHashException.class, () -> read(hash))
                        .code()
                        .code());
    }
}
