package io.usersapi.keycloak.account;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import io.usersapi.keycloak.account.value.AccountTimes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A user as answers show it, with the fields of {@link Fields}:
 *
 * <pre>{@code
 * {"id": "0f2c…", "name": "Ada King Lovelace", "email": "ada@example.org", "type": "user", "status": "active",
 *  "roles": [{"id": "5a1e…", "name": "editor"}], "email_verified": true, "attributes": {"department": ["sales"]},
 *  "created_at": "2026-11-22T09:30:00Z", "updated_at": "2026-11-22T09:30:00Z"}
 * }</pre>
 *
 * <p>{@code type} is {@code admin} when the user holds the realm's admin role, else {@code user}. {@code roles} are the
 * realm roles assigned to the user, by name, without Keycloak's default role. A name, an address or a time that
 * Keycloak does not know is null.
 */
public final class Account implements JsonSerializable {

    public static final String TYPE_ADMIN = "admin";
    public static final String TYPE_USER = "user";
    public static final String STATUS_ACTIVE = "active";
    public static final String STATUS_INACTIVE = "inactive";
    public static final String STATUS_DELETED = "deleted";

    /** An assigned realm role. */
    public record Role(String id, String name) {}

    private static final List<String> NAMES =
            Fields.SHOWN.stream().map(Field::name).toList();

    /** The values of the fields, in the order of {@link Fields#SHOWN}. */
    private final Object[] shown = new Object[NAMES.size()];

    private final Long createdAt;

    public Account(AccountSource source) {
        createdAt = source.time(UserColumn.CREATED_AT);
        for (int i = 0; i < shown.length; i++) {
            shown[i] = Fields.SHOWN.get(i).show(source);
        }
    }

    /**
     * Writes all fields; a null as well, which Keycloak's mapper would omit by default. A list shows the attributes only
     * where the request asks for them.
     */
    @Override
    public void serialize(JsonGenerator json, SerializerProvider serializers) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < shown.length; i++) {
            if (shown[i] instanceof String text) {
                json.writeStringField(NAMES.get(i), text);
            } else if (shown[i] != null || Fields.SHOWN.get(i) != Fields.ATTRIBUTES) {
                json.writeFieldName(NAMES.get(i));
                serializers.defaultSerializeValue(shown[i], json);
            }
        }
        json.writeEndObject();
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializerProvider serializers, TypeSerializer untyped)
            throws IOException {
        serialize(json, serializers);
    }

    public String id() {
        return text("id");
    }

    public String name() {
        return text("name");
    }

    public String email() {
        return text("email");
    }

    /** {@link #TYPE_ADMIN} or {@link #TYPE_USER}. */
    public String type() {
        return text("type");
    }

    /** {@link #STATUS_ACTIVE}, {@link #STATUS_INACTIVE} or {@link #STATUS_DELETED}. */
    public String status() {
        return text("status");
    }

    /** {@code pending}, or null. */
    public String invitation() {
        return text("invitation");
    }

    /** When the user was created, to the millisecond, by which users are in order; null where nobody knows. */
    public String createdExactly() {
        return AccountTimes.exact(createdAt);
    }

    public String updatedAt() {
        return text("updated_at");
    }

    private String text(String field) {
        return (String) shown[NAMES.indexOf(field)];
    }

    /**
     * The fields as text, which is equal for two accounts that are shown alike. It contains the name and the address:
     * not for the log.
     */
    @Override
    public String toString() {
        return Arrays.toString(shown);
    }
}
