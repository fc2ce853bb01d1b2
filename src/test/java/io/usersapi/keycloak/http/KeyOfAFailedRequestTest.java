package io.usersapi.keycloak.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Proxy;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** The idempotency key of a write of many parts, where the request fails before the first part: the key is free at once. */
@KeycloakIntegrationTest(config = ApiServer.class)
class KeyOfAFailedRequestTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    @Test
    void isFreeWhereTheRequestsTransactionCannotCommit() {
        String caller = created().id();
        String key = UUID.randomUUID().toString();
        server.run(session -> beginInVain(session, caller, key));
        assertTrue(server.fetch(session -> isFree(session, caller, key), Boolean.class));
    }

    @Test
    void isTakenByARequestThatHasBegun() {
        String caller = created().id();
        String key = UUID.randomUUID().toString();
        server.run(session -> begin(session, caller, key));
        assertFalse(server.fetch(session -> isFree(session, caller, key), Boolean.class));
    }

    private static void beginInVain(KeycloakSession session, String caller, String key) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
            Idempotency once = once(own, caller, key);
            own.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    throw new IllegalStateException("the database is away");
                }

                @Override
                protected void rollbackImpl() {}
            });
            try {
                once.begin();
            } catch (IllegalStateException away) {
                return;
            }
            throw new AssertionError("the transaction was committed");
        });
    }

    private static void begin(KeycloakSession session, String caller, String key) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> once(own, caller, key)
                .begin());
    }

    private static boolean isFree(KeycloakSession session, String caller, String key) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), own -> {
            Idempotency once = once(own, caller, key);
            try {
                boolean free = once.begin().isEmpty();
                once.release();
                return free;
            } catch (ProblemException conflict) {
                return false;
            }
        });
    }

    private static Idempotency once(KeycloakSession own, String caller, String key) {
        RealmModel realm = own.realms().getRealmByName(ApiRealm.NAME);
        own.getContext().setRealm(realm);
        own.getContext().setHttpRequest(request(key));
        return Idempotency.of(own, own.users().getUserById(realm, caller), "test", new byte[] {1});
    }

    /** A request that has nothing but the header. */
    private static HttpRequest request(String key) {
        HttpHeaders headers = (HttpHeaders) Proxy.newProxyInstance(
                HttpHeaders.class.getClassLoader(),
                new Class<?>[] {HttpHeaders.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getHeaderString") && arguments[0].equals("Idempotency-Key")
                                ? key
                                : null);
        return (HttpRequest) Proxy.newProxyInstance(
                HttpRequest.class.getClassLoader(),
                new Class<?>[] {HttpRequest.class},
                (proxy, method, arguments) -> method.getName().equals("getHttpHeaders") ? headers : null);
    }
}
