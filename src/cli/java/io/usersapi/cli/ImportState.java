package io.usersapi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How far an import has come, in a file beside the imported one, so that it can go on after any break. It has no secret.
 *
 * @param job what is imported where; another job does not go on here
 * @param run an id of this import, of which its idempotency keys are made
 * @param position where the next chunk begins, in bytes from the beginning of the file
 * @param line the line on which the next chunk begins
 * @param failedBytes the length of the file of failed rows; what is behind it is of a chunk that will be sent again
 */
record ImportState(Job job, String run, long position, long line, Counts counts, long failedBytes) {

    /**
     * What is imported where.
     *
     * @param modified the time of the file's last change
     */
    record Job(String url, String mode, long size, String modified, ChunkSize chunk) {}

    static Optional<ImportState> of(Path file) throws IOException {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), ImportState.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    ImportState after(Chunk chunk, Counts more, long failedBytesNow) {
        return new ImportState(job, run, chunk.end(), chunk.nextLine(), counts.and(more), failedBytesNow);
    }

    /** In whole or not at all: a break leaves the state before. */
    void save(Path file) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.write(written, Json.MAPPER.writeValueAsBytes(this));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
