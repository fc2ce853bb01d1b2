package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.ResourcesResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.authorization.ResourceRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What a user shares with others, and others with the user, by user-managed access. */
@KeycloakIntegrationTest(config = ApiServer.class)
class SharedByUmaTest extends ApiTest {

    private static final String CLIENT = "album";

    private Api protection;

    @BeforeEach
    void openAlbum() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        if (realm.admin().clients().findByClientId(CLIENT).isEmpty()) {
            setup.newServiceAccount(CLIENT);
        }
        ClientRepresentation album = setup.client(CLIENT).toRepresentation();
        album.setAuthorizationServicesEnabled(true);
        setup.client(CLIENT).update(album);
        protection = Api.at(realm.getBaseUrl() + "/authz/protection")
                .bearer(new Oidc(realm.getBaseUrl()).serviceAccount(CLIENT, KeycloakSetup.SECRET));
    }

    private String photoOf(Answer owner) {
        ResourceRepresentation photo = new ResourceRepresentation("photo", "view");
        photo.setOwner(owner.id());
        photo.setOwnerManagedAccess(true);
        try (Response created = resources().create(photo)) {
            return created.readEntity(ResourceRepresentation.class).getId();
        }
    }

    private ResourcesResource resources() {
        return new KeycloakSetup(realm.admin()).client(CLIENT).authorization().resources();
    }

    private void share(String photo, Answer with) {
        Map<String, Object> ticket =
                Map.of("resource", photo, "requester", with.id(), "granted", true, "scopeName", "view");
        protection.exchange("POST", "/permission/ticket", Api.json(ticket)).expect(200);
    }

    private int photos(Answer owner) {
        return resources().find(null, null, owner.id(), null, null, null, null).size();
    }

    private int tickets(String query) {
        return protection
                .exchange("GET", "/permission/ticket?" + query, null)
                .expect(200)
                .body()
                .size();
    }

    @Test
    void goesWithADeletedUserAndNoOther() {
        Answer ada = created();
        Answer bob = created();
        String hers = photoOf(ada);
        String his = photoOf(bob);
        share(hers, bob);
        share(his, ada);
        share(his, created());
        admin.delete("/users/" + ada.id()).expect(200);
        assertEquals(0, photos(ada));
        assertEquals(0, tickets("owner=" + ada.id()));
        assertEquals(0, tickets("requester=" + ada.id()));
        assertEquals(1, photos(bob));
        assertEquals(1, tickets("owner=" + bob.id()));
    }
}
