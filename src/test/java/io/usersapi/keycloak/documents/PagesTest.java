package io.usersapi.keycloak.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.module.check.Finding;
import io.usersapi.keycloak.support.OpenApi;
import io.usersapi.keycloak.support.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say of each other and of the code is so. */
class PagesTest {

    private static final Pattern LOGGED = Pattern.compile(
            "LOG\\.(?:info|warn|error)f?\\(\\s*(?:\\w+\\(\\w+\\),\\s*)?\"((?:[^\"]|\"\\s*\\+\\s*\")*)\"");

    /** The length of "search-index:". */
    private static final int BEGINNING = 13;

    private static final Pattern CALL = Pattern.compile("`(?:(GET|POST|PUT|PATCH|DELETE) ?)?(/[^` ]*)?`");

    @Test
    void linksLeadSomewhere() {
        List<String> dead = new ArrayList<>();
        for (Page page : Page.all()) {
            for (String link : page.links()) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page.path()
                        : page.path().resolveSibling(parts[0]).normalize();
                boolean there = Files.exists(target)
                        && (parts.length == 1 || Page.of(target).anchors().contains(parts[1]));
                if (!there) {
                    dead.add(page.path() + ": " + link);
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void theReadmeIsReadInFiveMinutes() {
        assertTrue(Page.of("README.md").text().lines().count() <= 200);
    }

    @Test
    void theReadmeHasEveryOperationOfTheOpenApiDocument() {
        Set<String> documented = new TreeSet<>();
        OpenApi.document().path("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> documented.add(method.toUpperCase() + " " + path.getKey())));
        documented.removeIf(operation -> !operation.matches("(GET|POST|PUT|PATCH|DELETE) .*"));
        assertEquals(documented, operations(Page.of("README.md").text()));
    }

    /** A cell such as `PUT`, `PATCH /users/{user}` or `GET /openapi.json`, `/openapi.yaml`. */
    private static Set<String> operations(String page) {
        Set<String> operations = new TreeSet<>();
        String section = page.substring(page.indexOf("| Call | Does | Answer |"));
        section.lines()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[1])
                .forEach(cell -> {
                    List<String> methods = new ArrayList<>();
                    Matcher call = CALL.matcher(cell);
                    boolean complete = false;
                    while (call.find()) {
                        if (call.group(1) != null) {
                            if (complete) {
                                methods.clear();
                            }
                            methods.add(call.group(1));
                            complete = false;
                        }
                        if (call.group(2) != null) {
                            methods.forEach(method -> operations.add(method + " " + call.group(2)));
                            complete = true;
                        }
                    }
                });
        return operations;
    }

    @Test
    void everyFindingOfALookAtARealmHasARow() {
        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (?:grave|warning|info) \\|")
                .matcher(Page.of("docs/existing-realm.md").text());
        row.results().forEach(found -> documented.add(found.group(1)));
        Set<String> kinds = new TreeSet<>();
        for (Finding.Kind kind : Finding.Kind.values()) {
            kinds.add(kind.code());
        }
        assertEquals(kinds, documented);
    }

    /** Those of level INFO and above. The page cuts long lines short, some behind their first word. */
    @Test
    void everyLineOfTheLogHasARow() throws IOException {
        String page = Page.of("docs/operations.md").text().replaceAll("`|\\s+", " ");
        List<String> missing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher line = LOGGED.matcher(Files.readString(file));
                line.results()
                        .map(found -> found.group(1).replaceAll("\"\\s*\\+\\s*\"", ""))
                        .filter(text -> !told(page, text))
                        .forEach(text -> missing.add(file.getFileName() + ": " + text));
            }
        }
        assertEquals(List.of(), missing);
    }

    /** Whether the page has how the line begins behind the name of the realm and what else differs from time to time. */
    private static boolean told(String page, String text) {
        return Stream.of(text.replaceFirst("^Realm %s:? ", "").split("%(?:\\.1)?[sdf]"))
                .map(String::trim)
                .filter(words -> words.length() > 5)
                .findFirst()
                .map(words -> page.contains(words.substring(0, Math.min(words.length(), BEGINNING))))
                .orElse(true);
    }

    @Test
    void commandsAreShell() {
        for (Page page : Page.all()) {
            for (String block : page.blocks("sh")) {
                Program.run(List.of("bash", "-n", "-c", block), environment -> {})
                        .expect(0);
            }
        }
    }
}
