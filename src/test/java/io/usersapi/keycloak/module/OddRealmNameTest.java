package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A realm whose name stands otherwise in addresses, and so in the issuer of its tokens. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OddRealmNameTest extends OwnRealmTest {

    private static final String NAME = "Acme K\u00f6ln";

    @BeforeEach
    void createRealm() {
        create(NAME, OwnRealmTest::on);
    }

    private String base() {
        return urls.getBase() + "/realms/" + Api.encoded(NAME);
    }

    private Answer put(String caller, RoleRepresentation given, RoleRepresentation into) {
        return Api.at(urls.getAdmin() + "/realms/" + Api.encoded(NAME))
                .bearer(new Oidc(base()).serviceAccount(caller, KeycloakSetup.SECRET))
                .exchange("POST", "/roles-by-id/" + into.getId() + "/composites", Api.json(List.of(given)));
    }

    /** The realm's own administrators, as its console has them. */
    @Test
    void whoHoldsThePermissionMayGiveItAndNobodyElse() {
        setup().newServiceAccount(
                        "keeper",
                        setup().role("realm-management", "manage-realm"),
                        setup().role("realm-management", "manage-users"));
        setup().newServiceAccount("builder", setup().role("realm-management", "manage-realm"));
        RoleRepresentation harmless = setup().newRole("harmless");
        RoleRepresentation other = setup().newRole("other");

        put("builder", setup().role("admin"), harmless).expect(403);
        put("keeper", setup().role("admin"), harmless).expect(204);
        put("builder", other, harmless).expect(204);
    }

    @Test
    void theApiIsThereAndItsLinksAreGood() {
        setup().newServiceAccount("manager", setup().role("users-api", "manage-users"));
        Api api = Api.at(base() + "/api").bearer(new Oidc(base()).serviceAccount("manager", KeycloakSetup.SECRET));
        Answer ada = api.post("/users", Map.of("email", "ada@example.org", "password", PASSWORD))
                .expect(201);
        assertEquals(base() + "/api/users/" + ada.id(), ada.header("Location"));
        Answer page = api.get("/users?per_page=1").expect(200);
        assertEquals(
                base() + "/api/users?per_page=1&page=1",
                page.body().at("/links/first").asText());
        api.signedIn("ada@example.org", PASSWORD).get("/users/me").expect(200);
    }
}
