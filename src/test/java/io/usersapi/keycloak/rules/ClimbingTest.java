package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.config.Config;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;
import org.keycloak.util.JsonSerialization;

/** Rule 2, every caller against every account: what a caller does not hold it can neither give nor take over. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class ClimbingTest extends ApiTest {

    /** The administrative permissions of the matrix. */
    enum Permission {
        MANAGE_USERS_HERE,
        MANAGE_USERS_OF_KEYCLOAK,
        REALM_ADMIN
    }

    /** Who calls, and what it holds; Keycloak's own manage-users counts as this API's. */
    enum Caller {
        NOBODY(401),
        MASTER_ADMIN(401),
        PLAIN_USER(403),
        SERVICE_ACCOUNT_WITHOUT(403),
        SERVICE_ACCOUNT(200, Permission.MANAGE_USERS_HERE),
        DELEGATED_ADMIN(200, Permission.MANAGE_USERS_HERE),
        KEYCLOAKS_MANAGER(200, Permission.MANAGE_USERS_HERE, Permission.MANAGE_USERS_OF_KEYCLOAK),
        REALM_ADMIN(200, Permission.values());

        final int atTheGate;
        final Set<Permission> holds;

        Caller(int atTheGate, Permission... holds) {
            this.atTheGate = atTheGate;
            this.holds = Set.of(holds);
        }
    }

    /** Whom it is done to, and what that account holds. */
    enum Target {
        PLAIN_USER,
        DELEGATED_ADMIN(Permission.MANAGE_USERS_HERE),
        REALM_ADMIN(Permission.REALM_ADMIN),
        REALM_ADMIN_BY_ROLE(Permission.REALM_ADMIN),
        REALM_ADMIN_BY_ROLE_OF_CLIENT(Permission.REALM_ADMIN),
        REALM_ADMIN_BY_GROUP(Permission.REALM_ADMIN),
        REALM_ADMIN_BY_PARENT_GROUP(Permission.REALM_ADMIN);

        final Set<Permission> holds;

        Target(Permission... holds) {
            this.holds = Set.of(holds);
        }
    }

    /** What is done, and what it gives. */
    enum Act {
        GIVE_PLAIN_ROLE(() -> Map.of("roles", List.of("reader"))),
        GIVE_REALM_ADMIN(() -> Map.of("roles", List.of("reader", "boss")), Permission.REALM_ADMIN),
        GIVE_REALM_ADMIN_3_DEEP(() -> Map.of("role", "boss-of-bosses"), Permission.REALM_ADMIN),
        GIVE_REALM_ADMIN_BY_CLIENT(() -> Map.of("role", "shopkeeper"), Permission.REALM_ADMIN),
        GIVE_MANAGE_USERS(() -> Map.of("role", "helper"), Permission.MANAGE_USERS_HERE),
        GIVE_MANAGE_USERS_OF_KEYCLOAK(() -> Map.of("role", "clerk"), Permission.MANAGE_USERS_OF_KEYCLOAK),
        PROMOTE_BY_ROLE(() -> Map.of("roles", List.of("admin")), Permission.MANAGE_USERS_HERE),
        PROMOTE_BY_TYPE(() -> Map.of("type", "admin"), Permission.MANAGE_USERS_HERE),
        TAKE_ROLES(() -> Map.of("roles", List.of())),
        DEMOTE(() -> Map.of("type", "user")),
        SET_PASSWORD(() -> Map.of("password", "a password of mallory")),
        SET_EMAIL(() -> Map.of("email", newEmail())),
        DEACTIVATE(() -> Map.of("status", "inactive")),
        ACTIVATE(() -> Map.of("status", "active")),
        DELETE(null),
        SEND_RESET_MAIL(null),
        SEND_VERIFICATION(null),
        END_SESSIONS(null);

        final Supplier<Map<String, Object>> change;
        final Set<Permission> gives;

        Act(Supplier<Map<String, Object>> change, Permission... gives) {
            this.change = change;
            this.gives = Set.of(gives);
        }

        Answer by(Api caller, String user) {
            return switch (this) {
                case DELETE -> caller.delete("/users/" + user);
                case SEND_RESET_MAIL -> caller.post("/users/" + user + "/send-password-reset", null);
                case SEND_VERIFICATION -> caller.post("/users/" + user + "/send-verification", null);
                case END_SESSIONS -> caller.delete("/users/" + user + "/sessions");
                default -> caller.patch("/users/" + user, change.get());
            };
        }
    }

    private static final Map<Caller, Api> CALLERS = new EnumMap<>(Caller.class);
    private static final Map<Target, String> TARGETS = new EnumMap<>(Target.class);
    private static final Map<Target, String> STATES = new EnumMap<>(Target.class);
    private static final Map<Target, String> GROUPS = new EnumMap<>(Target.class);

    private static KeycloakSetup keycloak;

    /** The contract in one line: the gate, then nothing given and nobody touched beyond what the caller holds. */
    private static int expected(Caller caller, Set<Permission> given, Set<Permission> touched) {
        boolean climbs = !caller.holds.containsAll(given) || !caller.holds.containsAll(touched);
        return caller.atTheGate == 200 && climbs ? 403 : caller.atTheGate;
    }

    @BeforeEach
    @Override
    protected void signIn() {
        anonymous = CALLERS.get(Caller.NOBODY);
        admin = CALLERS.get(Caller.DELEGATED_ADMIN);
    }

    @TestSetup
    public void setUp() {
        realm.updateWithCleanup(changed -> changed.accessTokenLifespan(3600));
        super.signIn();
        keycloak = new KeycloakSetup(realm.admin());
        RoleRepresentation realmAdmin = keycloak.role("realm-management", "realm-admin");
        RoleRepresentation boss = keycloak.newRole("boss", realmAdmin);
        keycloak.newRole("boss-of-bosses", keycloak.newRole("middle", boss));
        keycloak.newRole("shopkeeper", keycloak.newClientRole("shop", "keeper", realmAdmin));
        keycloak.newRole("helper", keycloak.role("users-api", "manage-users"));
        keycloak.newRole("clerk", keycloak.role("realm-management", "manage-users"));
        String bosses = keycloak.newGroup("bosses", realmAdmin);
        GROUPS.put(Target.REALM_ADMIN_BY_GROUP, bosses);
        GROUPS.put(Target.REALM_ADMIN_BY_PARENT_GROUP, keycloak.newSubGroup(bosses, "deputies"));
        for (Caller caller : Caller.values()) {
            CALLERS.put(caller, signedIn(caller));
        }
        for (Target target : Target.values()) {
            TARGETS.put(target, newTarget(target, UserBuilder.create().password(PASSWORD)));
            STATES.put(target, keycloak.state(TARGETS.get(target)));
        }
    }

    private Api signedIn(Caller caller) {
        Oidc oidc = new Oidc(realm.getBaseUrl());
        return switch (caller) {
            case NOBODY -> anonymous;
            case MASTER_ADMIN -> anonymous.bearer(new Oidc(urls.getMasterRealm())
                    .serviceAccount(Config.getAdminClientId(), Config.getAdminClientSecret()));
            case SERVICE_ACCOUNT -> {
                keycloak.newServiceAccount("with-right", keycloak.role("users-api", "manage-users"));
                yield anonymous.bearer(oidc.serviceAccount("with-right", KeycloakSetup.SECRET));
            }
            case SERVICE_ACCOUNT_WITHOUT -> {
                keycloak.newServiceAccount("without-right");
                yield anonymous.bearer(oidc.serviceAccount("without-right", KeycloakSetup.SECRET));
            }
            case PLAIN_USER -> signedIn(created());
            case DELEGATED_ADMIN -> signedIn(created(newUser("type", "admin")));
            case KEYCLOAKS_MANAGER -> signedInWith("manage-users");
            case REALM_ADMIN -> signedInWith("realm-admin");
        };
    }

    private Api signedInWith(String roleOfRealmManagement) {
        Answer user = created();
        keycloak.grant(user.id(), keycloak.role("realm-management", roleOfRealmManagement));
        return signedIn(user);
    }

    private String newTarget(Target target, UserBuilder user) {
        String email = newEmail();
        user.username(email).email(email).enabled(true);
        String id = ApiUtil.getCreatedId(realm.admin().users().create(user.build()));
        switch (target) {
            case PLAIN_USER -> {}
            case DELEGATED_ADMIN -> keycloak.grant(id, keycloak.role("admin"));
            case REALM_ADMIN -> keycloak.grant(id, keycloak.role("realm-management", "realm-admin"));
            case REALM_ADMIN_BY_ROLE -> keycloak.grant(id, keycloak.role("boss-of-bosses"));
            case REALM_ADMIN_BY_ROLE_OF_CLIENT -> keycloak.grant(id, keycloak.role("shop", "keeper"));
            case REALM_ADMIN_BY_GROUP, REALM_ADMIN_BY_PARENT_GROUP -> keycloak.join(id, GROUPS.get(target));
        }
        return id;
    }

    /** Tries these accounts side by side: the server works for one while the answer about another is read. */
    private static void each(Stream<Target> targets, Consumer<Target> check) {
        assertAll(targets.parallel()
                .map(target -> (Executable) () -> assertAll(target.name(), () -> check.accept(target))));
    }

    private static Stream<Target> targets(Caller caller, Act act, boolean allowed) {
        return Stream.of(Target.values())
                .filter(target -> allowed == (expected(caller, act.gives, target.holds) == 200));
    }

    static Stream<Arguments> matrix() {
        return Stream.of(Caller.values())
                .flatMap(caller -> Stream.of(Act.values()).map(act -> Arguments.of(caller, act)));
    }

    /** Each account by a request of its own. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("matrix")
    void nobodyTouchesOrGivesWhatItDoesNotHold(Caller caller, Act act) {
        Api api = CALLERS.get(caller);
        int mails = mail.getReceivedMessages().length;
        each(targets(caller, act, false), target -> {
            refused(caller, act.by(api, TARGETS.get(target)), expected(caller, act.gives, target.holds));
            expectAsBefore(caller, target);
        });
        assertEquals(mails, mail.getReceivedMessages().length);
        each(targets(caller, act, true), target -> act.by(api, newTarget(target, UserBuilder.create()))
                .expect(200));
    }

    static Stream<Arguments> readings() {
        return Stream.of(Caller.values())
                .filter(caller -> caller.atTheGate == 200)
                .flatMap(caller -> Stream.of(Target.values()).map(target -> Arguments.of(caller, target)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("readings")
    void aReadTellsWhomTheCallerMayNotTouch(Caller caller, Target target) {
        Answer read = CALLERS.get(caller).get("/users/" + TARGETS.get(target)).expect(200);
        assertEquals(caller.holds.containsAll(target.holds) ? "" : "GET, HEAD", read.header("Allow"));
    }

    private static void refused(Caller caller, Answer answer, int status) {
        answer.expectProblem(
                status, status == 401 ? "invalid_token" : caller.atTheGate == 403 ? "forbidden" : "privileged");
    }

    static Stream<Arguments> creations() {
        return Stream.of(Caller.values()).flatMap(caller -> Stream.of(Act.values())
                .filter(act -> act == Act.GIVE_PLAIN_ROLE || !act.gives.isEmpty())
                .map(act -> Arguments.of(caller, act)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("creations")
    void nobodyCreatesAnAccountThatHoldsMore(Caller caller, Act act) {
        Map<String, Object> user = newUser();
        user.putAll(act.change.get());
        Answer answer = CALLERS.get(caller).post("/users", user);
        int expected = expected(caller, act.gives, Set.of());
        if (expected == 200) {
            answer.expect(201);
            return;
        }
        refused(caller, answer, expected);
        assertEquals(List.of(), realm.admin().users().searchByEmail((String) user.get("email"), true));
    }

    /** Each of them alone: a new one where the act is allowed, else one that must stay as it is. */
    private Map<Target, String> targetsOf(Caller caller, Act act) {
        Map<Target, String> users = new EnumMap<>(TARGETS);
        Map<Target, String> fresh = new ConcurrentHashMap<>();
        each(targets(caller, act, true), target -> fresh.put(target, newTarget(target, UserBuilder.create())));
        users.putAll(fresh);
        return users;
    }

    private void expectThatTheOthersAreAsBefore(Caller caller, Act act) {
        each(targets(caller, act, false), target -> expectAsBefore(caller, target));
    }

    /** What those did who are stopped at the gate, before any account is looked for, {@link #nobodyWasTouched} tells. */
    private static void expectAsBefore(Caller caller, Target target) {
        if (caller.atTheGate == 200) {
            expectAsBefore(target);
        }
    }

    private static void expectAsBefore(Target target) {
        assertEquals(STATES.get(target), keycloak.state(TARGETS.get(target)));
    }

    @AfterAll
    static void nobodyWasTouched() {
        each(STATES.keySet().stream(), ClimbingTest::expectAsBefore);
    }

    private static String toldOf(Caller caller, Act act, Target target) {
        return expected(caller, act.gives, target.holds) == 200 ? "" : "privileged";
    }

    static Stream<Arguments> changesOfMany() {
        return Stream.of(Caller.values()).flatMap(caller -> Stream.of(Act.values())
                .filter(act -> act.change != null || act == Act.DELETE)
                // Of many users only one can get the address.
                .filter(act -> act != Act.SET_EMAIL)
                .map(act -> Arguments.of(caller, act)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("changesOfMany")
    void nobodyTouchesOrGivesByManyWhatItDoesNotHold(Caller caller, Act act) {
        Map<Target, String> users = targetsOf(caller, act);
        Map<String, Object> request = new HashMap<>(Map.of("users", users.values()));
        request.put(act == Act.DELETE ? "delete" : "change", act == Act.DELETE ? true : act.change.get());
        Answer answer = CALLERS.get(caller).post("/users/bulk", request);
        if (caller.atTheGate == 200) {
            List<String> told = new ArrayList<>();
            answer.expect(200)
                    .body()
                    .path("data")
                    .forEach(result -> told.add(result.at("/error/code").asText()));
            assertEquals(
                    users.keySet().stream()
                            .map(target -> toldOf(caller, act, target))
                            .toList(),
                    told);
        } else {
            refused(caller, answer, caller.atTheGate);
        }
        expectThatTheOthersAreAsBefore(caller, act);
    }

    static Stream<Arguments> changesByImport() {
        return Stream.of(Caller.values()).flatMap(caller -> Stream.of(Act.values())
                .filter(act -> act.change != null)
                .map(act -> Arguments.of(caller, act)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("changesByImport")
    void nobodyTouchesOrGivesByAnImportWhatItDoesNotHold(Caller caller, Act act) throws IOException {
        Map<Target, String> users = targetsOf(caller, act);
        StringBuilder rows = new StringBuilder();
        for (String user : users.values()) {
            Map<String, Object> row = new HashMap<>(act.change.get());
            row.put("id", user);
            rows.append(Api.json(row)).append('\n');
        }
        List<String> expected = users.keySet().stream()
                .map(target -> toldOf(caller, act, target))
                .toList();
        expectTold(expected, caller, "?mode=upsert&dry_run=true", rows.toString());
        expectTold(expected, caller, "?mode=upsert", rows.toString());
        expectThatTheOthersAreAsBefore(caller, act);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("creations")
    void nobodyImportsAnAccountThatHoldsMore(Caller caller, Act act) throws IOException {
        Map<String, Object> row = newUser();
        row.putAll(act.change.get());
        boolean allowed = expected(caller, act.gives, Set.of()) == 200;
        List<String> told = List.of(allowed ? "" : "privileged");
        expectTold(told, caller, "?dry_run=true", Api.json(row));
        expectTold(told, caller, "", Api.json(row));
        String email = (String) row.get("email");
        assertEquals(
                allowed ? 1 : 0,
                realm.admin().users().searchByEmail(email, true).size());
    }

    /** @param told of each row the code of the error of the row as a whole; empty where there is no error */
    private static void expectTold(List<String> told, Caller caller, String query, String rows) throws IOException {
        Answer answer = CALLERS.get(caller)
                .with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import" + query, rows);
        if (caller.atTheGate != 200) {
            refused(caller, answer, caller.atTheGate);
            return;
        }
        List<String> codes = new ArrayList<>();
        for (String line : answer.expect(200).text().lines().toList()) {
            JsonNode row = JsonSerialization.readValue(line, JsonNode.class);
            if (row.has("line")) {
                boolean failed = row.path("status").asText().equals("failed");
                codes.add(failed ? row.at("/errors/row/0/code").asText("another error") : "");
            }
        }
        assertEquals(told, codes, answer::text);
    }

    @ParameterizedTest
    @EnumSource(
            value = Caller.class,
            names = {"SERVICE_ACCOUNT", "DELEGATED_ADMIN", "KEYCLOAKS_MANAGER", "REALM_ADMIN"})
    void theRolesOfferedAreThoseThatCanBeAssigned(Caller caller) {
        Api api = CALLERS.get(caller);
        List<String> offered = api.get("/roles").expect(200).body().findValuesAsText("name");
        assertTrue(offered.contains("reader"));
        for (RoleRepresentation role : realm.admin().roles().list()) {
            int status = api.post("/users", newUser("role", role.getId())).status();
            boolean isDefault = role.getName().equals("default-roles-acme");
            assertEquals(isDefault ? 422 : offered.contains(role.getName()) ? 201 : 403, status, role::getName);
        }
    }
}
