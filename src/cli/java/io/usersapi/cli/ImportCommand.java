package io.usersapi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads the arguments of an import. */
@Command(
        name = "import",
        description =
                "Imports users from a file of any size. After a break, the same command goes on where it stopped.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The users, as NDJSON or CSV.")
    private Path file;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; by default as the file's name ends.")
    private Format format;

    @Option(names = "--mode", defaultValue = "create", description = "create (default) or upsert.")
    private String mode;

    @Option(names = "--dry-run", description = "Checks every row and writes nothing.")
    private boolean dryRun;

    @Option(
            names = "--failed",
            paramLabel = "FILE",
            description = "Where failed rows go; by default FILE.failed.ndjson or .csv, of a dry run"
                    + " FILE.dry-run.failed.ndjson or .csv.")
    private Path failed;

    @Option(
            names = "--chunk-rows",
            defaultValue = "500",
            description = "Rows of a request (default: ${DEFAULT-VALUE}).")
    private int chunkRows;

    @Option(
            names = "--chunk-bytes",
            defaultValue = "2097152",
            description =
                    "Bytes of a request, at most half of the server's import-max-bytes (default: ${DEFAULT-VALUE}).")
    private int chunkBytes;

    @Option(names = "--parallel", defaultValue = "2", description = "Requests at once (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(names = "--restart", description = "Forgets an import of this file that stopped, and begins anew.")
    private boolean restart;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw StoppedException.usage("There is no file " + file + ".");
        }
        if (!mode.equals("create") && !mode.equals("upsert")) {
            throw StoppedException.usage("--mode is create or upsert.");
        }
        if (chunkRows < 1 || chunkBytes < 1 || parallel < 1 || parallel > 32) {
            throw StoppedException.usage("--chunk-rows and --chunk-bytes begin at 1, --parallel is 1 to 32.");
        }
        Format chosen = format == null ? Format.of(file) : format;
        Path failedRows = failed == null ? beside((dryRun ? "dry-run.failed." : "failed.") + chosen.ending()) : failed;
        // A device, for example, which would be removed in the end where no row fails.
        if (Files.exists(failedRows) && !Files.isRegularFile(failedRows)) {
            throw StoppedException.usage(failedRows + " is there already and is no file.");
        }
        if (Files.exists(failedRows) && Files.isSameFile(failedRows, file)) {
            throw StoppedException.usage(
                    "The failed rows would go into the file that is imported: say another --failed.");
        }
        Import run = new Import(
                server.api(),
                file,
                chosen,
                new Import.Wishes(mode, dryRun, parallel, restart, new ChunkSize(chunkRows, chunkBytes)),
                failedRows,
                beside("import-state.json"),
                spec.commandLine().getErr());
        return run.run().failed() > 0 ? 1 : 0;
    }

    /** The path of a file beside the imported one: {@code users.failed.ndjson} beside {@code users.ndjson}. */
    private Path beside(String ending) {
        String name = file.getFileName().toString();
        String base = name.toLowerCase(Locale.ROOT).matches(".+\\.(csv|ndjson|jsonl|json)")
                ? name.substring(0, name.lastIndexOf('.'))
                : name;
        return file.resolveSibling(base + "." + ending);
    }
}
