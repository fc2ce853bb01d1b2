package io.usersapi.keycloak.benchmark;

import java.util.List;

/** Who does what on the two sides of a row. */
final class Works {

    /** A side and what it does. */
    record Task(Side side, Work work) {}

    private final Trial trial;
    private final Sides sides;
    private final ApiWorks ours;
    private final AdminWorks admin;

    Works(Trial trial, Sides sides) {
        this.trial = trial;
        this.sides = sides;
        this.ours = new ApiWorks(trial, sides.on());
        this.admin = new AdminWorks(trial, sides.off());
    }

    Task ours(Row row) {
        return switch (row.kind()) {
            case API -> new Task(sides.on(), ours.work(row));
            case GUEST -> keycloak(sides.on(), row);
            case JAR -> keycloak(sides.off(), row);
            case BEFORE -> new Task(sides.on(), ours.work(row.same()));
        };
    }

    Task other(Row row) {
        return switch (row.kind()) {
            case API -> row.isAgainstOurFirstPage() ? ours(Row.FIRST_PAGE) : new Task(sides.off(), admin.work(row));
            case GUEST -> keycloak(sides.off(), row);
            case JAR -> keycloak(sides.beside(), row);
            case BEFORE -> new Task(sides.beside(), new ApiWorks(trial, sides.beside()).work(row.same()));
        };
    }

    private static Task keycloak(Side side, Row row) {
        return new Task(side, new KeycloakWorks(side).work(row.request()));
    }

    /** What warms the load generator up before the first row. */
    List<Task> warmUp() {
        if (trial.hasRowOf(Row.Kind.API)) {
            return List.of(
                    ours(Row.FIRST_PAGE),
                    other(Row.FIRST_PAGE),
                    ours(Row.DEEP_CURSOR),
                    other(Row.FIRST_PAGE_CONTENT),
                    ours(Row.BY_ID),
                    other(Row.BY_EMAIL));
        }
        if (trial.hasRowOf(Row.Kind.BEFORE)) {
            return List.of(ours(Row.BEFORE_FIRST_PAGE), other(Row.BEFORE_FIRST_PAGE));
        }
        Row update = trial.hasRowOf(Row.Kind.GUEST) ? Row.ON_UPDATE : Row.JAR_UPDATE;
        return List.of(ours(update), other(update));
    }
}
