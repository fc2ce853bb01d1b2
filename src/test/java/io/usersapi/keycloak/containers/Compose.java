package io.usersapi.keycloak.containers;

import io.usersapi.keycloak.support.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Docker Compose on this machine, the plugin {@code docker compose} or else the program {@code docker-compose}, called as
 * a person calls it.
 *
 * @param command what stands before the subcommand
 * @param variables names that only the file of variables may set
 */
record Compose(List<String> command, Set<String> variables) {

    /** Compose for a file, a project and variables, which are written to a file in the folder. */
    static Compose of(Path file, String project, Variables variables, Path folder) {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of("-f", file.toString(), "--project-name", project));
        command.addAll(List.of("--env-file", variables.writtenTo(folder).toString()));
        return new Compose(List.copyOf(command), variables.values().keySet());
    }

    private static List<String> program() {
        Program plugin = Program.run(List.of("docker", "compose", "version"), environment -> {});
        return plugin.status() == 0 ? List.of("docker", "compose") : List.of("docker-compose");
    }

    /** Runs a subcommand to its end. */
    Program run(String... arguments) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        return Program.run(words, environment -> environment.keySet().removeAll(variables));
    }
}
