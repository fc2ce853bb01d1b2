package io.usersapi.keycloak.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program beside the benchmark, {@code -Dbenchmark.program=}: PostgreSQL, a server with the module on in one realm and off
 * in its twin, and figures that are printed and written to a file below {@code target/benchmark}.
 *
 * @param options what the command line chose
 * @param figures the lines that {@link #print} has printed
 */
record Program(Options options, Postgres database, BenchmarkServer server, List<String> figures) {

    /** What the program does. */
    interface Work {
        void with(Program program) throws Exception;
    }

    /**
     * Runs the work, writes its figures and ends the process, and with it the servers, whatever happened.
     *
     * @param file the name of the file of the figures
     */
    static void run(String file, Work work) {
        int status = 0;
        try {
            Options options = Options.fromSystemProperties();
            Files.createDirectories(options.directory());
            Postgres database = Postgres.start(options.directory(), options.postgresPort());
            BenchmarkServer server = BenchmarkServer.withExtension(options);
            server.build();
            server.startAndImport(database);
            System.out.println("Keycloak's process: " + server.pid());
            for (BenchmarkRealm realm : BenchmarkRealm.values()) {
                FilesBenchmark.declareAttributes(server.uri(), realm);
            }
            TwinSwitch.off(server.uri());
            Program program = new Program(options, database, server, new ArrayList<>());
            work.with(program);
            server.stop();
            Path figures = options.directory().resolve(file);
            Files.write(figures, program.figures());
            System.out.println("Written to " + figures);
        } catch (Exception failed) {
            failed.printStackTrace();
            status = 1;
        }
        System.exit(status);
    }

    void print(String line, Object... values) {
        String told = String.format(line, values);
        figures.add(told);
        System.out.println(told);
    }
}
