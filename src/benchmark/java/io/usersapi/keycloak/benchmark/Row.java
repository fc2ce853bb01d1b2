package io.usersapi.keycloak.benchmark;

import java.util.List;

/**
 * A row of the comparison: one piece of work, done in two ways, side by side. The order is the one in which they run: what
 * changes users comes last.
 */
enum Row {
    FIRST_PAGE("First page of 20, with roles", "Admin API: the page, without roles", 2, true),
    FIRST_PAGE_BRIEF("First page of 20, with roles", "Admin API: the page, brief, without roles", 0, false),
    FIRST_PAGE_CONTENT(
            "First page of 20, with roles", "Admin API: same content (page, count, 20 × roles: 22 calls)", 10, false),
    PAGE_OF_100("Page of 100, with roles", "Admin API: the page, without roles", 0, false),
    WITH_ATTRIBUTES(
            "First page of 20, with roles and include=attributes, two of each user", "our own first page", 0.7, false),
    SAME_TIME("Page of 20 out of 250 users of the same time, by number", "our own first page", 0, false),
    DEEP_CURSOR("Page of 20 at 90 % of the realm, by cursor", "our own first page", 0.9, true),
    DEEP_NUMBER("Page of 20 at 90 % of the realm, by number", "Admin API: at the same offset, without roles", 2, true),
    TOTAL_EXACT("First page of 20 with total=exact", "Admin API: the page and the count (2 calls)", 0, true),
    SEARCH("Search that finds one user", "Admin API: search=*part*, without roles", 1.5, true),
    SEARCH_MANY(
            "Search that finds 0.2 % of the users, with total", "Admin API: search=*part*, without total", 1.5, false),
    SEARCH_CONTENT(
            "Search that finds 0.2 % of the users, with total",
            "Admin API: same content (page, count, 20 × roles: 22 calls)", 0, false),
    SEARCH_LETTERS("Search for three letters", "Admin API: search=*part*, without roles", 0, true),
    BY_STATUS("First page of 20 with status=inactive, which 2 % have", "our own first page", 0, true),
    BY_EMAIL_FILTER("First page with email=, which one has", "our own first page", 0, true),
    BY_ATTRIBUTE(
            "First page of 20 with attribute=department:Sales, which a thousand have", "our own first page", 0, true),
    BY_ROLE("First page of 20 with role=reader, which a quarter has", "our own first page", 0, true),
    BY_NAME("First page of 20 by sort=name", "our own first page", 0, true),
    BY_UPDATE("First page of 20 by sort=-updated_at", "our own first page", 0, true),
    BY_ADDRESS("First page of 20 by sort=email", "our own first page", 0, true),
    BY_EMAIL("Lookup by e-mail, with roles", "Admin API: search by e-mail, roles (2 calls)", 1.5, false),
    BY_ID("Get by id, with roles", "Admin API: user, roles (2 calls)", 1.5, false),
    WALK("Walk of 200 users, with roles", "Admin API: 2 pages, 200 × roles (202 calls)", 0, false),
    UPDATE("Update of the name, answers the user", "Admin API: update, answers nothing", 0, false),
    TOKEN("Token for e-mail and password", "OIDC token endpoint", 0.95, false, 4),
    CREATE("Create with password, answers the user", "Admin API: create, answers nothing", 0.95, false, 4),

    ON_SIGN_IN(Kind.GUEST, KeycloakRequest.SIGN_IN, Target.AS_FAST, 2),
    ON_REFRESH(Kind.GUEST, KeycloakRequest.REFRESH, Target.AS_FAST, 1),
    ON_CODE(Kind.GUEST, KeycloakRequest.CODE, Target.AS_FAST, 1),
    ON_UPDATE(Kind.GUEST, KeycloakRequest.UPDATE, Target.DATE, 1),
    ON_ROLE_GIVEN(Kind.GUEST, KeycloakRequest.ROLE_GIVEN, Target.DATE, 1),
    ON_ROLE_TAKEN(Kind.GUEST, KeycloakRequest.ROLE_TAKEN, Target.DATE, 1),
    ON_GROUP_JOINED(Kind.GUEST, KeycloakRequest.GROUP_JOINED, Target.DATE, 1),
    ON_DELETE(Kind.GUEST, KeycloakRequest.DELETE, Target.ATTRIBUTE, 1),
    ON_CREATE(Kind.GUEST, KeycloakRequest.CREATE, Target.ATTRIBUTE, 1),
    ON_IMPORT(Kind.GUEST, KeycloakRequest.IMPORT, Target.ATTRIBUTE, 2),

    JAR_SIGN_IN(Kind.JAR, KeycloakRequest.SIGN_IN, Target.NONE, 2),
    JAR_REFRESH(Kind.JAR, KeycloakRequest.REFRESH, Target.NONE, 1),
    JAR_UPDATE(Kind.JAR, KeycloakRequest.UPDATE, Target.NONE, 1),

    BEFORE_FIRST_PAGE(FIRST_PAGE),
    BEFORE_PAGE_OF_100(PAGE_OF_100),
    BEFORE_SAME_TIME(SAME_TIME),
    BEFORE_WALK(WALK),
    BEFORE_BY_STATUS(BY_STATUS),
    BEFORE_BY_ROLE(BY_ROLE),
    BEFORE_SEARCH(SEARCH),
    BEFORE_BY_ID(BY_ID);

    /** What a row compares. */
    enum Kind {
        /** This API with another way to the same. */
        API,
        /** Keycloak's own requests where the module is on with the same where it is off. */
        GUEST,
        /** Keycloak's own requests where the module is off with the same at a server without the extension. */
        JAR,
        /** This API with the same of an earlier version of the extension, at a server of its own. */
        BEFORE
    }

    /** What a guest may cost. */
    enum Target {
        NONE(0, ""),
        AS_FAST(0.97, ""),
        DATE(0.9, "the date of the change is a write of the user's row"),
        ATTRIBUTE(0.9, "the attribute `active` is a row of its own");

        private final double least;
        private final String reason;

        Target(double least, String reason) {
            this.least = least;
            this.reason = reason;
        }
    }

    private final Kind kind;
    private final KeycloakRequest request;
    private final Row same;
    private final String work;
    private final String against;
    private final double target;
    private final String reason;
    private final boolean everySize;
    private final int times;

    Row(String work, String against, double target, boolean everySize) {
        this(work, against, target, everySize, 1);
    }

    Row(String work, String against, double target, boolean everySize, int times) {
        this.kind = Kind.API;
        this.request = null;
        this.same = null;
        this.work = work;
        this.against = against;
        this.target = target;
        this.reason = "";
        this.everySize = everySize;
        this.times = times;
    }

    Row(Kind kind, KeycloakRequest request, Target target, int times) {
        this.kind = kind;
        this.request = request;
        this.same = null;
        this.work = request.title();
        this.against = "the same";
        this.target = target.least;
        this.reason = target.reason;
        this.everySize = true;
        this.times = times;
    }

    Row(Row same) {
        this.kind = Kind.BEFORE;
        this.request = null;
        this.same = same;
        this.work = same.work;
        this.against = "the same by the version before";
        this.target = Target.AS_FAST.least;
        this.reason = "";
        this.everySize = false;
        this.times = 2;
    }

    Kind kind() {
        return kind;
    }

    /** What is measured, where it is a request of Keycloak's own. */
    KeycloakRequest request() {
        return request;
    }

    /** The row of this API that both versions do, where it is one of {@link Kind#BEFORE}. */
    Row same() {
        return same;
    }

    boolean isAgainstOurFirstPage() {
        return List.of(
                        WITH_ATTRIBUTES,
                        SAME_TIME,
                        DEEP_CURSOR,
                        BY_STATUS,
                        BY_EMAIL_FILTER,
                        BY_ATTRIBUTE,
                        BY_ROLE,
                        BY_NAME,
                        BY_UPDATE,
                        BY_ADDRESS)
                .contains(this);
    }

    /** Why the target is less than {@link Target#AS_FAST}; empty where it is not. */
    String reason() {
        return reason;
    }

    /** What is done. */
    String work() {
        return work;
    }

    /** What it is measured against. */
    String against() {
        return against;
    }

    /** How many times the rate of the other side is the least to reach; 0 where none is. */
    double target() {
        return target;
    }

    /** Whether it is measured at every size, and not only at the main one. */
    boolean isAtEverySize() {
        return everySize;
    }

    /** How many times as long as others it is measured: what takes Argon2 is done a few dozen times a second. */
    int times() {
        return times;
    }
}
