package io.usersapi.keycloak.bulk.file;

import java.nio.charset.StandardCharsets;

/** What UTF-8 brings along in the body of an import. */
final class Utf8 {

    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private Utf8() {}

    /** The index at which the text begins: after the byte order mark, which some programs write. */
    static int afterMark(byte[] bytes) {
        boolean marked =
                bytes.length >= MARK.length && bytes[0] == MARK[0] && bytes[1] == MARK[1] && bytes[2] == MARK[2];
        return marked ? MARK.length : 0;
    }
}
