package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.http.input.Shown;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.util.JsonSerialization;

/** The header row of a CSV file: which field each column is. */
final class CsvHeader {

    private final List<String> names;
    private final CsvColumns columns;

    private CsvHeader(List<String> names, CsvColumns columns) {
        this.names = names;
        this.columns = columns;
    }

    /** @param cells the first row, or null where there is none */
    static CsvHeader of(CsvRecords.Cells cells, CsvColumns columns) {
        if (cells == null || cells.isBlank()) {
            throw Violations.of("body", ErrorCode.EMPTY);
        }
        if (cells.unreadable() == ErrorCode.TOO_LONG) {
            throw Violations.of("body", ErrorCode.TOO_LONG, ImportedRow.MAX_LENGTH);
        }
        if (cells.unreadable() != null) {
            throw Violations.of("body", cells.unreadable());
        }
        Violations violations = new Violations();
        Set<String> seen = new HashSet<>();
        for (String name : cells.texts()) {
            if (!columns.knows(name)) {
                violations.add(Shown.text(name), ErrorCode.UNKNOWN_FIELD);
            } else if (!seen.add(name)) {
                violations.add(name, ErrorCode.DUPLICATE_FIELD);
            }
        }
        violations.refuseIfAny();
        return new CsvHeader(List.copyOf(cells.texts()), columns);
    }

    int size() {
        return names.size();
    }

    /**
     * The row as the JSON object that the same row of NDJSON would be. An empty cell is an absent field.
     *
     * @param cells as many as {@link #size()}
     */
    ObjectNode fields(List<String> cells) {
        ObjectNode row = JsonSerialization.mapper.createObjectNode();
        for (int at = 0; at < names.size(); at++) {
            if (!cells.get(at).isEmpty()) {
                put(row, names.get(at), cells.get(at));
            }
        }
        return row;
    }

    private void put(ObjectNode row, String name, String cell) {
        switch (columns.kind(name)) {
            case TEXT -> row.put(name, CsvCell.text(cell));
            case SECRET -> row.put(name, cell);
            case TEXTS -> addAll(row.putArray(name), cell);
            case FLAG -> putFlag(row, name, CsvCell.text(cell));
            case ATTRIBUTE -> row.withObjectProperty(CsvColumns.ATTRIBUTES)
                    .put(CsvColumns.attribute(name), CsvCell.text(cell));
            case ATTRIBUTE_TEXTS -> addAll(
                    row.withObjectProperty(CsvColumns.ATTRIBUTES).putArray(CsvColumns.attribute(name)), cell);
        }
    }

    private static void addAll(ArrayNode values, String cell) {
        CsvCell.texts(cell).forEach(values::add);
    }

    /** A text that is neither true nor false stays a text, which the field then refuses. */
    private static void putFlag(ObjectNode row, String name, String text) {
        switch (text) {
            case "true", "TRUE", "True" -> row.put(name, true);
            case "false", "FALSE", "False" -> row.put(name, false);
            default -> row.put(name, text);
        }
    }
}
