package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.ServerLog;
import io.usersapi.keycloak.support.WorkflowLog;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.ComponentResource;
import org.keycloak.admin.client.resource.OrganizationResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.SynchronizationResultRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.util.ApiUtil;

/** Rule 5, where the last active admin comes from a directory or belongs to an organization, or is said to. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class LastAdminsSourceTest extends PartnerTest {

    @InjectAdminClient
    Keycloak keycloak;

    private static final String GRACE = "grace@directory.example.org";
    private static final String ADA = "ada@directory.example.org";
    private static final String LAZARUS = "lazarus@example.org";

    @TestSetup
    public void setUp() {
        new KeycloakSetup(realm.admin()).newManager();
    }

    @BeforeEach
    @Override
    protected void signIn() {
        signInManagerAlone();
    }

    /** What the test has made can then be taken away. */
    @AfterEach
    void leaveAnotherAdmin() {
        created(newUser("type", "admin"));
    }

    private Directory directoryWithTheLastAdmin() {
        return directoryWithTheLastAdmin("UNSYNCED");
    }

    /** Who is made afterwards is not in the directory. */
    private Directory directoryWithTheLastAdmin(String editMode) {
        Directory directory = Directory.of(realm).with("grace", "Grace", "Hopper", GRACE);
        directory.federate(realm, editMode, true);
        keepNewUsersHere();
        makeAdmin(GRACE);
        return directory;
    }

    private String makeAdmin(String email) {
        return admin.patch("/users/" + email, Map.of("type", "admin"))
                .expect(200)
                .id();
    }

    private ComponentResource store() {
        ComponentRepresentation store = realm.admin()
                .components()
                .query(null, UserStorageProvider.class.getName())
                .get(0);
        return realm.admin().components().component(store.getId());
    }

    private void keepNewUsersHere() {
        ComponentRepresentation store = store().toRepresentation();
        store.getConfig().putSingle("syncRegistrations", "false");
        store().update(store);
    }

    private void switchStoreOff() {
        ComponentRepresentation store = store().toRepresentation();
        store.getConfig().putSingle("enabled", "false");
        store().update(store);
    }

    private static void assertRefused(Executable change) {
        WebApplicationException refused = assertThrows(WebApplicationException.class, change);
        assertEquals(409, refused.getResponse().getStatus());
    }

    @Test
    void itsDirectoryStaysOnUntilThereIsAnother() {
        directoryWithTheLastAdmin();
        assertRefused(this::switchStoreOff);
        assertRefused(() -> store().remove());
        assertEquals("active", admin.get("/users/" + GRACE).expect(200).text("status"));
        created(newUser("type", "admin"));
        switchStoreOff();
        assertEquals("inactive", admin.get("/users/" + GRACE).expect(200).text("status"));
    }

    /** Keycloak removes a user who is gone from the directory at the next look; to refuse that would refuse each look. */
    @Test
    void whoIsGoneFromTheDirectoryIsGone() {
        Directory directory = directoryWithTheLastAdmin();
        String grace = admin.get("/users/" + GRACE).expect(200).id();
        directory.remove("grace");
        realm.admin().clearUserCache();
        assertEquals(List.of(), realm.admin().users().searchByEmail(GRACE, true));
        admin.get("/users/" + grace).expectProblem(404, "user_not_found");
    }

    /** A directory that can be written is no part of the transaction: what was removed there stays removed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itsEntryStaysUntilThereIsAnother(boolean imported) {
        Directory directory = directoryThatKeepsTheRole(imported);
        Answer grace = admin.get("/users/" + GRACE).expect(200);
        assertEquals("admin", grace.text("type"));
        assertRefused(() -> inKeycloak(grace).remove());
        assertEquals("Hopper", directory.value("grace", "sn"));
        assertEquals("admin", admin.get("/users/" + GRACE).expect(200).text("type"));
        created(newUser("type", "admin"));
        inKeycloak(grace).remove();
        assertNull(directory.value("grace", "sn"));
    }

    private Directory directoryThatKeepsTheRole(boolean imported) {
        Directory directory = Directory.of(realm).with("grace", "Grace", "Hopper", GRACE);
        directory.grant("admin", "grace");
        directory.federate(realm, "WRITABLE", imported);
        keepNewUsersHere();
        Directory.keepRoles(realm.admin());
        return directory;
    }

    /** The same for the role that the directory alone keeps. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itsRoleStaysUntilThereIsAnother(boolean imported) {
        directoryThatKeepsTheRole(imported);
        Answer grace = admin.get("/users/" + GRACE).expect(200);
        String path = "/users/" + grace.id();
        admin.patch(path, Map.of("type", "user")).expectProblem(409, "last_admin");
        admin.patch(path, Map.of("roles", List.of())).expectProblem(409, "last_admin");
        assertEquals("admin", admin.get(path).expect(200).text("type"));
        created(newUser("type", "admin"));
        admin.patch(path, Map.of("type", "user")).expect(200);
        assertEquals("user", admin.get(path).expect(200).text("type"));
    }

    @Test
    void itsEntryStaysWhereAnImportOverwritesIt() {
        Directory directory = directoryWithTheLastAdmin("WRITABLE");
        UserRepresentation grace = new UserRepresentation();
        grace.setUsername("grace");
        grace.setEmail(GRACE);
        PartialImportRepresentation file = new PartialImportRepresentation();
        file.setIfResourceExists("OVERWRITE");
        file.setUsers(List.of(grace));
        assertEquals(409, imported(file));
        assertEquals("Hopper", directory.value("grace", "sn"));
        assertEquals("admin", admin.get("/users/" + GRACE).expect(200).text("type"));
        created(newUser("type", "admin"));
        assertEquals(200, imported(file));
    }

    /**
     * Keycloak's page goes on after whatever fails while it removes the user, and fails itself then, for want of an attribute
     * (DeleteAccount): what it shows is not looked at.
     */
    @Test
    void itsEntryStaysWhereItDeletesItsAccount() {
        Directory directory = directoryWithTheLastAdmin("WRITABLE");
        realm.cleanup().add(cleaned -> setDeleteAccount(false));
        setDeleteAccount(true);
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(admin.get("/users/" + GRACE).id(), keycloak.role("account", "delete-account"));
        try (Browser browser = new Browser()) {
            browser.open(shop.loginPage(Map.of("kc_action", "delete_account")));
            browser.signIn("grace", Directory.PASSWORD);
            browser.press("kc-submit");
        }
        assertEquals("Hopper", directory.value("grace", "sn"));
        assertEquals("admin", admin.get("/users/" + GRACE).expect(200).text("type"));
    }

    private void setDeleteAccount(boolean on) {
        RequiredActionProviderRepresentation action = realm.admin().flows().getRequiredAction("delete_account");
        action.setEnabled(on);
        realm.admin().flows().updateRequiredAction("delete_account", action);
    }

    private int imported(PartialImportRepresentation file) {
        try (Response answer = realm.admin().partialImport(file)) {
            return answer.getStatus();
        }
    }

    /** The ways in which nobody in Keycloak's tables shows that an admin of a directory can no longer sign in. */
    enum Absence {
        GONE {
            @Override
            void begin(Directory directory) {
                directory.remove("grace");
            }
        },
        DISABLED {
            @Override
            void begin(Directory directory) {
                directory.disable("grace");
            }
        },
        DIRECTORY_AWAY {
            @Override
            void begin(Directory directory) {
                directory.close();
            }
        };

        abstract void begin(Directory directory);
    }

    @ParameterizedTest
    @EnumSource(Absence.class)
    void whoCannotSignInByTheDirectoryIsNoOtherAdmin(Absence absence) {
        Directory directory = directoryWithTheLastAdmin();
        Directory.decideWhoIsEnabled(realm.admin());
        Answer last = created(newUser("type", "admin"));
        absence.begin(directory);
        admin.patch("/users/" + last.id(), Map.of("status", "inactive")).expectProblem(409, "last_admin");
        admin.patch("/users/" + last.id(), Map.of("type", "user")).expectProblem(409, "last_admin");
        assertRefused(() -> inKeycloak(last).remove());
        assertEquals("active", admin.get("/users/" + last.id()).expect(200).text("status"));
    }

    @ParameterizedTest
    @EnumSource(Absence.class)
    void whoCannotSignInByTheDirectoryIsNoOtherAdminWhereARoleIsRemoved(Absence absence) {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        Directory directory = directoryWithTheLastAdmin();
        Directory.decideWhoIsEnabled(realm.admin());
        keycloak.newRole("over", keycloak.role("admin"));
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("over"));
        Answer last = created();
        keycloak.grant(last.id(), keycloak.role("over"));
        absence.begin(directory);
        assertRefused(() -> keycloak.takeOut("over", keycloak.role("admin")));
        assertEquals("admin", admin.get("/users/" + last.id()).expect(200).text("type"));
    }

    @Test
    void whoCanSignInByTheDirectoryIsAnotherAdmin() {
        directoryWithTheLastAdmin();
        Directory.decideWhoIsEnabled(realm.admin());
        Answer first = created(newUser("type", "admin"));
        admin.patch("/users/" + first.id(), Map.of("status", "inactive")).expect(200);
    }

    /** Who cannot sign in by the directory is no admin any more; a refusal would end the synchronization for all others. */
    @Test
    void aDirectoryThatDisablesTheLastAdminIsFollowedAndTheOthersAreSynchronized() {
        Directory directory = directoryWithTheLastAdmin();
        Directory.decideWhoIsEnabled(realm.admin());
        String grace = admin.get("/users/" + GRACE).id();
        directory.disable("grace");
        directory.with("zoe", "Zoe", "Last", "zoe@directory.example.org");
        SynchronizationResultRepresentation done = synchronize();
        assertEquals(0, done.getFailed());
        assertEquals(1, done.getAdded());
        assertEquals("inactive", admin.get("/users/" + grace).expect(200).text("status"));
        admin.get("/users/zoe@directory.example.org").expect(200);
    }

    @Test
    void whomItsDirectoryDisablesIsMarkedAndSignedOutAtTheSynchronization() {
        Directory directory = directoryWithTheLastAdmin();
        Api itself = anonymous.signedIn(GRACE, Directory.PASSWORD);
        UserResource grace =
                realm.admin().users().get(itself.get("/users/me").expect(200).id());
        assertEquals("true", grace.toRepresentation().firstAttribute("active"));
        Directory.decideWhoIsEnabled(realm.admin());
        directory.disable("grace");
        synchronize();
        assertEquals("false", grace.toRepresentation().firstAttribute("active"));
        assertEquals(List.of(), grace.getUserSessions());
        itself.get("/users/me").expectProblem(401, "invalid_token");
    }

    private SynchronizationResultRepresentation synchronize() {
        return realm.admin().userStorage().syncUsers(store().toRepresentation().getId(), "triggerFullSync");
    }

    /** The step removes what Keycloak has of a directory's user, the roles with it, and tells nobody. */
    @Test
    void aWorkflowRemovesItOnlyWhereThereIsAnother() {
        directoryWithTheLastAdmin();
        String grace = admin.get("/users/" + GRACE).expect(200).id();
        long before = ServerLog.size();
        WorkflowsTest.run(adminApi(), realm, "delete-user", Map.of(), grace);
        WorkflowLog.awaitFailure(before, "delete-user", grace, WorkflowsTest.LAST_ADMIN);
        assertEquals("admin", admin.get("/users/" + grace).expect(200).text("type"));
        created(newUser("type", "admin"));
        WorkflowsTest.run(adminApi(), realm, "delete-user", Map.of(), grace);
        await().until(() -> admin.get("/users/" + grace).status() == 404);
    }

    private Api adminApi() {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(keycloak.tokenManager().getAccessTokenString());
    }

    /** The directory is asked before the lock for which other changes of admins wait. */
    @Test
    void aDirectoryThatHangsHoldsUpNoOtherChange() throws Exception {
        Directory directory = directoryWithTheLastAdmin();
        Answer last = created(newUser("type", "admin"));
        Answer first = created();
        Answer second = created();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Directory.Hang hang = directory.hang()) {
            Future<Answer> waiting = other.submit(() -> deactivate(last));
            hang.awaitSearches(1);
            admin.patch("/users/" + first.id(), Map.of("type", "admin")).expect(200);
            admin.patch("/users/" + second.id(), Map.of("type", "admin")).expect(200);
            demote(second).expect(200);
            hang.close();
            waiting.get().expect(200);
        } finally {
            other.shutdown();
        }
    }

    @Test
    void twoAdminsOfADirectoryDoNotLeaveAtOnce() throws Exception {
        Directory directory =
                Directory.of(realm).with("grace", "Grace", "Hopper", GRACE).with("ada", "Ada", "Lovelace", ADA);
        directory.federate(realm, "UNSYNCED", true);
        keepNewUsersHere();
        makeAdmin(GRACE);
        makeAdmin(ADA);
        Answer grace = admin.get("/users/" + GRACE).expect(200);
        Answer ada = admin.get("/users/" + ADA).expect(200);
        ExecutorService others = Executors.newFixedThreadPool(2);
        try (Directory.Hang hang = directory.hang()) {
            List<Future<Answer>> leaving =
                    List.of(others.submit(() -> demote(grace)), others.submit(() -> demote(ada)));
            hang.awaitSearches(2);
            hang.close();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Answer> answer : leaving) {
                statuses.add(answer.get().status());
            }
            statuses.sort(Integer::compare);
            assertEquals(List.of(200, 409), statuses);
        } finally {
            others.shutdown();
        }
        assertEquals(
                1,
                admin.get("/users?type=admin&status=active").body().at("/data").size());
    }

    private Answer deactivate(Answer user) {
        return admin.patch("/users/" + user.id(), Map.of("status", "inactive"));
    }

    private Answer demote(Answer user) {
        return admin.patch("/users/" + user.id(), Map.of("type", "user"));
    }

    @Test
    void itsOrganizationStaysOnUntilThereIsAnother() {
        realm.updateWithCleanup(settings -> settings.organizationsEnabled(true));
        OrganizationResource guild = guild();
        partner.person(LAZARUS);
        try (Browser browser = new Browser()) {
            Partner.signIn(browser, shop, LAZARUS);
        }
        String lazarus = makeAdmin(LAZARUS);
        assertEquals(409, switchOff(guild));
        try (Response removed = guild.delete()) {
            assertEquals(409, removed.getStatus());
        }
        assertRefused(this::switchOrganizationsOff);
        assertEquals("active", admin.get("/users/" + lazarus).expect(200).text("status"));
        created(newUser("type", "admin"));
        assertEquals(204, switchOff(guild));
        assertEquals("inactive", admin.get("/users/" + lazarus).expect(200).text("status"));
        removeOrganizations();
    }

    private OrganizationResource guild() {
        OrganizationRepresentation guild = new OrganizationRepresentation();
        guild.setName("guild");
        guild.addDomain(new OrganizationDomainRepresentation("example.org"));
        String id = ApiUtil.getCreatedId(realm.admin().organizations().create(guild));
        OrganizationResource organization = realm.admin().organizations().get(id);
        organization.identityProviders().addIdentityProvider(Partner.ALIAS).close();
        return organization;
    }

    private static int switchOff(OrganizationResource organization) {
        OrganizationRepresentation off = organization.toRepresentation();
        off.setEnabled(false);
        try (Response answer = organization.update(off)) {
            return answer.getStatus();
        }
    }

    private void switchOrganizationsOff() {
        RealmRepresentation off = realm.admin().toRepresentation();
        off.setOrganizationsEnabled(false);
        realm.admin().update(off);
    }

    /** Keycloak removes a user at the next look who is said to come from a store that is none. */
    @Test
    void nobodySaysThatItComesFromAStore() {
        Answer last = created(newUser("type", "admin"));
        UserRepresentation linked = inKeycloak(last).toRepresentation();
        linked.setFederationLink("no-such-store");
        assertRefused(() -> inKeycloak(last).update(linked));
        assertEquals("active", admin.get("/users/" + last.id()).expect(200).text("status"));
        assertEquals(1, realm.admin().users().list().size());
    }

    /** The looks before the commit must not ask the store: that would wait for the lock that this request holds. */
    @Test
    void aUserWhoIsSaidToComeFromAStoreIsDisabledAtOnce() {
        created(newUser("type", "admin"));
        Answer user = created();
        UserRepresentation linked = inKeycloak(user).toRepresentation();
        linked.setFederationLink("no-such-store");
        linked.setEnabled(false);
        inKeycloak(user).update(linked);
        admin.get("/users/" + user.id()).expectProblem(404, "user_not_found");
    }
}
