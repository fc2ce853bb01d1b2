package io.usersapi.keycloak.account.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    private static final String ID = "0F2c7b9e-1a2b-4c3d-8e4f-5a6b7c8d9e0F";

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z,         0",
        "1970-01-01T01:00:00+01:00,    0",
        "2026-11-22T09:30:00.0079Z,    1795339800007",
        "2026-11-22T11:30:00.007+02:00, 1795339800007",
    })
    void anIdIsKeptAsItIsWrittenAndATimeToTheMillisecond(String time, long createdAt) {
        JsonBody body = body("id", ID, "created_at", time);
        assertEquals(new Origin(Optional.of(ID), Optional.of(createdAt)), Origin.read(body));
        assertTrue(body.violations().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "0f2c7b9e1a2b4c3d8e4f5a6b7c8d9e0f",
                "0f2c7b9e-1a2b-4c3d-8e4f-5a6b7c8d9e0",
                "0f2c7b9e-1a2b-4c3d-8e4f-5a6b7c8d9e0f0",
                "0f2c7b9e-1a2b-4c3d-8e4f-5a6b7c8d9e0g",
            })
    void anIdIsAUuid(String id) {
        JsonBody body = body("id", id);
        assertEquals(Origin.HERE, Origin.read(body));
        assertEquals(List.of(ErrorCode.INVALID_VALUE), body.violations().codes("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-22",
                "2026-11-22T09:30:00",
                "2026-02-30T09:30:00Z",
                "1969-12-31T23:59:59.999Z",
                "2999-01-01T00:00:00Z",
                "1795339800",
            })
    void aTimeHasAnOffsetAndIsNeitherBefore1970NorInTheFuture(String time) {
        JsonBody body = body("created_at", time);
        assertEquals(Origin.HERE, Origin.read(body));
        assertEquals(List.of(ErrorCode.INVALID_TIME), body.violations().codes("created_at"));
    }

    @Test
    void anotherIdIsTakenWhereThereIsNone() {
        Optional<String> other = Optional.of("other");
        assertEquals(new Origin(other, Optional.of(7L)), new Origin(Optional.empty(), Optional.of(7L)).orElse(other));
        Origin known = new Origin(Optional.of(ID), Optional.empty());
        assertEquals(known, known.orElse(other));
    }

    private static JsonBody body(String... fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < fields.length; i += 2) {
            object.put(fields[i], fields[i + 1]);
        }
        return JsonBody.of(object, Set.of("id", "created_at"));
    }
}
