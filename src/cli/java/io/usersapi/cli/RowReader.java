package io.usersapi.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads rows from a file of any size, as bytes; only the server looks at what they mean. A row ends at the end of its
 * line, which is LF or CR LF. In CSV it ends at the first end of a line that is outside of quotes (RFC 4180), and CR alone
 * ends a line, too.
 */
final class RowReader implements Closeable {

    private static final int BUFFER = 1 << 16;
    private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

    private final InputStream file;
    private final boolean quotes;
    private final int longest;
    private long position;
    private long line;

    private RowReader(InputStream file, boolean quotes, int longest, long position, long line) {
        this.file = file;
        this.quotes = quotes;
        this.longest = longest;
        this.position = position;
        this.line = line;
    }

    /**
     * Begins to read, after the byte order mark if the file has one.
     *
     * @param quotes whether a row may have ends of lines within quotes
     * @param longest the most bytes of a row
     */
    static RowReader of(InputStream file, boolean quotes, int longest) throws IOException {
        InputStream buffered = new BufferedInputStream(file, BUFFER);
        buffered.mark(BYTE_ORDER_MARK.length);
        for (int mark : BYTE_ORDER_MARK) {
            if (buffered.read() != mark) {
                buffered.reset();
                return new RowReader(buffered, quotes, longest, 0, 1);
            }
        }
        return new RowReader(buffered, quotes, longest, BYTE_ORDER_MARK.length, 1);
    }

    /** Continues where a row ended in an earlier run. */
    void skipTo(long end, long nextLine) throws IOException {
        file.skipNBytes(end - position);
        position = end;
        line = nextLine;
    }

    /** The line on which the next row begins. */
    long line() {
        return line;
    }

    /** The next row; empty at the end of the file. */
    Optional<Row> next() throws IOException {
        long begin = line;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Quotes within = new Quotes();
        boolean tooLong = false;
        boolean any = false;
        for (int read = file.read(); read >= 0; read = file.read()) {
            any = true;
            position++;
            if (read == '\n' || (quotes && read == '\r' && !isNext('\n'))) {
                line++;
                if (!within.isWithin()) {
                    break;
                }
            }
            if (quotes) {
                within.read(read);
            }
            tooLong |= bytes.size() >= longest;
            if (!tooLong) {
                bytes.write(read);
            }
        }
        return any ? Optional.of(row(bytes, begin, tooLong)) : Optional.empty();
    }

    private boolean isNext(int sign) throws IOException {
        file.mark(1);
        int next = file.read();
        file.reset();
        return next == sign;
    }

    private Row row(ByteArrayOutputStream bytes, long begin, boolean tooLong) {
        if (tooLong) {
            return new Row(new byte[0], begin, position, true);
        }
        byte[] row = bytes.toByteArray();
        int length = row.length > 0 && row[row.length - 1] == '\r' ? row.length - 1 : row.length;
        return new Row(Arrays.copyOf(row, length), begin, position, false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
