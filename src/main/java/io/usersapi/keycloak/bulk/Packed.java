package io.usersapi.keycloak.bulk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Bytes as a short text, for Keycloak's memory of requests: deflated (RFC 1951), in base64url. */
public final class Packed {

    private Packed() {}

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

    public static byte[] bytes(String text) {
        byte[] packed = Base64.getUrlDecoder().decode(text);
        try (InflaterInputStream inflated = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return inflated.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
