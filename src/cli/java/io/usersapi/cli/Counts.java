package io.usersapi.cli;

/** What became of the rows so far. */
record Counts(long created, long updated, long unchanged, long failed) {

    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts and(Counts more) {
        return new Counts(
                created + more.created, updated + more.updated, unchanged + more.unchanged, failed + more.failed);
    }

    long rows() {
        return created + updated + unchanged + failed;
    }

    @Override
    public String toString() {
        return "%d rows: %d created, %d updated, %d unchanged, %d failed"
                .formatted(rows(), created, updated, unchanged, failed);
    }
}
