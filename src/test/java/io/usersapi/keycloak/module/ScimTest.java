package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Keycloak's SCIM, a preview feature, reads the declarations of the module's attributes, too. */
@KeycloakIntegrationTest(config = FeatureServer.class)
class ScimTest extends OwnRealmTest {

    @BeforeEach
    void prepare() {
        create(realm -> on(realm.users(user("ada"))));
        update(realm -> realm.setScimApiEnabled(true));
    }

    @Test
    void worksWhileTheModuleIsOn() {
        expectWorks();
    }

    @Test
    void worksAfterTheModuleIsOffAgain() {
        switchTo(false);
        expectWorks();
    }

    @Test
    void worksInARealmThatAnEarlierVersionPrepared() {
        forgetAsAnEarlierVersion();
        assertEquals(500, scim("GET", "/Users", null).status());
        switchTo(true);
        expectOneValueForEachSetting();
        expectWorks();
    }

    /** Of the user profile and of the console's tab, whose settings are rows: of two, anybody gets either. */
    private void expectOneValueForEachSetting() {
        for (String type : List.of(
                "org.keycloak.userprofile.UserProfileProvider", "org.keycloak.services.ui.extend.UiTabProvider")) {
            var components = own.components().query(own.toRepresentation().getId(), type);
            assertEquals(1, components.size(), type);
            components
                    .get(0)
                    .getConfig()
                    .forEach((name, values) -> assertEquals(1, values.size(), () -> type + ": " + name));
        }
    }

    private void expectWorks() {
        assertEquals(
                1,
                scim("GET", "/Users", null)
                        .expect(200)
                        .body()
                        .at("/totalResults")
                        .asInt());
        Answer bob = scim(
                        "POST",
                        "/Users",
                        Map.of(
                                "schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:User"),
                                "userName", "bob",
                                "emails", List.of(Map.of("value", "bob@example.org"))))
                .expect(201);
        assertEquals("bob", scim("GET", "/Users/" + bob.id(), null).expect(200).text("userName"));
        scim("DELETE", "/Users/" + bob.id(), null).expect(204);
    }

    private Answer scim(String method, String path, Object body) {
        return Api.at(urls.getBase() + "/realms/own/scim/v2")
                .bearer(token())
                .with("Content-Type", "application/scim+json")
                .exchange(method, path, Api.json(body));
    }

    private ProtocolMapperRepresentation audience() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("audience");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-audience-mapper");
        mapper.setConfig(Map.of(
                "included.custom.audience", urls.getBase() + "/realms/own/scim/v2", "access.token.claim", "true"));
        return mapper;
    }

    /** Of somebody who may manage users and realms by Keycloak's own permissions. */
    private String token() {
        if (own.clients().findByClientId("scim").isEmpty()) {
            setup().newServiceAccount("scim", setup().role("realm-management", "realm-admin"));
            setup().client("scim").getProtocolMappers().createMapper(audience()).close();
        }
        return new Oidc(urls.getBase() + "/realms/own").serviceAccount("scim", KeycloakSetup.SECRET);
    }
}
