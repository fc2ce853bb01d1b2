package io.usersapi.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * How far an import has come. The state is kept in a file beside the imported one, so that the import can continue
 * after any break. It contains no secret.
 *
 * @param job what is imported and where; a state of another job is refused
 * @param run an id of this import, of which its idempotency keys are made
 * @param position where the next chunk begins, in bytes from the beginning of the file
 * @param line the line on which the next chunk begins
 * @param counts what became of the rows so far
 * @param failedBytes the length of the file of failed rows; what follows belongs to a chunk that will be sent again
 */
record ImportState(Job job, String run, long position, long line, Counts counts, long failedBytes) {

    /**
     * What is imported, and where.
     *
     * @param url the address of the API
     * @param size the size of the file in bytes
     * @param modified the time of the file's last change
     * @param failed the file of failed rows: its name where it stands beside the imported file, else its path
     */
    record Job(String url, String mode, long size, String modified, ChunkSize chunk, String failed) {}

    /** The state in the file; empty where there is no such file. */
    static Optional<ImportState> of(Path file) throws IOException {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), ImportState.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** The state after a chunk. */
    ImportState after(Chunk chunk, Counts more, long failedBytesNow) {
        return new ImportState(job, run, chunk.end(), chunk.nextLine(), counts.and(more), failedBytesNow);
    }

    /** Writes the state in whole or not at all: after a break, the file has the state before. */
    void save(Path file) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(this)));
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
