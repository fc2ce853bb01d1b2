package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line may choose; the defaults stand in the profile {@code benchmark} of the pom.
 *
 * @param directory keeps everything the run makes, below {@code target}
 * @param home the unpacked Keycloak
 * @param jar the extension
 * @param sizes how many users each realm has, step by step
 * @param twinUsers how many users the realm with the module off has at most; 0 where it has as many as the other
 * @param changed how many of a hundred users a statement changes once they are there
 * @param prewarm whether the tables of users are read from end to end before each size is measured
 * @param imported how many users an import brings after the last size
 * @param into how many users the realm of FilesBenchmark has before
 * @param rows which rows are measured
 * @param seconds how long each side of a row of this API is measured
 * @param guestSeconds how long each side of a row of Keycloak's own requests is measured
 * @param warmup how long each side of a row runs before, in seconds
 * @param serverWarmup how long each side of every row runs once before the first size, in seconds
 * @param before the jar of an earlier version of the extension, which rows of the kind BEFORE need
 * @param searchIndex whether the server keeps the indexes of its setting {@code search-index}
 * @param heap of the server, as {@code -Xmx} takes it
 * @param output where performance.md and performance.png go
 */
record Options(
        Path directory,
        Path home,
        Path jar,
        List<Integer> sizes,
        int twinUsers,
        int changed,
        boolean prewarm,
        int imported,
        int into,
        Set<Row> rows,
        int seconds,
        int guestSeconds,
        int warmup,
        int serverWarmup,
        Optional<Path> before,
        boolean searchIndex,
        String heap,
        int port,
        int postgresPort,
        Path output) {

    /** Pages of 20 and of 100 end where nine tenths of such a realm end. */
    private static final int STEP = 1000;

    private static final int MAIN_SIZE = 100_000;
    private static final int GUESTS_FROM = 10_000;
    private static final String ALL = "all";

    static Options fromSystemProperties() throws IOException {
        return new Options(
                path("directory"),
                path("home"),
                path("jar"),
                sizes(text("sizes")),
                number("twin-users"),
                number("changed"),
                Boolean.parseBoolean(text("prewarm")),
                number("import"),
                number("into"),
                rows(text("rows")),
                number("seconds"),
                number("guest-seconds"),
                number("warmup"),
                number("server-warmup"),
                Optional.of(text("before")).filter(jar -> !jar.isEmpty()).map(Path::of),
                Boolean.parseBoolean(text("search-index")),
                text("heap"),
                port("port"),
                port("postgres.port"),
                path("output"));
    }

    private static List<Integer> sizes(String text) {
        List<Integer> sizes = Arrays.stream(text.split(","))
                .map(String::trim)
                .map(Integer::valueOf)
                .sorted()
                .distinct()
                .toList();
        if (sizes.get(0) < STEP || sizes.stream().anyMatch(size -> size % STEP != 0)) {
            throw new IllegalArgumentException("-Dbenchmark.sizes must be multiples of " + STEP);
        }
        return sizes;
    }

    private static Set<Row> rows(String text) {
        if (text.equals(ALL)) {
            return EnumSet.complementOf(EnumSet.copyOf(named(Row.Kind.BEFORE.name())));
        }
        Set<Row> rows = EnumSet.noneOf(Row.class);
        for (String name : text.split(",")) {
            rows.addAll(named(name.trim()));
        }
        return rows;
    }

    /** A row, or all rows of a kind. */
    private static List<Row> named(String name) {
        List<Row> kind = Arrays.stream(Row.values())
                .filter(row -> row.kind().name().equals(name))
                .toList();
        return kind.isEmpty() ? List.of(Row.valueOf(name)) : kind;
    }

    /** Whether the run is one of all rows, whose figures go into the page. */
    boolean isComplete() {
        return rows.containsAll(rows(ALL));
    }

    /**
     * The rows that are measured at a size, but those beside another server. A run of all rows measures some
     * at one size only.
     */
    List<Row> rowsAt(int size) {
        return rows.stream()
                .filter(row -> switch (row.kind()) {
                    case API -> row.isAtEverySize() || size == mainSize() || !isComplete();
                    case GUEST -> size >= GUESTS_FROM || size == largestSize();
                    case JAR, BEFORE -> false;
                })
                .toList();
    }

    List<Row> rowsOf(Row.Kind... kinds) {
        return rows.stream().filter(row -> List.of(kinds).contains(row.kind())).toList();
    }

    /** The jar that rows of the kind BEFORE are measured beside. */
    Path jarBefore() {
        return before.orElseThrow(() -> new IllegalArgumentException("rows BEFORE need -Dbenchmark.before=JAR"));
    }

    /** Two fresh servers do nothing else before: each of their rows warms them up for longer. */
    int besideWarmup() {
        return 4 * serverWarmup;
    }

    /** The size at which all rows are measured. */
    int mainSize() {
        return sizes.contains(MAIN_SIZE) ? MAIN_SIZE : largestSize();
    }

    int largestSize() {
        return sizes.get(sizes.size() - 1);
    }

    private static String text(String name) {
        return System.getProperty("benchmark." + name);
    }

    private static Path path(String name) {
        return Path.of(text(name)).toAbsolutePath();
    }

    private static int number(String name) {
        return Integer.parseInt(text(name));
    }

    private static int port(String name) throws IOException {
        int port = number(name);
        if (port != 0) {
            return port;
        }
        return freePort();
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
