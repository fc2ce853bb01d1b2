package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Whether an address is known to be the user's. */
@KeycloakIntegrationTest(config = ApiServer.class)
class EmailVerifiedTest extends ApiTest {

    @Test
    void isFalseUnlessACreateSaysOtherwise() {
        assertFalse(verified(created()));
        assertTrue(verified(created(newUser("email_verified", true))));
        assertFalse(verified(created(newUser("email_verified", false))));
    }

    @Test
    void isKeycloaksFlag() {
        Answer user = created(newUser("email_verified", true));
        assertTrue(inKeycloak(user).toRepresentation().isEmailVerified());
        UserRepresentation unverified = inKeycloak(user).toRepresentation();
        unverified.setEmailVerified(false);
        inKeycloak(user).update(unverified);
        assertFalse(verified(admin.get("/users/" + user.id())));
    }

    @Test
    void isSetAndTakenBack() {
        Answer user = created();
        assertTrue(verified(admin.patch("/users/" + user.id(), Map.of("email_verified", true))));
        assertTrue(verified(admin.get("/users/" + user.id())));
        assertFalse(verified(admin.put("/users/" + user.id(), Map.of("email_verified", false))));
    }

    @Test
    void whatIsAlreadySoIsNoChange() {
        Answer user = created(newUser("email_verified", true));
        Answer again = admin.patch("/users/" + user.id(), Map.of("email_verified", true))
                .expect(200);
        assertEquals(user.header("ETag"), again.header("ETag"));
    }

    @Test
    void anotherAddressIsNotVerifiedUnlessTheRequestSaysSo() {
        Answer user = created(newUser("email_verified", true));
        assertFalse(verified(admin.patch("/users/" + user.id(), Map.of("email", newEmail()))));
        admin.patch("/users/" + user.id(), Map.of("email_verified", true)).expect(200);
        assertTrue(verified(admin.patch("/users/" + user.id(), Map.of("email", newEmail(), "email_verified", true))));
    }

    /** Keycloak notes it on the user when it refuses a sign-in, and there it stays, whatever the flag says later. */
    @Test
    void nobodyIsAskedToVerifyAnAddressThatIsVerified() {
        for (boolean flag : List.of(false, true)) {
            Answer user = created(newUser("email_verified", flag));
            UserRepresentation asked = inKeycloak(user).toRepresentation();
            asked.setRequiredActions(List.of("VERIFY_EMAIL"));
            inKeycloak(user).update(asked);
            anonymous.token(user.text("email"), PASSWORD).expectProblem(403, "account_not_set_up");
            admin.patch("/users/" + user.id(), Map.of("email_verified", true)).expect(200);
            anonymous.signIn(user.text("email"), PASSWORD);
        }
    }

    @Test
    void refusesAnythingButABoolean() {
        List<Object> values = new ArrayList<>(List.of("true", 1, 0, "", List.of(true), Map.of()));
        values.add(null);
        Answer user = created();
        for (Object value : values) {
            admin.post("/users", newUser("email_verified", value)).expectInvalid("email_verified", "wrong_type");
            String body = "{\"email_verified\": " + json(value) + "}";
            admin.send("PATCH", "/users/" + user.id(), body).expectInvalid("email_verified", "wrong_type");
        }
    }

    @Test
    void listsShowIt() {
        Answer user = created(newUser("email_verified", true));
        JsonNode page =
                admin.get("/users?email=" + user.text("email")).expect(200).body();
        assertTrue(page.at("/data/0/email_verified").asBoolean());
    }

    private static String json(Object value) {
        return value == null ? "null" : Api.json(value);
    }

    private static boolean verified(Answer user) {
        return user.body().path("email_verified").booleanValue();
    }
}
