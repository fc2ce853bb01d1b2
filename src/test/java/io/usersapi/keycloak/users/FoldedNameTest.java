package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A name that Keycloak's console gave with needless blanks is shown as this API would have stored it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class FoldedNameTest extends ApiTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"Ada ,King Lovelace", " Ada  King, Lovelace ", "Ada,\u2003King\u00a0 Lovelace\u3000"})
    void neitherOuterNorRepeatedBlanksAreShownAnywhere(String first, String last) {
        Answer user = named(first, last);
        assertEquals("Ada King Lovelace", admin.get("/users/" + user.id()).text("name"));
        assertEquals(
                "Ada King Lovelace",
                admin.get("/users?email=" + user.text("email"))
                        .expect(200)
                        .body()
                        .at("/data/0/name")
                        .asText());
        String exported = admin.get("/users/export?email=" + user.text("email"))
                .expect(200)
                .text();
        assertTrue(exported.contains("\"Ada King Lovelace\""), exported);
    }

    @Test
    void theNameAsItIsShownIsNoChange() {
        Answer user = named("Ada ", "King Lovelace");
        Answer shown = admin.get("/users/" + user.id()).expect(200);
        Answer again = admin.patch("/users/" + user.id(), Map.of("name", "Ada King Lovelace"))
                .expect(200);
        assertEquals("Ada King Lovelace", again.text("name"));
        assertEquals(shown.header("ETag"), again.header("ETag"));
    }

    private Answer named(String first, String last) {
        Answer user = created();
        UserRepresentation edited = inKeycloak(user).toRepresentation();
        edited.setFirstName(first);
        edited.setLastName(last);
        inKeycloak(user).update(edited);
        UserRepresentation stored = inKeycloak(user).toRepresentation();
        assertEquals(List.of(first, last), List.of(stored.getFirstName(), stored.getLastName()));
        return user;
    }
}
