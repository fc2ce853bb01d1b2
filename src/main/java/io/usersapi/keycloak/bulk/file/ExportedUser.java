package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.usersapi.keycloak.account.Account;
import java.util.List;
import java.util.function.Predicate;
import org.keycloak.util.JsonSerialization;

/**
 * A user in the form that an import takes: without the fields that an import sets by itself, and with the names of the
 * roles.
 */
public final class ExportedUser {

    static final String ATTRIBUTES = "attributes";

    private static final String ROLES = "roles";
    private static final String CREATED_AT = "created_at";

    /** The fields of an answer that an import takes, in the order of a row. Attributes follow them. */
    static final List<String> FIELDS =
            List.of("id", "email", "name", "type", "status", ROLES, CREATED_AT, "email_verified");

    private ExportedUser() {}

    /** To the millisecond: users whom an import has made again are in the same order as before. */
    private static JsonNode createdAt(Account user) {
        return TextNode.valueOf(user.createdExactly());
    }

    /** @param isEditable which attributes an import takes */
    public static ObjectNode of(Account user, Predicate<String> isEditable) {
        JsonNode shown = JsonSerialization.mapper.valueToTree(user);
        ObjectNode row = JsonSerialization.mapper.createObjectNode();
        for (String field : FIELDS) {
            JsonNode value = shown.path(field);
            if (field.equals(ROLES)) {
                value.forEach(role -> row.withArray(ROLES).add(role.path("name")));
            } else if (!value.isMissingNode() && !value.isNull()) {
                row.set(field, field.equals(CREATED_AT) ? createdAt(user) : value);
            }
        }
        shown.path(ATTRIBUTES).properties().stream()
                .filter(attribute -> isEditable.test(attribute.getKey()))
                .forEach(attribute -> row.withObjectProperty(ATTRIBUTES).set(attribute.getKey(), attribute.getValue()));
        return row;
    }
}
