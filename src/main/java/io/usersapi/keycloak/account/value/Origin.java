package io.usersapi.keycloak.account.value;

import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a new user brings from the system where the user was before.
 *
 * @param id the user's id there, a UUID, which is kept as it is written
 * @param createdAt when the user was created there, in milliseconds since 1970
 */
public record Origin(Optional<String> id, Optional<Long> createdAt) {

    /** The origin of a user who is created here. */
    public static final Origin HERE = new Origin(Optional.empty(), Optional.empty());

    public static final String ID = "id";
    public static final String CREATED_AT = "created_at";

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /**
     * The origin that a row of an import has in its fields {@code id} and {@code created_at} (ISO 8601 with an offset,
     * not before 1970). Broken rules are noted in the body's violations.
     */
    public static Origin read(JsonBody body) {
        return new Origin(
                body.text(ID).flatMap(text -> id(text, body)),
                body.text(CREATED_AT).flatMap(text -> time(text, body)));
    }

    /** This origin, with the other id where this one has no id. */
    public Origin orElse(Optional<String> otherId) {
        return new Origin(id.or(() -> otherId), createdAt);
    }

    private static Optional<String> id(String text, JsonBody body) {
        if (UUID.matcher(text).matches()) {
            return Optional.of(text);
        }
        body.violations().add(ID, ErrorCode.INVALID_VALUE);
        return Optional.empty();
    }

    /**
     * The time in milliseconds since 1970. A time in the future is refused: a walk in the order of creation would miss
     * the user.
     */
    private static Optional<Long> time(String text, JsonBody body) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isAfter(Instant.now()) && time.getEpochSecond() >= 0) {
                return Optional.of(time.toEpochMilli());
            }
        } catch (DateTimeException noTime) {
            // Told below.
        }
        body.violations().add(CREATED_AT, ErrorCode.INVALID_TIME);
        return Optional.empty();
    }
}
