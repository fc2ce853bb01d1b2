package io.usersapi.keycloak.cluster;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test on two nodes, A and B; all such tests share them. */
@Tag("cluster")
@ExtendWith(SharedCluster.class)
abstract class ClusterTest {

    static final String PASSWORD = "a password of mine";

    Cluster cluster;
    Node a;
    Node b;
    /** The default admin at A and B, with one and the same token. */
    Api adminAtA;

    Api adminAtB;

    @BeforeEach
    void connect(Cluster shared) {
        cluster = shared;
        cluster.restore();
        a = cluster.first();
        b = cluster.second();
        adminAtA = a.api().signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        adminAtB = adminAtA.on(b.api().base());
    }

    static String newEmail() {
        return "user-" + UUID.randomUUID() + "@example.org";
    }

    static Map<String, Object> newUser() {
        Map<String, Object> user = new HashMap<>();
        user.put("email", newEmail());
        user.put("password", PASSWORD);
        return user;
    }

    static Map<String, Object> newUser(String field, Object value) {
        Map<String, Object> user = newUser();
        user.put(field, value);
        return user;
    }

    /** Signs a user in at a node. */
    static Answer signIn(Node node, Answer user) {
        return node.api().signIn(user.text("email"), PASSWORD);
    }
}
