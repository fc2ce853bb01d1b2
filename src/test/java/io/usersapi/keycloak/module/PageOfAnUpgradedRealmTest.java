package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/**
 * A realm that a version without the page prepared gets the page when somebody switches the module off and on; that a
 * start alone gives it none, UpgradeTest shows.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageOfAnUpgradedRealmTest extends OwnRealmTest {

    @BeforeEach
    void prepare() {
        create(OwnRealmTest::on);
    }

    @Test
    void thePageIsThereOnceTheModuleIsSwitchedOnAnew() {
        forgetAsAnEarlierVersion();
        long before = logged("Realm own: created the public client users-admin");
        switchTo(true);
        assertEquals(200, page());
        assertEquals(before + 1, logged("Realm own: created the public client users-admin"));
    }

    @Test
    void aClientOfItsNameThatTheRealmHadIsLeftAlone() {
        forgetAsAnEarlierVersion();
        setup().newClient(ClientBuilder.create("users-admin").name("Ours"));
        long before = logged("Realm own:", "the client users-admin is not the module's");
        switchTo(true);
        assertEquals(404, page());
        assertEquals("Ours", setup().client("users-admin").toRepresentation().getName());
        assertEquals(before + 1, logged("Realm own:", "the client users-admin is not the module's"));
    }

    @Test
    void aPageThatWasTakenAwayComesBackWhereAnAdministratorAsksForIt() {
        setup().client("users-admin").remove();
        switchTo(false);
        switchTo(true);
        assertEquals(List.of(), own.clients().findByClientId("users-admin"));
        switchTo(false);
        update(realm -> realm.getAttributes().put("usersApi.prepared", "0"));
        switchTo(true);
        assertEquals(200, page());
    }

    private int page() {
        return Api.at(urls.getBase() + "/realms/own")
                .exchange("GET", "/users-admin/", null)
                .status();
    }
}
