package io.usersapi.keycloak.races;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.rules.Crowd;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectKeycloakUrls;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.server.KeycloakUrls;

/** Of the last two admins one stays, by whatever two ways both are sent away at one instant. */
@Tag("races")
@KeycloakIntegrationTest(config = ApiServer.class)
class LastTwoAdminsTest {

    private static final int ROUNDS = Integer.getInteger("races.rounds", 2);
    /** In each test run, where nobody says how many. */
    private static final boolean FEW = Integer.getInteger("races.rounds") == null;

    private static final String REALM = "two-admins";

    @InjectAdminClient
    Keycloak keycloak;

    @InjectKeycloakUrls
    KeycloakUrls urls;

    private static RealmResource realm;
    private static Api here;
    private static Api console;
    private static String adminRole;

    /** How an admin is sent away. */
    enum Way {
        DEMOTED_HERE,
        DEACTIVATED_HERE,
        DELETED_HERE,
        ROLE_TAKEN_IN_CONSOLE,
        DISABLED_IN_CONSOLE,
        REMOVED_IN_CONSOLE
    }

    static Stream<Arguments> ways() {
        return Stream.of(Way.values()).flatMap(one -> Stream.of(Way.values())
                .filter(other -> one.compareTo(other) <= 0)
                .map(other -> Arguments.of(one, other)));
    }

    /** One realm for all, as long as it has the one admin that a test leaves. */
    @BeforeEach
    void openRealm() {
        if (realm != null && activeAdmins().size() == 1) {
            return;
        }
        removeRealm();
        keycloak.realms()
                .create(RealmBuilder.create()
                        .name(REALM)
                        .privateKey(RealmKeys.of(REALM))
                        .enabled(true)
                        .attribute("usersApi.enabled", "true")
                        .passwordPolicy("length(10) and hashAlgorithm(pbkdf2-sha256) and hashIterations(1)")
                        .accessTokenLifespan(36000)
                        .build());
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        realm = keycloak.realm(REALM);
        KeycloakSetup setup = new KeycloakSetup(realm);
        setup.newServiceAccount("manager", setup.role("realm-management", "realm-admin"));
        String base = urls.getBase() + "/realms/" + REALM;
        here = Api.at(base + "/api").bearer(new Oidc(base).serviceAccount("manager", KeycloakSetup.SECRET));
        console = here.on(urls.getBase() + "/admin/realms/" + REALM);
        adminRole = Api.json(List.of(setup.role("admin")));
        newAdmin();
    }

    @AfterAll
    static void removeRealm() {
        if (realm != null) {
            realm.remove();
            realm = null;
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void oneOfTwoStays(Way one, Way other) {
        List<String> faults = new ArrayList<>();
        String survivor = activeAdmins().get(0);
        for (int round = 0; round < ROUNDS; round++) {
            String second = newAdmin();
            String first = survivor;
            List<Answer> answers = Crowd.of(2, number -> number == 0 ? sendAway(first, one) : sendAway(second, other));
            List<Integer> statuses = answers.stream().map(Answer::status).toList();
            List<String> left = activeAdmins();
            long done = statuses.stream().filter(status -> status < 300).count();
            if (done != 1 || !statuses.contains(409) || left.size() != 1) {
                faults.add(statuses + ", " + left.size() + " left");
            }
            survivor = left.isEmpty() ? newAdmin() : left.get(0);
        }
        assertEquals(List.of(), faults);
    }

    /** The second is an admin by a group, so that the roles which both get take only the first. */
    @Test
    void oneStaysWhereBothGetOtherRolesAndOneLeavesTheGroup() {
        KeycloakSetup setup = new KeycloakSetup(realm);
        setup.newRole("reader");
        String group = setup.newGroup("admins", setup.role("admin"));
        List<String> faults = new ArrayList<>();
        String first = activeAdmins().get(0);
        for (int round = 0; round < (FEW ? 3 : 5) * ROUNDS; round++) {
            String second = newUser("user");
            setup.join(second, group);
            String roles =
                    Api.json(Map.of("users", List.of(first, second), "change", Map.of("roles", List.of("reader"))));
            String membership = "/users/" + second + "/groups/" + group;
            List<Integer> statuses = Crowd.of(
                            2,
                            number -> number == 0
                                    ? here.exchange("POST", "/users/bulk", roles)
                                    : console.exchange("DELETE", membership, null))
                    .stream()
                    .map(Answer::status)
                    .toList();
            if (activeAdmins().isEmpty()) {
                faults.add(String.valueOf(statuses));
            }
            List<String> left = activeAdmins();
            first = newAdmin();
            left.forEach(id -> here.exchange("DELETE", "/users/" + id, null).expect(200));
        }
        assertEquals(List.of(), faults);
    }

    /** How one who is an admin by two ways loses one of them. */
    enum Loss {
        ROLE_OF_THE_USER("users/%1$s/role-mappings/realm"),
        MEMBERSHIP("users/%1$s/groups/%2$s"),
        ROLE_OF_THE_GROUP("groups/%2$s/role-mappings/realm"),
        ROLE_OF_ANOTHER_GROUP("groups/%3$s/role-mappings/realm");

        private final String path;

        Loss(String path) {
            this.path = path;
        }

        private Answer request(String method, Object... ids) {
            String body = this == MEMBERSHIP ? null : adminRole;
            return console.exchange(method, "/" + path.formatted(ids), body);
        }

        void goes(Object... ids) {
            request("DELETE", ids).expect(204);
        }

        void comes(Object... ids) {
            request(this == MEMBERSHIP ? "PUT" : "POST", ids).expect(204);
        }
    }

    /** Each request alone leaves the last admin another way to be one. */
    @ParameterizedTest
    @CsvSource({
        "ROLE_OF_THE_USER, MEMBERSHIP",
        "ROLE_OF_THE_USER, ROLE_OF_THE_GROUP",
        "ROLE_OF_THE_USER, ROLE_OF_ANOTHER_GROUP",
        "MEMBERSHIP, ROLE_OF_ANOTHER_GROUP",
        "ROLE_OF_THE_GROUP, ROLE_OF_ANOTHER_GROUP"
    })
    void whoIsTheLastAdminTwiceStaysOne(Loss one, Loss other) {
        KeycloakSetup setup = new KeycloakSetup(realm);
        String user = activeAdmins().get(0);
        Object[] ids = {user, setup.newGroup("one"), setup.newGroup("another")};
        setup.join(user, (String) ids[1]);
        setup.join(user, (String) ids[2]);
        List<String> faults = new ArrayList<>();
        for (int round = 0; round < (FEW ? 4 : 10) * ROUNDS; round++) {
            if (one == Loss.MEMBERSHIP || other == Loss.MEMBERSHIP) {
                Loss.ROLE_OF_THE_GROUP.comes(ids);
            }
            one.comes(ids);
            other.comes(ids);
            if (one != Loss.ROLE_OF_THE_USER) {
                Loss.ROLE_OF_THE_USER.goes(ids);
            }
            List<Integer> statuses = Crowd.of(2, number -> (number == 0 ? one : other).request("DELETE", ids)).stream()
                    .map(Answer::status)
                    .sorted()
                    .toList();
            if (!statuses.equals(List.of(204, 409)) || activeAdmins().size() != 1) {
                faults.add(statuses + ", " + activeAdmins().size() + " left");
            }
            Loss.ROLE_OF_THE_USER.comes(ids);
        }
        realm.groups().group((String) ids[1]).remove();
        realm.groups().group((String) ids[2]).remove();
        assertEquals(List.of(), faults);
    }

    private static Answer sendAway(String id, Way way) {
        String user = "/users/" + id;
        return switch (way) {
            case DEMOTED_HERE -> here.exchange("PATCH", user, Api.json(Map.of("type", "user")));
            case DEACTIVATED_HERE -> here.exchange("PATCH", user, Api.json(Map.of("status", "inactive")));
            case DELETED_HERE -> here.exchange("DELETE", user, null);
            case ROLE_TAKEN_IN_CONSOLE -> console.exchange("DELETE", user + "/role-mappings/realm", adminRole);
            case DISABLED_IN_CONSOLE -> console.exchange("PUT", user, Api.json(Map.of("enabled", false)));
            case REMOVED_IN_CONSOLE -> console.exchange("DELETE", user, null);
        };
    }

    private static String newAdmin() {
        return newUser("admin");
    }

    private static String newUser(String type) {
        return here.exchange(
                        "POST",
                        "/users",
                        Api.json(Map.of("email", Arena.newEmail(), "password", Arena.PASSWORD, "type", type)))
                .expect(201)
                .id();
    }

    private static List<String> activeAdmins() {
        List<String> ids = new ArrayList<>();
        here.get("/users?type=admin&status=active")
                .expect(200)
                .body()
                .path("data")
                .forEach(admin -> ids.add(admin.path("id").asText()));
        return ids;
    }
}
