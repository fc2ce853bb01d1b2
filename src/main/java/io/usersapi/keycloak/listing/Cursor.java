package io.usersapi.keycloak.listing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.jose.jws.crypto.HMACProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Where a walk through a list stands: behind the user with this time of creation and this id. On the wire it is opaque
 * and signed with the realm's secret together with the filter and the order it belongs to, so that one of another
 * realm or another list is told from ours.
 *
 * @param createdAt milliseconds since 1970
 */
record Cursor(long createdAt, String id) {

    private static final int SIGNATURE_BYTES = 16;
    private static final int MAX_TEXT = 512;

    static Cursor behind(UserRow user) {
        // Keycloak dates every user; a row without a date, written by something else, must not break a page.
        return new Cursor(user.createdAt() == null ? 0 : user.createdAt(), user.id());
    }

    /** The text of {@code links.next}: base64url of time, id and signature. */
    String text(KeycloakSession session, PageRequest list) {
        byte[] position = position();
        byte[] signature = signature(session, list, position);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(position.length + SIGNATURE_BYTES)
                        .put(position)
                        .put(signature)
                        .array());
    }

    /** The cursor behind a text, or nothing where this list has not given it out. */
    static Optional<Cursor> parse(String text, KeycloakSession session, PageRequest list) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length <= Long.BYTES + SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] position = Arrays.copyOf(bytes, bytes.length - SIGNATURE_BYTES);
        byte[] signature = Arrays.copyOfRange(bytes, position.length, bytes.length);
        if (!MessageDigest.isEqual(signature, signature(session, list, position))) {
            return Optional.empty();
        }
        String id = new String(position, Long.BYTES, position.length - Long.BYTES, StandardCharsets.UTF_8);
        return Optional.of(new Cursor(ByteBuffer.wrap(position).getLong(), id));
    }

    private byte[] position() {
        byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + idBytes.length)
                .putLong(createdAt)
                .put(idBytes)
                .array();
    }

    private static byte[] signature(KeycloakSession session, PageRequest list, byte[] position) {
        RealmModel realm = session.getContext().getRealm();
        SecretKey secret =
                session.keys().getActiveKey(realm, KeyUse.SIG, Algorithm.HS512).getSecretKey();
        byte[] scope = ("users-api.cursor\n" + realm.getId() + "\n" + list.filter() + "\n" + list.sort() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] signed = ByteBuffer.allocate(scope.length + position.length)
                .put(scope)
                .put(position)
                .array();
        return Arrays.copyOf(HMACProvider.sign(signed, org.keycloak.jose.jws.Algorithm.HS512, secret), SIGNATURE_BYTES);
    }
}
