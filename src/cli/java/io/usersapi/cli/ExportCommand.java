package io.usersapi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        Format chosen = format == null ? Format.of(file) : format;
        Path part = file.resolveSibling(file.getFileName() + ".part");
        String query = filters.stream().map(ExportCommand::parameter).collect(Collectors.joining());
        try {
            long rows = server.api()
                    .call(
                            "/users/export?format=" + chosen.ending() + query,
                            request -> request.header("Accept", chosen.mediaType() + ", application/problem+json")
                                    .GET(),
                            answer -> copied(answer.body(), part));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            spec.commandLine()
                    .getErr()
                    .println((chosen == Format.CSV ? Math.max(0, rows - 1) : rows) + " users in " + file);
            return 0;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The parameter for a filter; a name may come several times, as {@code attribute} does. */
    private static String parameter(String filter) {
        int equals = filter.indexOf('=');
        if (equals < 1) {
            throw StoppedException.usage("--filter is NAME=VALUE.");
        }
        return "&" + encoded(filter.substring(0, equals)) + "=" + encoded(filter.substring(equals + 1));
    }

    private long copied(InputStream users, Path part) throws IOException {
        Progress progress = new Progress(spec.commandLine().getErr(), 0, 0, 0);
        long bytes = 0;
        long lines = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream written = Files.newOutputStream(part)) {
            for (int read = users.read(buffer); read >= 0; read = users.read(buffer)) {
                written.write(buffer, 0, read);
                bytes += read;
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                progress.at(bytes, lines, 0);
            }
        }
        return lines;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
