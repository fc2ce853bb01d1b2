package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** An upsert with a {@code password_hash} of a user who is there. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UpsertedHashTest extends ApiTest {

    private static final String BCRYPT = "$2b$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2";
    private static final String OF_BCRYPT = "correct horse battery";

    private List<String> upserted(Answer user, String hash, String more) {
        return ImportFile.ndjson(Map.of("email", user.text("email"), "password_hash", hash))
                .done(admin, "?mode=upsert" + more)
                .told();
    }

    private String kinds() {
        return realm.admin().toRepresentation().getAttributes().getOrDefault("usersApi.importedHashes", "");
    }

    @Test
    void itTakesThePlaceOfThePasswordAndEndsTheSessions() {
        Answer ada = created();
        Api before = signedIn(ada);
        assertEquals(List.of("updated"), upserted(ada, BCRYPT, ""));
        assertEquals(List.of("unchanged"), upserted(ada, BCRYPT, ""));
        before.get("/users/me").expectProblem(401, "invalid_token");
        anonymous.token(ada.text("email"), PASSWORD).expectProblem(401, "invalid_credentials");
        anonymous.signedIn(ada.text("email"), OF_BCRYPT).get("/users/me").expect(200);
        assertEquals(1, inKeycloak(ada).credentials().size());
        assertTrue(kinds().contains("bcrypt"), this::kinds);
    }

    /** As a password does: the mark of the invitation goes, so that it is not pending anew once the password is gone. */
    @Test
    void itEndsAnInvitation() {
        Answer ada = created(Map.of("email", newEmail(), "invite", true));
        assertEquals(List.of("updated"), upserted(ada, BCRYPT, ""));
        assertTrue(admin.get("/users/" + ada.id()).body().path("invitation").isNull());
        assertNull(inKeycloak(ada).toRepresentation().firstAttribute("invitation_sent_at"));
        inKeycloak(ada).removeCredential(inKeycloak(ada).credentials().get(0).getId());
        assertTrue(admin.get("/users/" + ada.id()).body().path("invitation").isNull());
    }

    @Test
    void oneThatCannotBeUsedIsToldAndThePasswordStays() {
        Answer ada = created();
        Api before = signedIn(ada);
        assertEquals(List.of("password_hash:hash_unknown"), upserted(ada, "5f4dcc3b5aa765d61d8327deb882cf99", ""));
        before.get("/users/me").expect(200);
        signedIn(ada);
    }

    @Test
    void aDryRunLeavesNothingInTheRealm() {
        Answer ada = created();
        Api before = signedIn(ada);
        String kinds = kinds();
        String other = "pbkdf2_sha512$123456$salt-of-salt$" + "A".repeat(43) + "=";
        assertEquals(List.of("updated"), upserted(ada, other, "&dry_run=true"));
        assertEquals(kinds, kinds());
        before.get("/users/me").expect(200);
    }
}
