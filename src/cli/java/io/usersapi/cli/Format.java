package io.usersapi.cli;

import java.nio.file.Path;
import java.util.Locale;

/** The two formats in which the API takes and gives users. */
enum Format {
    NDJSON("application/x-ndjson", new NdjsonErrors()),
    CSV("text/csv", new CsvErrors());

    private final String mediaType;
    private final RowErrors errors;

    Format(String mediaType, RowErrors errors) {
        this.mediaType = mediaType;
        this.errors = errors;
    }

    String mediaType() {
        return mediaType;
    }

    /** How errors are written beside a failed row. */
    RowErrors errors() {
        return errors;
    }

    String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format by the ending of the file's name: CSV for {@code .csv}, else NDJSON. */
    static Format of(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv") ? CSV : NDJSON;
    }
}
