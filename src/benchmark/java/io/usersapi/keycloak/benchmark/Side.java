package io.usersapi.keycloak.benchmark;

import io.gatling.javaapi.core.Session;
import java.net.URI;

/** One side of a row: at which server and in which realm it works, with which users, by whose token. */
final class Side {

    private final URI server;
    private final BenchmarkRealm realm;
    private final Sample users;
    private final String token;
    private final String ownerToken;

    Side(URI server, BenchmarkRealm realm, Sample users) {
        this.server = server;
        this.realm = realm;
        this.users = users;
        this.token = signIn().accessToken(BenchmarkRealm.CLIENT, BenchmarkRealm.CALLER);
        this.ownerToken = signIn().accessToken(BenchmarkRealm.APP, BenchmarkRealm.OWNER);
    }

    SignIn signIn() {
        return new SignIn(server, realm);
    }

    BenchmarkRealm realm() {
        return realm;
    }

    /** The base of this API. */
    String api() {
        return realm.api(server).toString();
    }

    String adminApi() {
        return realm.adminApi(server).toString();
    }

    String tokenEndpoint() {
        return realm.oidc(server, "token").toString();
    }

    /** Puts the next user and the caller's {@code token} into the session. */
    Session draw(Session session) {
        return users.draw(session).set("token", token).set("ownerToken", ownerToken);
    }
}
