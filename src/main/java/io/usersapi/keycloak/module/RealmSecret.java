package io.usersapi.keycloak.module;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jws.crypto.HMACProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The realm's HS512 secret, which signs what the API gives out and later takes back. After a rotation the new secret
 * signs. What an older secret signed stays good as long as its key is enabled, active or passive, as with Keycloak's
 * own tokens.
 */
public final class RealmSecret {

    /** The length of a signature: 128 bits of the 512 that HMAC-SHA512 has (RFC 2104, section 5). */
    public static final int SIGNATURE_BYTES = 16;

    private final KeycloakSession session;
    private final RealmModel realm;

    public RealmSecret(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** The signature of the bytes, {@link #SIGNATURE_BYTES} long. */
    public byte[] sign(byte[] text) {
        return sign(text, active());
    }

    /** The signatures of the bytes by each secret that is good: first that of {@link #sign}. */
    public Stream<byte[]> signatures(byte[] text) {
        KeyWrapper active = active();
        Stream<KeyWrapper> older = keys().filter(key -> !key.getKid().equals(active.getKid()));
        return Stream.concat(Stream.of(active), older).map(key -> sign(text, key));
    }

    /** Whether the signature is that of the bytes. The comparison takes constant time. */
    public boolean hasSigned(byte[] text, byte[] signature) {
        return keys().anyMatch(key -> MessageDigest.isEqual(signature, sign(text, key)));
    }

    private KeyWrapper active() {
        return session.keys().getActiveKey(realm, KeyUse.SIG, Algorithm.HS512);
    }

    private Stream<KeyWrapper> keys() {
        return session.keys().getKeysStream(realm, KeyUse.SIG, Algorithm.HS512);
    }

    private static byte[] sign(byte[] text, KeyWrapper key) {
        byte[] whole = HMACProvider.sign(text, org.keycloak.jose.jws.Algorithm.HS512, key.getSecretKey());
        return Arrays.copyOf(whole, SIGNATURE_BYTES);
    }
}
