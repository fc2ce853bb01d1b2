package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The default admin is made once in a realm's life, whatever was done to it since. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DefaultAdminOnceTest extends OwnRealmTest {

    private String id;

    @BeforeEach
    void prepare() {
        create(NAMED, realm -> realm);
        id = own.users().searchByEmail(ApiServer.ADMIN_EMAIL, true).get(0).getId();
    }

    @Test
    void staysAwayOnceDeletedForGood() {
        setup().withoutModule(() -> own.users().delete(id).close());
        expectNoOther();
    }

    @Test
    void isNotMadeAgainOnceItHasAnotherAddress() {
        update(realm -> realm.setEditUsernameAllowed(true));
        UserRepresentation admin = own.users().get(id).toRepresentation();
        admin.setUsername("ada");
        admin.setEmail("ada@example.org");
        own.users().get(id).update(admin);
        expectNoOther();
    }

    @Test
    void staysDeletedWhereTheRealmIsSavedWithoutItsAttributes() {
        setup().grant(add("eve"), setup().role("admin"));
        signedIn("eve").delete("/users/" + id).expect(200);
        saveWithoutAttributes();
        expectNoOther();
    }

    @Test
    void staysAwayInARealmOfAnEarlierVersionThatRememberedItsAddress() {
        setup().withoutModule(() -> own.users().delete(id).close());
        forgetAsAnEarlierVersion();
        update(realm -> realm.getAttributes()
                .putAll(Map.of("usersApi.defaultAdmin.id", id, "usersApi.defaultAdmin.email", hashOfTheAddress())));
        expectNoOther();
    }

    private void expectNoOther() {
        switchTo(false);
        switchTo(true);
        assertEquals(List.of(), own.users().searchByEmail(ApiServer.ADMIN_EMAIL, true));
        api().token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).expectProblem(401, "invalid_credentials");
    }

    private static String hashOfTheAddress() {
        return HexFormat.of()
                .formatHex(HashUtils.hash("SHA-256", ApiServer.ADMIN_EMAIL.getBytes(StandardCharsets.UTF_8)));
    }
}
