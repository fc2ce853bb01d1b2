package io.usersapi.keycloak.benchmark;

import io.gatling.javaapi.core.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users by chance, one after the other. Each side has users of its own, so that neither warms the cache for the other;
 * where the realm is large they are more than Keycloak's cache of 10,000 users keeps.
 */
final class Sample {

    private final List<String[]> users;
    private final List<String> signingIn;
    private final AtomicInteger next = new AtomicInteger();

    private Sample(List<String[]> users, List<String> signingIn) {
        this.users = users;
        this.signingIn = signingIn;
    }

    /** @param half 0 or 1: the side */
    static Sample half(int half, Path sample, Path signingIn) {
        try {
            List<String[]> all = Files.readAllLines(sample).stream()
                    .map(line -> line.split("\t"))
                    .toList();
            int middle = all.size() / 2;
            return new Sample(
                    half == 0 ? all.subList(0, middle) : all.subList(middle, all.size()),
                    Files.readAllLines(signingIn));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Puts the next user into the session: {@code id}, {@code email}, {@code part} of it, three {@code letters} of the last name,
     * {@code signingIn}, and a unique {@code number}.
     */
    Session draw(Session session) {
        int number = next.getAndIncrement();
        String[] user = users.get(number % users.size());
        int lastName = user[1].indexOf('.') + 1 + number % 3;
        return session.set("id", user[0])
                .set("letters", user[1].substring(lastName, lastName + 3))
                .set("email", user[1])
                .set("part", user[1].substring(2, user[1].indexOf('@')))
                .set("signingIn", signingIn.get(number % signingIn.size()))
                .set("number", System.nanoTime() + "-" + number);
    }
}
