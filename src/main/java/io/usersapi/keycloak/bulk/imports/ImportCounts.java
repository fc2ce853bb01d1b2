package io.usersapi.keycloak.bulk.imports;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** The last line of an import's answer: {@code {"created": 2, "updated": 0, "unchanged": 0, "failed": 1}}. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
@JsonPropertyOrder({"created", "updated", "unchanged", "failed"})
final class ImportCounts {

    private int created;
    private int updated;
    private int unchanged;
    private int failed;

    @JsonProperty("dry_run")
    private final boolean dryRun;

    ImportCounts(boolean dryRun) {
        this.dryRun = dryRun;
    }

    void add(ImportLine line) {
        switch (line.status()) {
            case ImportLine.CREATED -> created++;
            case ImportLine.UPDATED -> updated++;
            case ImportLine.UNCHANGED -> unchanged++;
            default -> failed++;
        }
    }

    /** Whether anybody was created or changed. */
    boolean haveChanges() {
        return created + updated > 0 && !dryRun;
    }
}
