package io.usersapi.keycloak.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the documents, in Markdown. */
record Page(Path path, String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(\\w+)\\n(.*?)^\\1```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    /** A block of a language, as {@code sh} or {@code json}, without the indent of a list. */
    record Block(String language, String content) {}

    static Page of(Path path) {
        try {
            return new Page(path, Files.readString(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Page of(String path) {
        return of(Path.of(path));
    }

    /** Every page of the project. */
    static List<Page> all() {
        return Stream.of(".", "docs", "examples")
                .flatMap(folder -> files(Path.of(folder), folder.equals(".") ? 1 : 9))
                .filter(file -> file.toString().endsWith(".md"))
                .map(Page::of)
                .toList();
    }

    private static Stream<Path> files(Path folder, int depth) {
        try {
            return Files.walk(folder, depth).filter(Files::isRegularFile);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The blocks of a language, in order. */
    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(2).equals(language))
                .map(block -> block.group(3).replaceAll("(?m)^" + block.group(1), ""))
                .toList();
    }

    /** The only block of the language that has the text. */
    String block(String language, String part) {
        List<String> having =
                blocks(language).stream().filter(block -> block.contains(part)).toList();
        if (having.size() != 1) {
            throw new AssertionError(path + " has " + having.size() + " blocks with " + part);
        }
        return having.get(0);
    }

    /** Where the links lead that stay in the project. */
    List<String> links() {
        return LINK.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("(https?|mailto):.*"))
                .toList();
    }

    /** The anchors that GitHub makes of the headings. */
    Set<String> anchors() {
        return HEADING.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map((MatchResult heading) -> heading.group(1).toLowerCase().replaceAll("[^\\p{L}\\p{N}_\\- ]", ""))
                .map(heading -> heading.trim().replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
