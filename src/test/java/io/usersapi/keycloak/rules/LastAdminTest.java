package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;

/** Rule 5: the last active admin stays, whoever asks, and however many ask at once. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class LastAdminTest extends ApiTest {

    private static final int ROUNDS = Integer.getInteger("races.rounds", 2);

    /** The ways in which an admin can cease to be an active one. */
    enum Exit {
        DEMOTE(Map.of("type", "user")),
        DEACTIVATE(Map.of("status", "inactive")),
        LOSE_ROLES(Map.of("roles", List.of())),
        GET_OTHER_ROLES(Map.of("roles", List.of("reader", "editor"))),
        GET_ANOTHER_ROLE(Map.of("role", "reader")),
        DELETE(null);

        final Map<String, Object> change;

        Exit(Map<String, Object> change) {
            this.change = change;
        }

        Answer by(Api caller, Answer user) {
            String path = "/users/" + user.id();
            return this == DELETE ? caller.delete(path) : caller.patch(path, change);
        }
    }

    private KeycloakSetup keycloak;

    /** Whoever manages users here is no admin, and so never the last one; passwords cost little. */
    @TestSetup
    public void setUp() {
        keycloak = new KeycloakSetup(realm.admin());
        keycloak.newServiceAccount("manager", keycloak.role("users-api", "manage-users"));
        var cheap = realm.admin().toRepresentation();
        cheap.setPasswordPolicy("length(10) and hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
        cheap.setAccessTokenLifespan(3600);
        realm.admin().update(cheap);
    }

    @BeforeEach
    @Override
    protected void signIn() {
        keycloak = new KeycloakSetup(realm.admin());
        anonymous = Api.at(realm.getBaseUrl() + "/api");
        admin = anonymous.bearer(new Oidc(realm.getBaseUrl()).serviceAccount("manager", KeycloakSetup.SECRET));
        remove(realm.admin().users().list(0, 1000).stream()
                .map(UserRepresentation::getId)
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(Exit.class)
    void theLastAdminCannotLeave(Exit exit) {
        Answer last = newAdmin();
        Api self = signedIn(last);
        String before = keycloak.state(last.id());
        exit.by(self, last).expectProblem(409, "last_admin");
        exit.by(admin, last).expectProblem(409, "last_admin");
        assertEquals(before, keycloak.state(last.id()));
        self.get("/users").expect(200);
    }

    @ParameterizedTest
    @EnumSource(Exit.class)
    void oneOfTwoAdminsMayLeave(Exit exit) {
        Answer first = newAdmin();
        Answer second = newAdmin();
        exit.by(signedIn(first), first).expect(200);
        exit.by(admin, second).expectProblem(409, "last_admin");
    }

    @Test
    void theLastAdminMayChangeOtherwise() {
        Answer last = newAdmin();
        Map<String, Object> change =
                Map.of("email", newEmail(), "password", PASSWORD, "roles", List.of("admin", "reader"));
        admin.patch("/users/" + last.id(), change).expect(200);
        admin.patch("/users/" + last.id(), Map.of("status", "active", "type", "admin"))
                .expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "group above", "role", "role of a client"})
    void anAdminByOtherMeansCounts(String means) {
        Answer last = newAdmin();
        Answer other = created();
        makeAdmin(other, means);
        Exit.DEMOTE.by(admin, last).expect(200);
        Exit.DEACTIVATE.by(admin, other).expectProblem(409, "last_admin");
        Exit.DELETE.by(admin, other).expectProblem(409, "last_admin");
        assertEquals("active", admin.get("/users/" + other.id()).expect(200).text("status"));
    }

    /** What goes may be what makes somebody the last admin. */
    private void afterwards(Runnable removal) {
        realm.cleanup().add(cleaned -> keycloak.withoutModule(removal));
    }

    private void makeAdmin(Answer user, String means) {
        switch (means) {
            case "role" -> {
                keycloak.grant(user.id(), keycloak.newRole("super", keycloak.newRole("over", keycloak.role("admin"))));
                afterwards(() -> realm.admin().roles().deleteRole("super"));
                afterwards(() -> realm.admin().roles().deleteRole("over"));
            }
            case "role of a client" -> {
                keycloak.grant(user.id(), keycloak.newClientRole("shop", "keeper", keycloak.role("admin")));
                afterwards(() -> keycloak.client("shop").remove());
            }
            default -> {
                String group = keycloak.newGroup("admins", keycloak.role("admin"));
                afterwards(() -> realm.admin().groups().group(group).remove());
                keycloak.join(user.id(), means.equals("group") ? group : keycloak.newSubGroup(group, "deputies"));
            }
        }
    }

    @Test
    void whoIsInactiveDeletedOrAServiceAccountDoesNotCount() {
        Answer last = newAdmin();
        Exit.DEACTIVATE.by(admin, newAdmin()).expect(200);
        Exit.DELETE.by(admin, newAdmin()).expect(200);
        keycloak.newServiceAccount("robot", keycloak.role("admin"));
        realm.cleanup().add(cleaned -> keycloak.client("robot").remove());
        Answer manager = created();
        keycloak.grant(manager.id(), keycloak.role("users-api", "manage-users"));
        for (Exit exit : Exit.values()) {
            exit.by(admin, last).expectProblem(409, "last_admin");
        }
    }

    @Test
    void whoWasDisabledInTheConsoleDoesNotCount() {
        Answer last = newAdmin();
        Answer other = newAdmin();
        disableByAdminApi(other);
        Exit.DEMOTE.by(admin, last).expectProblem(409, "last_admin");
    }

    @ParameterizedTest(name = "{0} against {1}")
    @CsvSource({"DEMOTE, DEMOTE", "DEMOTE, DELETE", "DEMOTE, DEACTIVATE", "LOSE_ROLES, DEMOTE"})
    void ofTheLastTwoAdminsOneStaysWhenEachSendsTheOtherAway(Exit one, Exit another) {
        for (int round = 1; round <= ROUNDS; round++) {
            Answer ada = newAdmin();
            Answer bob = newAdmin();
            Api asAda = signedIn(ada);
            Api asBob = signedIn(bob);
            assertOneStays(atOnce(() -> one.by(asAda, bob), () -> another.by(asBob, ada)));
            remove(ada.id(), bob.id());
        }
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"DEMOTE, DEMOTE", "DEACTIVATE, DELETE"})
    void ofTheLastTwoAdminsOneStaysWhenSomebodySendsBothAway(Exit one, Exit another) {
        for (int round = 1; round <= ROUNDS; round++) {
            Answer ada = newAdmin();
            Answer bob = newAdmin();
            assertOneStays(atOnce(() -> one.by(admin, bob), () -> another.by(admin, ada)));
            remove(ada.id(), bob.id());
        }
    }

    /** The slower is refused as the last, or as one whose own right has just gone. */
    private void assertOneStays(List<Answer> answers) {
        List<Integer> statuses = answers.stream().map(Answer::status).sorted().toList();
        assertEquals(200, statuses.get(0), statuses::toString);
        assertTrue(List.of(401, 403, 409).contains(statuses.get(1)), statuses::toString);
        assertEquals(
                1,
                admin.get("/users?type=admin&status=active")
                        .expect(200)
                        .body()
                        .at("/meta/total")
                        .asInt());
    }

    private static List<Answer> atOnce(Supplier<Answer> one, Supplier<Answer> another) {
        CyclicBarrier start = new CyclicBarrier(2);
        return Stream.of(one, another)
                .map(request -> CompletableFuture.supplyAsync(() -> {
                    try {
                        start.await();
                    } catch (Exception broken) {
                        throw new IllegalStateException(broken);
                    }
                    return request.get();
                }))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private void disableByAdminApi(Answer user) {
        UserRepresentation disabled = inKeycloak(user).toRepresentation();
        disabled.setEnabled(false);
        inKeycloak(user).update(disabled);
    }

    private Answer newAdmin() {
        return created(newUser("type", "admin"));
    }

    /** Keycloak's Admin API may remove the last admin only where the module is off. */
    private void remove(String... ids) {
        keycloak.withoutModule(() ->
                Stream.of(ids).forEach(id -> realm.admin().users().delete(id).close()));
    }
}
