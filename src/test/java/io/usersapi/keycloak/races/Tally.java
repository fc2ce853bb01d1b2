package io.usersapi.keycloak.races;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the rounds of each pair, and tells them as a table in Markdown. */
final class Tally {

    private static final int WORDS = 160;

    private final Map<Pair, Row> rows = new LinkedHashMap<>();

    /** The rounds of one pair. */
    static final class Row {

        private int rounds;
        private int lost;
        private int refused;
        private int errors;
        private long logged;
        private final Map<String, Integer> faults = new TreeMap<>();

        synchronized void add(Verdict verdict) {
            rounds++;
            lost += verdict.lost().isEmpty() ? 0 : 1;
            refused += verdict.refused() ? 1 : 0;
            errors += verdict.errors().isEmpty() ? 0 : 1;
            verdict.lost().forEach(this::note);
            verdict.errors().forEach(this::note);
        }

        private void note(String fault) {
            // Ids differ from round to round.
            String words = fault.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID").replace('|', '/');
            faults.merge(words.substring(0, Math.min(WORDS, words.length())), 1, Integer::sum);
        }

        /** @param lines of the level ERROR that the server wrote meanwhile */
        void logged(long lines) {
            logged += lines;
        }

        List<String> faults() {
            return faults.entrySet().stream()
                    .map(fault -> fault.getKey() + " (" + fault.getValue() + ")")
                    .toList();
        }

        boolean isClean() {
            return lost == 0 && errors == 0 && logged == 0;
        }
    }

    Row of(Pair pair) {
        return rows.computeIfAbsent(pair, first -> new Row());
    }

    String table() {
        return "| Act | By | At the same instant | Rounds | Lost | Refused 409 | Errors | In the log | What |\n"
                + "|---|---|---|--:|--:|--:|--:|--:|---|\n"
                + rows.entrySet().stream()
                        .map(row -> line(row.getKey(), row.getValue()))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String line(Pair pair, Row row) {
        return "| " + pair.act() + " | " + pair.by() + " | " + pair.disturbance() + " | " + row.rounds + " | "
                + row.lost + " | " + row.refused + " | " + row.errors + " | " + row.logged + " | "
                + String.join("; ", row.faults()) + " |";
    }
}
