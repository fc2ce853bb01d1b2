package io.usersapi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes users to a file that an import takes. The file appears when it is complete. */
@Command(
        name = "export",
        description = "Exports users to a file, which appears when it is whole. There are no passwords in it.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    private static final int BUFFER = 1 << 16;

    @Mixin
    private ServerOptions server;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; by default as the file's name ends.")
    private Format format;

    @Option(
            names = "--filter",
            paramLabel = "NAME=VALUE",
            description = "A filter of the list, for example --filter status=inactive; may be repeated.")
    private List<String> filters = List.of();

    @Override
    public Integer call() throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw StoppedException.usage(file + " is there already and is no file.");
        }
        Format chosen = format == null ? Format.of(file) : format;
        // A link stays, and what it leads to is replaced.
        Path whole = Files.exists(file) ? file.toRealPath() : file;
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        String query = filters.stream().map(ExportCommand::parameter).collect(Collectors.joining());
        try {
            long rows = server.api()
                    .call(
                            "/users/export?format=" + chosen.ending() + query,
                            request -> request.header("Accept", chosen.mediaType() + ", application/problem+json")
                                    .GET(),
                            answer -> copied(answer, part, whole, chosen));
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            spec.commandLine()
                    .getErr()
                    .println((chosen == Format.CSV ? Math.max(0, rows - 1) : rows) + " users in " + file);
            return 0;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private long copied(InputStream users, Path part, Path whole, Format chosen) throws IOException {
        Progress progress = new Progress(spec.commandLine().getErr(), 0, 0, 0);
        long bytes = 0;
        long lines = 0;
        byte[] buffer = new byte[BUFFER];
        Quotes quotes = new Quotes();
        try (OutputStream written = opened(part, whole)) {
            for (int read = users.read(buffer); read >= 0; read = users.read(buffer)) {
                write(buffer, read, written);
                bytes += read;
                for (int i = 0; i < read; i++) {
                    if (chosen == Format.CSV) {
                        quotes.read(buffer[i]);
                    }
                    lines += buffer[i] == '\n' && !quotes.isWithin() ? 1 : 0;
                }
                progress.at(bytes, lines, 0);
            }
        }
        return lines;
    }

    /** What goes wrong on this side goes wrong again, however often the server is asked. */
    private static OutputStream opened(Path part, Path whole) {
        try {
            FileChannel file = OwnFile.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            OwnFile.likeThatOf(whole, part);
            return Channels.newOutputStream(file);
        } catch (IOException broken) {
            throw StoppedException.stopped("Cannot write: " + Main.told(broken));
        }
    }

    private static void write(byte[] buffer, int length, OutputStream written) {
        try {
            written.write(buffer, 0, length);
        } catch (IOException broken) {
            throw StoppedException.stopped("Cannot write: " + Main.told(broken));
        }
    }

    /** The same name may stand in several filters. */
    private static String parameter(String filter) {
        int at = filter.indexOf('=');
        if (at < 1) {
            throw StoppedException.usage("--filter is NAME=VALUE, and not " + filter + ".");
        }
        return "&" + encoded(filter.substring(0, at)) + "=" + encoded(filter.substring(at + 1));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
