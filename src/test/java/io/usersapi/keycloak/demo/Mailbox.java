package io.usersapi.keycloak.demo;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The caught mails: a directory with one {@code .eml} file for each, which any mail program opens. */
record Mailbox(Path directory, AtomicInteger count) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    static Mailbox in(Path directory) throws IOException {
        return new Mailbox(Files.createDirectories(directory), new AtomicInteger());
    }

    void add(MimeMessage message) throws IOException, MessagingException {
        String name = TIME.format(LocalDateTime.now()) + "-" + count.incrementAndGet();
        // Renamed once complete, so that nobody reads half a mail.
        Path partial = directory.resolve(name + ".part");
        try (OutputStream file = Files.newOutputStream(partial)) {
            message.writeTo(file);
        }
        Files.move(partial, directory.resolve(name + ".eml"));
    }

    /** The mails, the newest first. */
    List<CaughtMail> newestFirst() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted(Comparator.reverseOrder())
                    .map(CaughtMail::read)
                    .toList();
        }
    }
}
