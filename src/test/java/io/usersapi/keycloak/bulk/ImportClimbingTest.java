package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.rules.Directory;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.AuthorizationResource;
import org.keycloak.representations.idm.authorization.UserPolicyRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.RealmBuilder;

/** What a new user would get beside what its row asks for, and the importer does not hold. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ImportClimbingTest extends ApiTest {

    private static final String ADA = "ada@directory.example.org";

    /** Keycloak takes an id out of its policies where a user is removed, and not where a user store is. */
    @ParameterizedTest
    @ValueSource(strings = {"?dry_run=true", ""})
    void anIdThatAPermissionStillNamesIsGivenToNobody(String query) {
        String gone = idInAPolicyAlone();
        assertEquals(
                List.of("row:privileged", "created"),
                ImportFile.ndjson(Map.of("email", newEmail(), "id", gone), Map.of("email", newEmail()))
                        .done(admin, query)
                        .told());
        admin.get("/users/" + gone).expectProblem(404, "user_not_found");
    }

    private String idInAPolicyAlone() {
        realm.admin()
                .update(RealmBuilder.update(realm.admin().toRepresentation())
                        .adminPermissionsEnabled(true)
                        .build());
        Directory.of(realm).with("ada", "Ada", "Lovelace", ADA).federate(realm, "READ_ONLY", true);
        String id = admin.get("/users/" + ADA).expect(200).id();
        UserPolicyRepresentation policy = new UserPolicyRepresentation();
        policy.setName("of the directory");
        policy.addUser(id);
        authorization().policies().user().create(policy).close();
        String policyId =
                authorization().policies().findByName(policy.getName()).getId();
        realm.cleanup()
                .add(cleaned -> authorization().policies().policy(policyId).remove());
        realm.admin()
                .components()
                .query(null, UserStorageProvider.class.getName())
                .forEach(store ->
                        realm.admin().components().component(store.getId()).remove());
        return id;
    }

    private AuthorizationResource authorization() {
        return new KeycloakSetup(realm.admin()).client("admin-permissions").authorization();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?dry_run=true", "?mode=upsert&dry_run=true", ""})
    void whereEveryNewUserGetsMoreThanTheImporterHoldsNobodyIsMade(String query) {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        String group = keycloak.newGroup("powerful-newcomers", keycloak.role("realm-management", "realm-admin"));
        realm.admin().addDefaultGroup(group);
        realm.cleanup().add(cleaned -> {
            cleaned.removeDefaultGroup(group);
            cleaned.groups().group(group).remove();
        });
        assertEquals(
                List.of("row:privileged", "row:privileged"),
                ImportFile.ndjson(Map.of("email", newEmail()), Map.of("email", newEmail()))
                        .done(admin, query)
                        .told());
    }
}
