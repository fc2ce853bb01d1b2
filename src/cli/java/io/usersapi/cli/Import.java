package io.usersapi.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends a file in chunks, some at the same time, and takes their results in the order of the file. After each result,
 * first the failed rows and then the state are written to the disk. A chunk whose result was lost is sent again with
 * the same idempotency key.
 */
final class Import {

    /**
     * How the import is to be done.
     *
     * @param mode {@code create} or {@code upsert}
     * @param parallel how many requests are under way at the same time
     * @param restart whether an import that stopped is forgotten
     */
    record Wishes(String mode, boolean dryRun, int parallel, boolean restart, ChunkSize chunk) {}

    private record Sent(Chunk chunk, Future<ChunkResult> result) {}

    private final Api api;
    private final Path file;
    private final Format format;
    private final Wishes wishes;
    private final Path failedFile;
    private final Path stateFile;
    private final PrintWriter out;

    Import(Api api, Path file, Format format, Wishes wishes, Path failedFile, Path stateFile, PrintWriter out) {
        this.api = api;
        this.file = file;
        this.format = format;
        this.wishes = wishes;
        this.failedFile = failedFile;
        this.stateFile = stateFile;
        this.out = out;
    }

    /**
     * Carries the import out, or continues one that stopped.
     *
     * @throws StoppedException where the import cannot go on; the same command continues it
     */
    Counts run() throws IOException {
        ImportState state = begin();
        ExecutorService senders = Executors.newFixedThreadPool(wishes.parallel());
        try (ChunkReader chunks = ChunkReader.of(
                        Files.newInputStream(file), format, state.job().chunk());
                FailedRows failed = new FailedRows(failedFile, format.errors(), chunks.header(), state.failedBytes())) {
            chunks.skipTo(state.position(), state.line());
            Counts counts = send(chunks, failed, state, senders);
            end(counts);
            return counts;
        } finally {
            senders.shutdownNow();
        }
    }

    private ImportState begin() throws IOException {
        ImportState.Job job = new ImportState.Job(
                api.base().toString(),
                wishes.mode(),
                Files.size(file),
                Files.getLastModifiedTime(file).toString(),
                wishes.chunk(),
                failedName());
        Optional<ImportState> before =
                wishes.restart() || wishes.dryRun() ? Optional.empty() : ImportState.of(stateFile);
        if (before.isPresent() && !before.get().job().equals(job)) {
            throw StoppedException.usage("An import that stopped was of another file, server, mode, chunk size or"
                    + " --failed (see " + stateFile + "). Ask for the same, or begin anew with --restart.");
        }
        before.ifPresent(stopped -> out.println("Goes on at line " + stopped.line() + "."));
        return before.orElseGet(() -> new ImportState(job, UUID.randomUUID().toString(), 0, 1, Counts.NONE, 0));
    }

    /**
     * Names the file of failed rows. An import that goes on writes to the same one, since it would cut another
     * to that one's length. Beside the imported file the name alone counts, so that both files may be moved together.
     */
    private String failedName() {
        Path path = failedFile.toAbsolutePath().normalize();
        Path folder = file.toAbsolutePath().normalize().getParent();
        return (folder.equals(path.getParent()) ? path.getFileName() : path).toString();
    }

    private Counts send(ChunkReader chunks, FailedRows failed, ImportState from, ExecutorService senders)
            throws IOException {
        ImportState state = from;
        // Before anything is sent: after a break before the first answer, too, the keys of the requests are known.
        save(state);
        Progress progress = new Progress(
                out, state.job().size(), state.position(), state.counts().rows());
        Deque<Sent> underWay = new ArrayDeque<>();
        while (fill(underWay, chunks, state.run(), senders)) {
            Sent first = underWay.remove();
            ChunkResult result = result(first);
            state = state.after(first.chunk(), result.counts(), failed.add(result));
            save(state);
            progress.at(state.position(), state.counts().rows(), state.counts().failed());
        }
        out.println(progress.line(
                state.position(), state.counts().rows(), state.counts().failed()));
        return state.counts();
    }

    private void save(ImportState state) throws IOException {
        if (!wishes.dryRun()) {
            state.save(stateFile);
        }
    }

    /**
     * Sends chunks until as many requests are under way as wished.
     *
     * @return whether any request is under way
     */
    private boolean fill(Deque<Sent> underWay, ChunkReader chunks, String run, ExecutorService senders)
            throws IOException {
        while (underWay.size() < wishes.parallel()) {
            Optional<Chunk> next = chunks.next();
            if (next.isEmpty()) {
                break;
            }
            byte[] header = chunks.header();
            underWay.add(new Sent(next.get(), senders.submit(() -> send(next.get(), header, run))));
        }
        return !underWay.isEmpty();
    }

    private ChunkResult send(Chunk chunk, byte[] header, String run) {
        if (chunk.rows().isEmpty()) {
            return ChunkResult.ofNothingSent(chunk);
        }
        Chunk.Body body = chunk.body(header, format.errors());
        return api.call(
                "/users/import?mode=" + wishes.mode() + "&dry_run=" + wishes.dryRun(),
                request -> {
                    request.header("Content-Type", format.mediaType())
                            .header("Accept", "application/x-ndjson, application/problem+json")
                            .POST(BodyPublishers.ofByteArray(body.bytes()));
                    // Nothing is written that must not be written twice.
                    return wishes.dryRun() ? request : request.header("Idempotency-Key", run + "-" + chunk.begin());
                },
                answer -> ChunkResult.of(chunk, body, answer));
    }

    private static ChunkResult result(Sent sent) throws IOException {
        try {
            return sent.result().get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoppedException stopped) {
                throw StoppedException.stopped(stopped.getMessage() + " (in the rows from line "
                        + sent.chunk().rows().get(0).line() + ")");
            }
            throw new IOException(failed.getCause().toString(), failed.getCause());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw StoppedException.stopped("Interrupted.");
        }
    }

    private void end(Counts counts) throws IOException {
        if (!wishes.dryRun()) {
            Files.deleteIfExists(stateFile);
        }
        out.println(counts + (wishes.dryRun() ? "; nothing was written" : ""));
        if (counts.failed() > 0) {
            out.println("Failed rows with their errors: " + failedFile);
        } else {
            Files.deleteIfExists(failedFile);
        }
    }
}
