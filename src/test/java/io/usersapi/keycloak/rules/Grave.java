package io.usersapi.keycloak.rules;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.function.Supplier;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * A user that is to be soft-deleted, or is, and what stands around it.
 *
 * @param keycloak Keycloak's Admin API of the realm, by plain HTTP, with a fresh token
 */
record Grave(
        ManagedRealm managed,
        MailServer mail,
        Api anonymous,
        Api admin,
        Supplier<Api> keycloak,
        ClientApp app,
        Shop shop,
        Partner partner,
        Answer user) {

    RealmResource realm() {
        return managed.admin();
    }

    String id() {
        return user.id();
    }

    /** The username that it has now. */
    String name() {
        return realm().users().get(id()).toRepresentation().getUsername();
    }
}
