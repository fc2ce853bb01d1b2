package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder and all that is in it. */
final class Tree {

    private Tree() {}

    /** Copies a folder to where an older copy may lie. */
    static void copy(Path from, Path to) throws IOException {
        remove(to);
        for (Path path : paths(from)) {
            Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void remove(Path tree) throws IOException {
        if (Files.exists(tree)) {
            for (Path path :
                    paths(tree).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A folder comes before what is in it. */
    private static List<Path> paths(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            return paths.toList();
        }
    }
}
