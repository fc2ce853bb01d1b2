package io.usersapi.keycloak.module;

import static io.usersapi.keycloak.module.ExistingRealm.ADA;
import static io.usersapi.keycloak.module.ExistingRealm.BOB_WITH_OTP;
import static io.usersapi.keycloak.module.ExistingRealm.CARL_OF_THE_DIRECTORY;
import static io.usersapi.keycloak.module.ExistingRealm.DORA_OF_THE_ORGANIZATION;
import static io.usersapi.keycloak.module.ExistingRealm.EVE_WHO_IS_DISABLED;
import static io.usersapi.keycloak.module.ExistingRealm.FAY_WHO_IS_ADMIN;
import static io.usersapi.keycloak.module.ExistingRealm.GUS;
import static io.usersapi.keycloak.module.ExistingRealm.IVY;
import static io.usersapi.keycloak.module.ExistingRealm.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.rules.Directory;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * A realm that people use before the module comes and after it has gone: on one database a server without the jar, then
 * one with it, then one without it again.
 */
@Tag("lifecycle")
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ExistingRealmTest {

    private static final int PORT = ServerProcess.freePort();
    private static final String OFFLINE = "an offline session";
    private static final String NEW_PASSWORD = "a password of 2026";

    private static Distribution keycloak;
    private static Directory directory;
    private static ServerProcess server;
    private static ExistingRealm realm;

    private static final Map<String, Answer> TOKENS_BEFORE = new HashMap<>();
    private static List<String> refusalsBefore;
    private static Map<String, String> usersBefore;
    private static Map<String, String> usersAfter;
    private static ObjectNode realmBefore;
    private static ObjectNode profileBefore;
    private static ClientRepresentation clientBefore;

    @BeforeAll
    static void enableTheModule() {
        keycloak = Distribution.unpacked("existing-realm");
        directory = Directory.start().with("carl", "Carl", "Gauss", CARL_OF_THE_DIRECTORY);
        startServer();
        realm = ExistingRealm.fill(server, directory);
        for (String email : List.of(ADA, CARL_OF_THE_DIRECTORY, DORA_OF_THE_ORGANIZATION)) {
            TOKENS_BEFORE.put(
                    email, realm.signIn(email, ExistingRealm.passwordOf(email)).expect(200));
        }
        TOKENS_BEFORE.put(
                OFFLINE, realm.signIn(ADA, PASSWORD, "openid offline_access").expect(200));
        refusalsBefore = realm.refusals();
        usersBefore = realm.users();
        realmBefore = json(realm.admin().toRepresentation());
        profileBefore = json(realm.profile());
        clientBefore = clientInTheWay();

        server.stop();
        keycloak.install();
        startServer();
        realm.switchModule(true);
        usersAfter = realm.users();
    }

    @AfterAll
    static void end() {
        server.stop();
        directory.close();
    }

    private static void startServer() {
        server = ServerProcess.start(keycloak, "server", PORT, "start-dev").awaitReady();
        realm = ExistingRealm.at(server);
    }

    private static ObjectNode json(Object value) {
        return new ObjectMapper().valueToTree(value);
    }

    /** With its client scopes in order: the server tells them in none. */
    private static ClientRepresentation clientInTheWay() {
        ClientRepresentation client =
                realm.admin().clients().findByClientId("users-api").get(0);
        client.setDefaultClientScopes(
                client.getDefaultClientScopes().stream().sorted().toList());
        client.setOptionalClientScopes(
                client.getOptionalClientScopes().stream().sorted().toList());
        return client;
    }

    private static Api fay() {
        return realm.api()
                .bearer(realm.signIn(FAY_WHO_IS_ADMIN, PASSWORD).expect(200).text("access_token"));
    }

    private static boolean logged(String text) {
        return server.log().anyMatch(line -> line.contains(text));
    }

    @Nested
    @Order(1)
    class TheModuleIsOn {

        @Test
        void everyUserIsWhatItWas() {
            assertEquals(8, usersBefore.size());
            assertEquals(usersBefore, usersAfter);
        }

        @Test
        void theRealmIsWhatItWasButForTheSettingsThatTheReadmeNames() {
            ObjectNode now = json(realm.admin().toRepresentation());
            assertEquals(
                    Set.of("length(10)", "digits(1)"),
                    Set.of(now.path("passwordPolicy").asText().split(" and ")));
            assertFalse(realmBefore.path("bruteForceProtected").asBoolean());
            assertTrue(now.path("bruteForceProtected").asBoolean());
            for (ObjectNode one : List.of(realmBefore, now)) {
                one.remove(List.of("passwordPolicy", "bruteForceProtected"));
                ((ObjectNode) one.path("attributes")).retain(plainAttributes());
            }
            assertEquals(realmBefore, now);
        }

        private Set<String> plainAttributes() {
            return realm.admin().toRepresentation().getAttributes().keySet().stream()
                    .filter(name -> !name.startsWith("usersApi."))
                    .collect(Collectors.toSet());
        }

        @Test
        void theUserProfileKeepsItsAttributesAndWhatItRequires() {
            ObjectNode now = json(realm.profile());
            Map<String, JsonNode> attributes = byName(now);
            byName(profileBefore).forEach((name, attribute) -> {
                if (name.endsWith("Name")) {
                    List.of(attribute, attributes.get(name)).forEach(one -> ((ObjectNode) one).remove("required"));
                }
                assertEquals(attribute, attributes.get(name));
            });
            assertTrue(attributes.get("department").path("required").isObject());
            assertEquals(profileBefore.path("unmanagedAttributePolicy"), now.path("unmanagedAttributePolicy"));
        }

        private Map<String, JsonNode> byName(ObjectNode profile) {
            Map<String, JsonNode> attributes = new HashMap<>();
            ((ArrayNode) profile.path("attributes"))
                    .forEach(attribute -> attributes.put(attribute.path("name").asText(), attribute));
            return attributes;
        }

        @ParameterizedTest
        @ValueSource(strings = {ADA, CARL_OF_THE_DIRECTORY, DORA_OF_THE_ORGANIZATION, OFFLINE})
        void tokensAndSessionsOfBeforeGoOn(String email) {
            assertTrue(realm.knows(TOKENS_BEFORE.get(email)));
            assertTrue(realm.knows(realm.refresh(TOKENS_BEFORE.get(email)).expect(200)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ADA,
                    BOB_WITH_OTP,
                    CARL_OF_THE_DIRECTORY,
                    DORA_OF_THE_ORGANIZATION,
                    FAY_WHO_IS_ADMIN,
                    "gus",
                    IVY
                })
        void everyoneSignsInAsBefore(String username) {
            realm.signIn(username, ExistingRealm.passwordOf(username)).expect(200);
        }

        @Test
        void whoNeedsACodeStillNeedsItAndWhoIsDisabledStaysSo() {
            assertEquals(List.of("Invalid user credentials", "Account disabled"), refusalsBefore);
            assertEquals(refusalsBefore, realm.refusals());
        }

        @Test
        void administratorsWorkOnUsersProfileAndRealm() {
            realm.expectThatAdministratorsWork("Marquez");
        }

        @Test
        void peopleWhoAreNewInTheDirectorySignIn() {
            realm.expectThatItLetsIn(directory, "nina");
        }

        @Test
        void rolesOfGroupsAndOrganizationsAreInTokensAsBefore() {
            for (String email : List.of(ADA, DORA_OF_THE_ORGANIZATION)) {
                Answer before = TOKENS_BEFORE.get(email);
                Answer now = realm.signIn(email, PASSWORD).expect(200);
                assertEquals(ExistingRealm.roles(before), ExistingRealm.roles(now));
                assertEquals(ExistingRealm.organizations(before), ExistingRealm.organizations(now));
            }
            assertTrue(ExistingRealm.roles(TOKENS_BEFORE.get(ADA)).containsAll(Set.of("editor", "reader")));
            assertEquals(Set.of("partners"), ExistingRealm.organizations(TOKENS_BEFORE.get(DORA_OF_THE_ORGANIZATION)));
        }

        @Test
        void aClientOfTheModulesNameKeepsItsSettingsAndIssuesNoTokensForTheApi() {
            assertEquals(Api.json(clientBefore), Api.json(clientInTheWay()));
            realm.serviceAccountOfTheClientInTheWay();
            realm.api().token(ADA, PASSWORD).expectProblem(404, "not_found");
            assertTrue(logged("the client users-api is not the module's"));
        }

        @Test
        void aRoleOfTheModulesNameKeepsWhatItHolds() {
            assertEquals(
                    Set.of("view-users"),
                    realm.admin().roles().get("admin").getRoleComposites().stream()
                            .map(RoleRepresentation::getName)
                            .collect(Collectors.toSet()));
            fay().get("/users/" + Api.encoded(ADA)).expect(200);
        }

        @Test
        void theApiListsEveryoneAndItsChangesKeepTheRest() {
            Answer all = fay().get("/users?per_page=100").expect(200);
            assertEquals(8, all.body().at("/meta/total").asInt());

            fay().patch("/users/" + Api.encoded(ADA), Map.of("name", "Ada Lovelace"))
                    .expect(200);
            UserRepresentation ada = realm.user(realm.id(ADA));
            assertEquals("4711", ada.firstAttribute("badge"));
            assertEquals("sales", ada.firstAttribute("department"));
            assertEquals(1, realm.admin().users().get(ada.getId()).groups().size());
        }
    }

    @Nested
    @Order(2)
    class TheModuleIsGone {

        private static String deleted;
        private static String deletedName;

        @BeforeAll
        static void takeItOut() {
            Api fay = fay();
            deleted = fay.get("/users/" + Api.encoded(GUS)).expect(200).id();
            fay.delete("/users/" + deleted).expect(200);
            deletedName = realm.admin().users().get(deleted).toRepresentation().getUsername();
            fay.patch("/users/" + Api.encoded(IVY), Map.of("status", "inactive"))
                    .expect(200);
            fay.patch("/users/" + Api.encoded(ADA), Map.of("password", NEW_PASSWORD))
                    .expect(200);
            realm.switchModule(false);
            realm.api().exchange("GET", "/openapi.json", null).expect(404);

            server.stop();
            keycloak.uninstall();
            startServer();
        }

        @Test
        void theServerStartsWithoutAnError() {
            assertEquals(
                    List.of(),
                    server.log().filter(line -> line.contains(" ERROR ")).toList());
            realm.api().exchange("GET", "/openapi.json", null).expect(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {ADA, BOB_WITH_OTP, CARL_OF_THE_DIRECTORY, DORA_OF_THE_ORGANIZATION, FAY_WHO_IS_ADMIN})
        void usersSignIn(String email) {
            String password = email.equals(ADA) ? NEW_PASSWORD : ExistingRealm.passwordOf(email);
            realm.signIn(email, password).expect(200);
        }

        @Test
        void sessionsOfBeforeGoOn() {
            realm.refresh(TOKENS_BEFORE.get(DORA_OF_THE_ORGANIZATION)).expect(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"gus", GUS, EVE_WHO_IS_DISABLED, IVY})
        void whoWasDeletedOrDeactivatedDoesNotSignIn(String username) {
            expectRefused(username);
        }

        @Test
        void aSoftDeletedUserDoesNotSignInByItsNewNameEither() {
            expectRefused(deletedName);
        }

        private void expectRefused(String username) {
            assertEquals(
                    "invalid_grant",
                    realm.signIn(username, PASSWORD).expect(400).text("error"));
        }

        @Test
        void peopleWhoAreNewInTheDirectorySignIn() {
            realm.expectThatItLetsIn(directory, "nora");
        }

        @Test
        void administratorsWorkOnUsersProfileAndRealm() {
            realm.expectThatAdministratorsWork("Garcia");
        }

        @Test
        void whoIsInactiveIsStillFoundByTheAttribute() {
            assertEquals(
                    Set.of(deleted, realm.id(IVY)),
                    realm.admin().users().searchByAttributes("active:false").stream()
                            .map(UserRepresentation::getId)
                            .collect(Collectors.toSet()));
        }

        @Test
        void theClientInTheWayStillWorks() {
            realm.serviceAccountOfTheClientInTheWay();
        }
    }
}
