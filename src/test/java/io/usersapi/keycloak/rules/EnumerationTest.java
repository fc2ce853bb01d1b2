package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Medians;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** Nobody learns from {@code /auth/token} who has an account: not by the answer, not by the time that it takes. */
@KeycloakIntegrationTest(config = ApiServer.class)
class EnumerationTest extends ApiTest {

    private static final String WRONG = "not the password at all";
    private static final int ROUNDS = 15;
    private static final int MIB = 1024 * 1024;

    @Test
    void everyRefusalIsOneAndTheSameAnswer() {
        Answer unknown = anonymous.token(newEmail(), PASSWORD).expectProblem(401, "invalid_credentials");

        Map<String, String> refused = new LinkedHashMap<>();
        refused.put(created().text("email"), WRONG);
        refused.put(inactive(), PASSWORD);
        refused.put(inactive(), WRONG);
        refused.put(deleted(), PASSWORD);
        refused.put(locked(), PASSWORD);
        refused.put(locked(), WRONG);
        refused.put(withoutPassword(), PASSWORD);
        refused.put(serviceAccount(), PASSWORD);
        refused.put(withActionsToDo(), WRONG);

        refused.forEach((email, password) -> expectSame(unknown, anonymous.token(email, password)));
    }

    @Tag("lifecycle")
    @Test
    void noRefusalIsQuickerOrSlowerThanAnother() {
        hashLongAndNeverLock();
        String email = created().text("email");
        String inactive = inactive();
        String withoutPassword = withoutPassword();
        String serviceAccount = serviceAccount();
        Map<String, Supplier<Answer>> kinds = new LinkedHashMap<>();
        kinds.put("unknown", () -> anonymous.token(newEmail(), WRONG));
        kinds.put("wrong password", () -> anonymous.token(email, WRONG));
        kinds.put("inactive", () -> anonymous.token(inactive, PASSWORD));
        kinds.put("without password", () -> anonymous.token(withoutPassword, WRONG));
        kinds.put("service account", () -> anonymous.token(serviceAccount, WRONG));

        Medians.assertAlike(kinds, ROUNDS, 1.6);
    }

    @Test
    void anEmptyOrAHugePasswordCostsNoHash() {
        hashLongAndNeverLock();
        String email = created().text("email");
        Map<String, Supplier<Answer>> kinds = new LinkedHashMap<>();
        kinds.put("wrong", () -> anonymous.token(email, WRONG).expectProblem(401, "invalid_credentials"));
        kinds.put("empty", () -> anonymous.token(email, "").expectInvalid("password", "empty"));
        kinds.put("long", () -> anonymous.token(email, "x".repeat(2000)).expectInvalid("password", "too_long"));
        kinds.put("huge", () -> anonymous.token(email, "x".repeat(MIB)).expectProblem(413, "body_too_large"));

        Map<String, Long> medians = Medians.inMicroseconds(kinds, ROUNDS);

        for (String cheap : List.of("empty", "long", "huge")) {
            assertTrue(medians.get(cheap) * 2 < medians.get("wrong"), medians::toString);
        }
    }

    @Test
    void aRefusalByShapeIsTheSameForAnybody() {
        String email = created().text("email");
        for (String password : List.of("", "x".repeat(1025), "x".repeat(MIB))) {
            expectSame(anonymous.token(newEmail(), password), anonymous.token(email, password));
        }
    }

    private static void expectSame(Answer one, Answer other) {
        assertEquals(one.status(), other.status());
        assertEquals(one.text(), other.text());
        assertEquals(headers(one), headers(other));
    }

    private static Map<String, List<String>> headers(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    private String inactive() {
        return created(newUser("status", "inactive")).text("email");
    }

    private String deleted() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        return user.text("email");
    }

    /** Keycloak locks at the second failure within a second, in the background. */
    private String locked() {
        Answer user = created();
        String email = user.text("email");
        await().until(() -> {
            anonymous.token(email, WRONG);
            return (boolean) realm.admin()
                    .attackDetection()
                    .bruteForceUserStatus(user.id())
                    .get("disabled");
        });
        return email;
    }

    /** A hash that outweighs the rest of a request, and no lock, however often it is asked for. */
    private void hashLongAndNeverLock() {
        realm.updateWithCleanup(
                settings -> settings.failureFactor(1_000_000).passwordPolicy("length(10) and hashIterations(10)"),
                settings -> {
                    settings.build().setQuickLoginCheckMilliSeconds(0L);
                    return settings;
                });
    }

    private String withoutPassword() {
        String email = newEmail();
        UserRepresentation user = new UserRepresentation();
        user.setUsername(email);
        user.setEmail(email);
        user.setEnabled(true);
        realm.admin().users().create(user).close();
        return email;
    }

    private String withActionsToDo() {
        Answer user = created();
        UserRepresentation edited = inKeycloak(user).toRepresentation();
        edited.setRequiredActions(List.of("UPDATE_PASSWORD"));
        inKeycloak(user).update(edited);
        return user.text("email");
    }

    private String serviceAccount() {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId("robot");
        client.setServiceAccountsEnabled(true);
        client.setAttributes(new HashMap<>());
        String id = ApiUtil.getCreatedId(realm.admin().clients().create(client));
        realm.cleanup().add(cleaned -> cleaned.clients().get(id).remove());
        UserRepresentation robot = realm.admin().clients().get(id).getServiceAccountUser();
        robot.setEmail(newEmail());
        realm.admin().users().get(robot.getId()).update(robot);
        return robot.getEmail();
    }
}
