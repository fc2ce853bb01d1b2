package io.usersapi.keycloak.listing.filter;

import io.usersapi.keycloak.module.RealmSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Where a walk through a list stands: behind the user with this time of creation and this id. On the wire it is opaque
 * and signed with the realm's secret together with the filter and the order it belongs to, so that one of another
 * realm or another list is told from ours.
 *
 * @param createdAt milliseconds since 1970
 */
public record Cursor(long createdAt, String id) {

    private static final int MAX_TEXT = 512;

    /** The time of users without one, as old imports have left them: they come last in a walk. */
    private static final long UNDATED = Long.MIN_VALUE;

    /** @param createdAt null where it is not known */
    public static Cursor of(Long createdAt, String id) {
        return new Cursor(createdAt == null ? UNDATED : createdAt, id);
    }

    /** Whether the user has a time of creation. */
    public boolean isDated() {
        return createdAt != UNDATED;
    }

    /** The text of {@code links.next}: base64url of time, id and signature. */
    public String text(KeycloakSession session, PageRequest list) {
        byte[] position = position();
        byte[] signature = new RealmSecret(session).sign(signed(session, list, position));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(position.length + RealmSecret.SIGNATURE_BYTES)
                        .put(position)
                        .put(signature)
                        .array());
    }

    /** The cursor behind a text, or nothing where this list has not given it out. */
    public static Optional<Cursor> parse(String text, KeycloakSession session, PageRequest list) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length <= Long.BYTES + RealmSecret.SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] position = Arrays.copyOf(bytes, bytes.length - RealmSecret.SIGNATURE_BYTES);
        byte[] signature = Arrays.copyOfRange(bytes, position.length, bytes.length);
        if (!new RealmSecret(session).hasSigned(signed(session, list, position), signature)) {
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

    private static byte[] signed(KeycloakSession session, PageRequest list, byte[] position) {
        RealmModel realm = session.getContext().getRealm();
        byte[] scope = ("users-api.cursor\n" + realm.getId() + "\n" + list.filter() + "\n" + list.sort() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(scope.length + position.length)
                .put(scope)
                .put(position)
                .array();
    }
}
