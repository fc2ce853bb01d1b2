package io.usersapi.keycloak.support;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

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

    /**
     * Gives the realm another HS512 key for the test, as an administrator does it: another provider of a higher priority. The
     * old key stays enabled.
     */
    public static void rotate(ManagedRealm realm) {
        ComponentRepresentation keys = new ComponentRepresentation();
        keys.setName("rotated " + UUID.randomUUID());
        keys.setProviderId("hmac-generated");
        keys.setProviderType("org.keycloak.keys.KeyProvider");
        keys.setParentId(realm.admin().toRepresentation().getId());
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        config.putSingle("priority", "1000");
        config.putSingle("algorithm", "HS512");
        keys.setConfig(config);
        String id = ApiUtil.getCreatedId(realm.admin().components().add(keys));
        realm.cleanup().add(cleaned -> cleaned.components().component(id).remove());
    }
}
