package io.usersapi.keycloak.rules;

import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with an application of the realm, at which people sign in. */
abstract class ShopTest extends ApiTest {

    protected ClientApp app;
    protected Shop shop;

    @BeforeEach
    void openShop() throws IOException {
        app = ClientApp.start();
        shop = Shop.register(realm, app.url());
    }

    @AfterEach
    void closeShop() {
        app.close();
    }
}
