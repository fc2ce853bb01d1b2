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
 * @param id by which the user is asked for
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
        Answer user,
        String id) {

    RealmResource realm() {
        return managed.admin();
    }

    /** The same grave, for whoever asks for its user by another id. */
    Grave askedFor(String another) {
        return new Grave(managed, mail, anonymous, admin, keycloak, app, shop, partner, user, another);
    }

    /** The username that it has now. */
    String name() {
        return realm().users().get(id()).toRepresentation().getUsername();
    }
}
