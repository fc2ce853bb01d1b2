package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.http.input.JsonText;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Rows of NDJSON: one JSON object on each line, in UTF-8. Lines end with LF or CR LF. An empty line is no row. */
public final class NdjsonSource implements RowSource {

    private final byte[] bytes;
    private int at;
    private int line;

    public NdjsonSource(byte[] bytes) {
        this.bytes = bytes;
        this.at = Utf8.afterMark(bytes);
    }

    @Override
    public ImportedRow next() {
        while (at < bytes.length) {
            int start = at;
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            at = end + 1;
            line++;
            int length = end > start && bytes[end - 1] == '\r' ? end - 1 - start : end - start;
            if (length > 0) {
                return row(start, length);
            }
        }
        return null;
    }

    private ImportedRow row(int start, int length) {
        if (length > ImportedRow.MAX_LENGTH) {
            return ImportedRow.unreadable(line, ErrorCode.TOO_LONG, ImportedRow.MAX_LENGTH);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
            JsonNode fields = JsonText.parse(text);
            return fields.isObject()
                    ? ImportedRow.of(line, fields)
                    : ImportedRow.unreadable(line, ErrorCode.WRONG_TYPE, "object");
        } catch (CharacterCodingException notUtf8) {
            return ImportedRow.unreadable(line, ErrorCode.NOT_UTF8);
        } catch (ProblemException notJson) {
            return ImportedRow.unreadable(line, notJson.code());
        }
    }
}
