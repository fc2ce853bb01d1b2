package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A request that creates or changes a user, and what is there before and after it. */
abstract class UserRequestTest extends ApiTest {

    /** Lone surrogates have no UTF-8 form: they can only be sent escaped. */
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** The test before, where it has left everything as it was. */
    private static UserRequestTest last;

    /** A user that a refused request must leave as it is. */
    protected Answer target;

    protected String before;

    private String atFirst;

    protected abstract String method();

    protected abstract String path();

    /** A body that the operation takes. */
    protected abstract Map<String, Object> valid();

    /** Goes on with the user of the test before, where nothing has changed since. */
    @BeforeEach
    void remember() {
        boolean asBefore = last != null && last.getClass() == getClass();
        target = asBefore ? last.target : created(newUser("name", "Ada Lovelace"));
        before = asBefore ? last.before : everything();
        atFirst = before;
    }

    @AfterEach
    void nothingHasChanged() {
        last = null;
        assertEquals(before, everything());
        last = before.equals(atFirst) ? this : null;
    }

    /** How many users there are, the newest of them, and the exact version of the target. */
    protected String everything() {
        Answer page = admin.get("/users?status=all&sort=-created_at").expect(200);
        return page.body().get("data")
                + page.body().get("meta").toString()
                + admin.get("/users/" + target.id()).expect(200).header("ETag");
    }

    protected Answer send(Map<String, Object> body) {
        try {
            return send(ASCII.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    protected Answer send(String body) {
        return admin.send(method(), path(), body);
    }

    protected int success() {
        return method().equals("POST") ? 201 : 200;
    }

    protected Map<String, Object> with(String field, Object value) {
        Map<String, Object> body = valid();
        if (field.equals("password_confirmation")) {
            body.put("password", PASSWORD);
        }
        body.put(field, value);
        return body;
    }

    /** Refuses for this one reason. */
    protected void refuses(String field, Object value, String... codes) {
        assertEquals(Set.of(field), fields(send(with(field, value)).expectInvalid(field, codes)));
    }

    /** Takes the value, which changes the realm rightly. */
    protected void takes(String field, String value) {
        send(with(field, value)).expect(success());
        before = everything();
    }

    protected String somebody() {
        String email = created().text("email");
        before = everything();
        return email;
    }

    protected static Set<String> fields(Answer answer) {
        Set<String> fields = new TreeSet<>();
        answer.body().get("errors").fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
