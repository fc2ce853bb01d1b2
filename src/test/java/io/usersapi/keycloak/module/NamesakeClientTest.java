package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientInitialAccessCreatePresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/** A client of the name {@code client-id} that somebody else made: nothing of it is taken over. */
@KeycloakIntegrationTest(config = ApiServer.class)
class NamesakeClientTest extends OwnRealmTest {

    private static final String DESCRIPTION =
            "Issues the tokens of /auth/token and holds the permission to manage users.";

    @Test
    void holdersOfItsRoleManageNoUsers() {
        createWithNamesake();
        switchTo(true);
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
        assertEquals(
                List.of(),
                names(own.roles().list()).stream().filter("admin"::equals).toList());
    }

    @Test
    void itIssuesNoTokensForTheApiAndTheLogSaysWhatToDo() {
        createWithNamesake();
        long before = logged("Realm own:", "the client users-api is not the module's", "adopt");
        switchTo(true);
        api().send("POST", "/auth/token", Api.json(Map.of("email", "ada@example.org", "password", PASSWORD)))
                .expectProblem(404, "not_found");
        assertEquals(before + 1, logged("Realm own:", "the client users-api is not the module's", "adopt"));
    }

    @Test
    void keycloaksOwnPermissionWorksThereAllTheSame() {
        createWithNamesake();
        setup().grant(add("eve"), setup().role("realm-management", "manage-users"));
        switchTo(true);
        signedIn("eve").get("/users").expect(200);
    }

    @Test
    void anAdministratorCanHandItOver() {
        createWithNamesake();
        switchTo(true);
        update(realm -> {
            realm.getAttributes().put("usersApi.client.users-api", "adopt");
            realm.getAttributes().put(SWITCH, "false");
        });
        switchTo(true);
        signedIn("ada").get("/users").expect(200);
    }

    @Test
    void whoeverRegisteredAClientWithTheModulesWordsGetsNothingByIt() {
        create(realm -> realm);
        registered();
        switchTo(true);
        api().send("POST", "/auth/token", Api.json(Map.of("email", "ada@example.org", "password", PASSWORD)))
                .expectProblem(404, "not_found");
    }

    /** An earlier version took it over, and its registrant can still change it. */
    @Test
    void aRegisteredClientInARealmOfAnEarlierVersionIsNotTheModulesEither() {
        create(OwnRealmTest::on);
        setup().client("users-api").remove();
        assertNotNull(registered());
        setup().client("users-api").roles().create(manageUsers());
        setup().put("admin", setup().role("users-api", "manage-users"));
        setup().grant(add("ada"), setup().role("admin"));
        forgetAsAnEarlierVersion();
        switchTo(true);
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void aClientThatTakesThePlaceOfTheModulesGivesNoPermission() {
        create(OwnRealmTest::on);
        setup().client("users-api").remove();
        setup().newClient(ClientBuilder.create("users-api")
                .description(DESCRIPTION)
                .publicClient());
        setup().client("users-api").roles().create(manageUsers());
        setup().grant(add("ada"), setup().role("users-api", "manage-users"));
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
        saveWithoutAttributes();
        switchTo(true);
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void theClientOfAnEarlierVersionIsKnownAgain() {
        create(OwnRealmTest::on);
        String id = setup().client("users-api").toRepresentation().getId();
        setup().grant(add("ada"), setup().role("users-api", "manage-users"));
        forgetAsAnEarlierVersion();
        switchTo(true);
        assertEquals(id, setup().client("users-api").toRepresentation().getId());
        api().signedIn("ada@example.org", PASSWORD).get("/users").expect(200);
    }

    private void createWithNamesake() {
        create(realm -> realm.clients(ClientBuilder.create("users-api").secret(KeycloakSetup.SECRET)));
        setup().client("users-api").roles().create(manageUsers());
        setup().grant(add("ada"), setup().role("users-api", "manage-users"));
    }

    private String registered() {
        String initial = own.clientInitialAccess()
                .create(new ClientInitialAccessCreatePresentation(600, 1))
                .getToken();
        return Api.at(urls.getBase() + "/realms/own/clients-registrations/default")
                .bearer(initial)
                .exchange(
                        "POST",
                        "",
                        Api.json(Map.of("clientId", "users-api", "description", DESCRIPTION, "publicClient", true)))
                .expect(201)
                .text("registrationAccessToken");
    }

    private static RoleRepresentation manageUsers() {
        return new RoleRepresentation("manage-users", "May manage the users of the realm by the Users API.", false);
    }

    private static List<String> names(List<RoleRepresentation> roles) {
        return roles.stream().map(RoleRepresentation::getName).toList();
    }
}
