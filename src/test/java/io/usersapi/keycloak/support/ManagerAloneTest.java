package io.usersapi.keycloak.support;

import org.junit.jupiter.api.BeforeEach;
import org.keycloak.testframework.annotations.TestSetup;

/** A test that calls the API as somebody who manages users and is no admin, in a realm without users. */
public abstract class ManagerAloneTest extends ApiTest {

    @TestSetup
    public void setUp() {
        new KeycloakSetup(realm.admin()).newManager();
    }

    @BeforeEach
    @Override
    protected void signIn() {
        signInManagerAlone();
    }
}
