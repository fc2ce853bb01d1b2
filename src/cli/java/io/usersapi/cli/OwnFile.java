package io.usersapi.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files with what is written about people. Rows that failed have the passwords or hashes of the file that was imported,
 * which may be readable to its owner alone. So a new file is its owner's alone, on file systems with such permissions.
 */
final class OwnFile {

    private static final FileAttribute<?> OWNERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private OwnFile() {}

    /** Opens a file. One that is there already keeps its permissions. */
    static FileChannel open(Path file, OpenOption... options) throws IOException {
        return hasPermissions(file) ? FileChannel.open(file, Set.of(options), OWNERS) : FileChannel.open(file, options);
    }

    /** Gives a file the permissions of the one that it will replace, where that is there. */
    static void likeThatOf(Path replaced, Path file) throws IOException {
        if (hasPermissions(file) && Files.exists(replaced)) {
            Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(replaced));
        }
    }

    private static boolean hasPermissions(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
