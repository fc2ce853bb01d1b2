package io.usersapi.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of the rows that failed, each with its errors. Once a person has corrected the rows, the file can be
 * imported as it is.
 */
final class FailedRows implements Closeable {

    private final FileChannel file;
    private final RowErrors form;
    private final byte[] header;

    /**
     * Opens the file.
     *
     * @param length how many bytes of an earlier run are kept
     */
    FailedRows(Path path, RowErrors form, byte[] header, long length) throws IOException {
        this.file = OwnFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.form = form;
        this.header = header;
        // What somebody has taken out of it meanwhile leaves no hole.
        file.truncate(length);
        file.position(Math.min(length, file.size()));
    }

    /**
     * Adds the failed rows of a chunk.
     *
     * @return the length of the file in bytes, when the rows are on the disk
     */
    long add(ChunkResult result) throws IOException {
        if (result.failed().isEmpty()) {
            return file.position();
        }
        OutputStream rows = Channels.newOutputStream(file);
        if (file.position() == 0 && header.length > 0) {
            write(rows, form.headerWith(form.headerWithout(header)));
        }
        for (ChunkResult.FailedRow failed : result.failed()) {
            write(rows, form.with(form.without(failed.row().bytes(), header), failed.errors()));
        }
        file.force(false);
        return file.position();
    }

    private static void write(OutputStream rows, byte[] row) throws IOException {
        rows.write(ByteBuffer.allocate(row.length + 1).put(row).put((byte) '\n').array());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
