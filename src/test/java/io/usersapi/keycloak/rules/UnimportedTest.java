package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A test with a directory whose users Keycloak does not import: they stand in no table of Keycloak's. */
abstract class UnimportedTest extends ApiTest {

    protected static final String ADA = "ada@directory.example.org";
    protected static final String NEW_PASSWORD = "another password of the directory";
    protected static final List<String> PEOPLE =
            List.of("ada", "blaise", "charles", "dorothy", "emmy", "frances", "grace");

    protected Directory directory;

    @BeforeEach
    void startDirectory() {
        directory = Directory.of(realm);
        // Names in the reverse order of the addresses.
        for (int person = 0; person < PEOPLE.size(); person++) {
            String uid = PEOPLE.get(person);
            char initial = (char) ('Z' - person);
            directory.with(
                    uid,
                    initial + ".",
                    "Of Directory",
                    uid.toUpperCase().charAt(0) + uid.substring(1) + "@Directory.example.org");
        }
    }

    protected Answer ada(String editMode) {
        directory.federate(realm, editMode, false);
        return admin.get("/users/" + ADA).expect(200);
    }

    protected static String path(Answer user) {
        return "/users/" + encoded(user.id());
    }

    protected static List<String> emails(Answer page) {
        return page.expect(200).body().path("data").findValuesAsText("email");
    }

    protected static List<String> emailsOf(List<String> people) {
        return people.stream().map(uid -> uid + "@directory.example.org").toList();
    }
}
