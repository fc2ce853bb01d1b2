package io.usersapi.keycloak.hashes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Medians;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** Users who come with the password hash of another system sign in. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class ForeignHashSignInTest extends ApiTest {

    private static final String WRONG = "not the password at all";
    private static final int ROUNDS = 11;
    private static final long LONG_AGO = 1_600_000_000_000L;

    static List<Vector> vectors() {
        return Vector.all();
    }

    @BeforeEach
    void neverLockAndKnowNoKind() {
        realm.updateWithCleanup(
                settings -> settings.bruteForceProtected(false),
                settings -> settings.attribute("usersApi.importedHashes", "[]"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signsInWithThePasswordAloneAndGetsAHashOfTheRealmsOwnKind(Vector vector) throws Exception {
        UserRepresentation user = userWith(vector);
        anonymous.token(user.getEmail(), WRONG).expectProblem(401, "invalid_credentials");
        anonymous.token(user.getEmail(), vector.password()).expect(200);
        JsonNode stored = stored(user);
        assertEquals("argon2", stored.path("algorithm").asText());
        assertEquals(ApiServer.HASH_ITERATIONS, stored.path("hashIterations").asInt());
    }

    /** The new hash is no new password: no session ends, no date moves, nothing is told. */
    @Test
    void theNewHashIsNoChangeOfThePassword() throws Exception {
        UserRepresentation user = userWith(Vector.all().get(0));
        Answer before = admin.get("/users/" + user.getId()).expect(200);
        Answer token =
                anonymous.token(user.getEmail(), Vector.all().get(0).password()).expect(200);
        assertEquals("argon2", stored(user).path("algorithm").asText());
        assertEquals(LONG_AGO, credential(user).getCreatedDate());
        anonymous.bearer(token.text("access_token")).get("/users/me").expect(200);
        anonymous.token(user.getEmail(), Vector.all().get(0).password()).expect(200);
        anonymous.token(user.getEmail(), WRONG).expectProblem(401, "invalid_credentials");
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expect(200);
        assertEquals(
                before.text("updated_at"), admin.get("/users/" + user.getId()).text("updated_at"));
    }

    @Test
    void aDisabledUserStaysOutWithTheRightPassword() {
        UserRepresentation user = userWith(Vector.all().get(0));
        admin.patch("/users/" + user.getId(), Map.of("status", "inactive")).expect(200);
        anonymous.token(user.getEmail(), Vector.all().get(0).password()).expectProblem(401, "invalid_credentials");
    }

    @Tag("lifecycle")
    @Test
    void noRefusalOfTheseUsersIsQuickerOrSlowerThanAnother() {
        Vector vector = Vector.all().stream()
                .filter(candidate -> candidate.hash().startsWith("$2b$12$"))
                .findFirst()
                .orElseThrow();
        String foreign = userWith(vector).getEmail();
        String quicker = userWith(Vector.all().get(0)).getEmail();
        UserRepresentation disabled = userWith(vector);
        admin.patch("/users/" + disabled.getId(), Map.of("status", "inactive")).expect(200);
        String own = created().text("email");
        Map<String, Supplier<Answer>> kinds = new LinkedHashMap<>();
        kinds.put("unknown", () -> anonymous.token(newEmail(), WRONG));
        kinds.put("own hash", () -> anonymous.token(own, WRONG));
        kinds.put("foreign hash", () -> anonymous.token(foreign, WRONG));
        kinds.put("quicker foreign hash", () -> anonymous.token(quicker, WRONG));
        kinds.put("inactive with a foreign hash", () -> anonymous.token(disabled.getEmail(), WRONG));

        Medians.assertAlike(kinds, ROUNDS, 1.5);
    }

    private UserRepresentation userWith(Vector vector) {
        PasswordCredentialModel read = new HashText(Optional.empty()).read(vector.hash());
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType("password");
        password.setCredentialData(read.getCredentialData());
        password.setSecretData(read.getSecretData());
        password.setCreatedDate(LONG_AGO);
        UserRepresentation user = new UserRepresentation();
        user.setEmail(newEmail());
        user.setUsername(user.getEmail());
        user.setEnabled(true);
        user.setCredentials(List.of(password));
        user.setId(ApiUtil.getCreatedId(realm.admin().users().create(user)));
        return user;
    }

    private JsonNode stored(UserRepresentation user) throws Exception {
        return new ObjectMapper().readTree(credential(user).getCredentialData());
    }

    private CredentialRepresentation credential(UserRepresentation user) {
        return realm.admin().users().get(user.getId()).credentials().get(0);
    }
}
