package io.usersapi.keycloak.support;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys of the tests' realms: Keycloak makes two for each new realm, which takes longer than all else in it. */
public final class RealmKeys {

    private static final Map<String, String> KEYS = new ConcurrentHashMap<>();

    private RealmKeys() {}

    /** The private RSA key of each realm of this name, PKCS #8 in Base64, as Keycloak imports it. */
    public static String of(String realm) {
        return KEYS.computeIfAbsent(realm, name -> {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return Base64.getEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }

    /** The same, to sign with. */
    public static PrivateKey privateKeyOf(String realm) {
        byte[] key = Base64.getDecoder().decode(of(realm));
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
