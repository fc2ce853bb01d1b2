package io.usersapi.keycloak.containers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Oidc;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docker compose -f docker-compose.cluster.yml up} starts: two nodes behind a balancer. */
@NeedsDocker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterComposeTest {

    @TempDir
    static Path folder;

    private ComposeProject project;

    @BeforeAll
    void up() {
        project = new ComposeProject("docker-compose.cluster.yml", "users-api-cluster-test", folder);
        project.up();
        awaitBothNodes();
    }

    @AfterAll
    void remove() {
        project.remove();
    }

    @Test
    void oneNodeTakesATokenOfTheOtherAndSeesWhatItWrote() {
        Api admin = project.installation().admin();
        Answer user = project.installation().created();
        for (String node : Set.of("keycloak-1", "keycloak-2")) {
            Answer seen = admin.with("Cookie", "NODE=" + node).get("/users/" + user.id());
            assertEquals(user.body(), seen.expect(200).body());
        }
    }

    @Test
    void recordsTheAddressThatTheBalancerSawAndNotOneThatTheClientTells() {
        Installation at = project.installation();
        at.anonymous()
                .with("X-Forwarded-For", "203.0.113.7")
                .with("Forwarded", "for=203.0.113.7")
                .signIn(at.email(), at.password());
        String token = new Oidc(project.origin() + "/realms/master")
                .password("admin-cli", "admin", project.variables().get("KEYCLOAK_ADMIN_PASSWORD"));
        Answer events = Api.at(project.origin() + "/admin/realms/acme")
                .bearer(token)
                .exchange("GET", "/events?type=LOGIN&max=1", null)
                .expect(200);
        assertEquals(1, events.body().size());
        String address = events.body().at("/0/ipAddress").asText();
        assertNotEquals("203.0.113.7", address);
    }

    @Test
    void goesOnWithoutANodeThatIsStoppedAndTakesItBack() {
        Api admin = project.installation().admin();
        Answer user = project.installation().created();
        project.stop("keycloak-1");
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
        admin.patch("/users/" + user.id(), Map.of("name", "Grace Hopper")).expect(200);
        assertEquals(Set.of("keycloak-2"), nodesOf(4));
        project.start("keycloak-1");
        awaitBothNodes();
    }

    private void awaitBothNodes() {
        await().atMost(ComposeProject.START_LIMIT).until(() -> nodesOf(4).equals(Set.of("keycloak-1", "keycloak-2")));
    }

    /** The nodes that answer so many requests without a cookie; the balancer tells them by the cookie that it sets. */
    private Set<String> nodesOf(int requests) {
        Set<String> nodes = new TreeSet<>();
        for (int request = 0; request < requests; request++) {
            String cookie = project.installation()
                    .anonymous()
                    .get("/openapi.json")
                    .expect(200)
                    .header("Set-Cookie");
            nodes.add(cookie.replaceAll("^NODE=([^;]*).*", "$1"));
        }
        return nodes;
    }
}
