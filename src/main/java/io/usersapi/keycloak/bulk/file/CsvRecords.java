package io.usersapi.keycloak.bulk.file;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a body into rows and these into cells (RFC 4180, section 2). What stands within quotes is taken as it is, ends of
 * lines among it. A quote within a cell that does not begin with one is a character like others.
 *
 * <p>Keycloak's opencsv writes exports, but does not read imports. Its LineReader loses a CR within a cell. Its RFC4180Parser
 * takes all rows behind one stray quote for one cell, where an import must read each row by itself.
 */
final class CsvRecords {

    /**
     * A row as it was read.
     *
     * @param line the line at which it begins, from 1
     * @param unreadable why its cells are not to be used, or null
     */
    record Cells(int line, List<String> texts, ErrorCode unreadable) {

        boolean isBlank() {
            return unreadable == null && texts.size() == 1 && texts.get(0).isEmpty();
        }
    }

    private static final int END = -1;

    private final byte[] bytes;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
    private int at;
    private int line = 1;
    private int begin;
    private ErrorCode unreadable;

    CsvRecords(byte[] bytes) {
        this.bytes = bytes;
        this.at = Utf8.afterMark(bytes);
    }

    /** The next row, or null behind the last one. */
    Cells next() {
        if (sign() == END) {
            return null;
        }
        int first = line;
        begin = at;
        unreadable = null;
        List<String> texts = new ArrayList<>();
        do {
            String text = cell();
            if (at - begin > ImportedRow.MAX_LENGTH) {
                refuse(ErrorCode.TOO_LONG);
            } else {
                texts.add(text);
            }
        } while (goesOn());
        return new Cells(first, texts, unreadable);
    }

    private String cell() {
        cell.reset();
        if (sign() == '"') {
            at++;
            quoted();
        }
        while (sign() != ',' && sign() != '\n' && sign() != '\r' && sign() != END) {
            take();
        }
        try {
            return utf8.decode(ByteBuffer.wrap(cell.toByteArray())).toString();
        } catch (CharacterCodingException otherEncoding) {
            refuse(ErrorCode.NOT_UTF8);
            return "";
        }
    }

    /** Reads what stands within quotes, of which two are one, and the quote that ends it. */
    private void quoted() {
        while (sign() != END) {
            if (sign() == '"') {
                at++;
                if (sign() != '"') {
                    // Nothing may stand between this quote and the end of the cell.
                    if (sign() != ',' && sign() != '\n' && sign() != '\r' && sign() != END) {
                        refuse(ErrorCode.MALFORMED_CSV);
                    }
                    return;
                }
            }
            countLine();
            take();
        }
        refuse(ErrorCode.MALFORMED_CSV);
    }

    /** Reads what ends a cell. Whether another one of the row follows. */
    private boolean goesOn() {
        int sign = sign();
        countLine();
        if (sign != END) {
            at++;
        }
        if (sign == '\r' && sign() == '\n') {
            countLine();
            at++;
        }
        return sign == ',';
    }

    /** A line ends with LF, CR LF or CR. */
    private void countLine() {
        if (sign() == '\n' || (sign() == '\r' && (at + 1 == bytes.length || bytes[at + 1] != '\n'))) {
            line++;
        }
    }

    private int sign() {
        return at < bytes.length ? bytes[at] & 0xFF : END;
    }

    /** Nothing of a row is kept that is too long. */
    private void take() {
        if (at - begin >= ImportedRow.MAX_LENGTH) {
            refuse(ErrorCode.TOO_LONG);
        } else {
            cell.write(bytes[at]);
        }
        at++;
    }

    /** The first reason is told. */
    private void refuse(ErrorCode reason) {
        unreadable = unreadable == null ? reason : unreadable;
    }
}
