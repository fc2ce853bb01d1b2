package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import org.junit.jupiter.api.BeforeEach;

/** A test with an LDAP directory, in which Ada and Grace are. */
abstract class DirectoryTest extends ApiTest {

    static final String ADA = "ada@directory.example.org";
    static final String NEW_PASSWORD = "another password of the directory";

    protected Directory directory;

    @BeforeEach
    void startDirectory() {
        directory = Directory.of(realm)
                .with("ada", "Ada King", "Lovelace", ADA)
                .with("grace", "Grace", "Hopper", "grace@directory.example.org");
    }

    /** Federates the directory, with import, and answers Ada. */
    protected Answer ada(String editMode) {
        directory.federate(realm, editMode, true);
        return admin.get("/users/" + ADA).expect(200);
    }

    /** Nothing of Ada has changed, here or there. */
    protected void assertUntouched(Answer ada) {
        assertEquals(ada.body(), admin.get("/users/" + ada.id()).body());
        assertEquals(ada.header("ETag"), admin.get("/users/" + ada.id()).header("ETag"));
        assertEquals("Ada King", directory.value("ada", "cn"));
        assertEquals("Lovelace", directory.value("ada", "sn"));
        assertEquals(ADA, directory.value("ada", "mail"));
        assertTrue(directory.accepts("ada", Directory.PASSWORD));
        anonymous.token(ADA, Directory.PASSWORD).expect(200);
        anonymous.token(ADA, NEW_PASSWORD).expect(401);
    }
}
