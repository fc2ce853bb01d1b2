package io.usersapi.keycloak.bulk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Bytes as a short text: deflated (zlib, RFC 1950), in base64url without padding. Keycloak's store of single-use
 * objects keeps texts.
 */
public final class Packed {

    private Packed() {}

    /** The text for the bytes. */
    public static String of(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream deflated = into(packed)) {
            deflated.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text(packed.toByteArray());
    }

    /** Where bytes are written that are to be packed; whoever writes them closes it. */
    public static OutputStream into(OutputStream packed) {
        return new DeflaterOutputStream(packed);
    }

    /** The text of bytes that are packed. */
    public static String text(byte[] packed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(packed);
    }

    /**
     * The bytes that {@link #of} got.
     *
     * @throws IllegalArgumentException where the text is not base64url
     * @throws UncheckedIOException where the decoded bytes are not deflated
     */
    public static byte[] bytes(String text) {
        byte[] packed = Base64.getUrlDecoder().decode(text);
        try (InflaterInputStream inflated = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return inflated.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
