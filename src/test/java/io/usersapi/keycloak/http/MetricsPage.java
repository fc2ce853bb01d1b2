package io.usersapi.keycloak.http;

import io.usersapi.keycloak.support.Api;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.testframework.server.KeycloakUrls;

/** Keycloak's metrics page at one moment, in Prometheus' text format. */
final class MetricsPage {

    private static final Pattern SAMPLE =
            Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(\\{(?<labels>.*)})? (?<value>\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<Series, Double> samples = new LinkedHashMap<>();

    /** A metric with its labels. */
    record Series(String name, Map<String, String> labels) {}

    private MetricsPage(String text) {
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new IllegalArgumentException("not a sample: " + line);
            }
            samples.put(
                    new Series(sample.group("name"), labels(sample.group("labels"))),
                    Double.valueOf(sample.group("value")));
        }
    }

    static MetricsPage read(KeycloakUrls urls) {
        return new MetricsPage(
                Api.at(urls.getMetric()).exchange("GET", "", null).expect(200).text());
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    /** The value, 0 where there is no such series. */
    double value(String name, Map<String, String> labels) {
        return samples.getOrDefault(new Series(name, labels), 0.0);
    }

    /** All series whose names begin so. */
    Set<Series> series(String prefix) {
        Set<Series> found = new LinkedHashSet<>(samples.keySet());
        found.removeIf(series -> !series.name().startsWith(prefix));
        return found;
    }

    /** The names of all metrics. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        samples.keySet().forEach(series -> names.add(series.name()));
        return names;
    }

    /** The names of the labels of a metric. */
    Set<String> labelsOf(String name) {
        Set<String> labels = new TreeSet<>();
        samples.keySet().stream()
                .filter(series -> series.name().equals(name))
                .forEach(series -> labels.addAll(series.labels().keySet()));
        return labels;
    }
}
