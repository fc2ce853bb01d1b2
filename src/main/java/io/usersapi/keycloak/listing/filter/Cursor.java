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
 * The place of a walk through a list: right after the user with this time of creation and this id. In an address the
 * cursor is an opaque text. It is signed with the realm's secret, together with the filter and the order of the list,
 * so that a cursor of another realm or another list is recognized and refused.
 *
 * @param createdAt milliseconds since 1970; {@link Long#MIN_VALUE} for a user without a time of creation
 * @param id the user's id
 */
public record Cursor(long createdAt, String id) {

    private static final int MAX_TEXT = 512;

    /** Stands for the missing time of users without one, whom old imports have left. Such users come last in a walk. */
    private static final long UNDATED = Long.MIN_VALUE;

    /**
     * The place right after a user.
     *
     * @param createdAt milliseconds since 1970, or null where the user has no time of creation
     */
    public static Cursor of(Long createdAt, String id) {
        return new Cursor(createdAt == null ? UNDATED : createdAt, id);
    }

    /** Whether the user has a time of creation. */
    public boolean isDated() {
        return createdAt != UNDATED;
    }

    /**
     * The text of the cursor in {@code links.next}: base64url of the time (8 bytes), the id (UTF-8) and the signature.
     */
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

    /** The cursor of which this is the text; empty where this list has not given the text out. */
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
