package io.usersapi.keycloak.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the module costs Keycloak's own requests, as Markdown. */
final class GuestReport {

    private final List<Comparison> comparisons;

    GuestReport(List<Comparison> comparisons) {
        this.comparisons = comparisons;
    }

    String tables() {
        return "## Keycloak's own requests, module on against module off\n\n"
                + "| Request | Users | On/s | p50 ms | p99 ms | Off/s | p50 ms | p99 ms | Ratio | ± | At least | Reached | Why less than 0.97 |\n"
                + "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|---|\n"
                + lines(Row.Kind.GUEST, at -> " %s × | %s | %s |"
                        .formatted(
                                at.row().target(),
                                at.isReached() ? "yes" : "**no**",
                                at.row().reason()))
                + "\n## Keycloak's own requests, module off against no extension\n\n"
                + "| Request | Users | Module off/s | p50 ms | p99 ms | No extension/s | p50 ms | p99 ms | Ratio | ± |\n"
                + "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
                + lines(Row.Kind.JAR, at -> "")
                + "\n";
    }

    private String lines(Row.Kind kind, Function<Comparison, String> end) {
        return comparisons.stream()
                .filter(at -> at.row().kind() == kind)
                .map(at -> line(at) + end.apply(at) + "\n")
                .collect(Collectors.joining());
    }

    private static String line(Comparison at) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %s | %.3f × | %.3f |",
                at.row().work(),
                at.size(),
                Report.side(at.ours()),
                Report.side(at.other()),
                at.ratio(),
                at.ratio() * at.error());
    }
}
