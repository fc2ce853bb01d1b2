package io.usersapi.keycloak.cluster;

import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.usersapi.keycloak.databases.Database;
import io.usersapi.keycloak.databases.TestDatabases;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * Two Keycloak servers, each a process of its own, on one database. They find each other as Keycloak's nodes do unless
 * told otherwise, by a table of the database (stack {@code jdbc-ping}), and run in production mode.
 */
final class Cluster implements AutoCloseable {

    /** How many token attempts an address has within a minute. */
    static final int TOKEN_ATTEMPTS = 8;

    /** A password policy with which many rounds are quick. */
    static final String CHEAP_PASSWORDS = "length(10) and hashAlgorithm(pbkdf2-sha256) and hashIterations(1)";

    private static final String SETTING = "--spi-realm-restapi-extension--api--";

    private final Database database;
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Node first;
    private final Node second;

    private Cluster(Database database, Distribution distribution) {
        this.database = database;
        this.first = node("A", distribution);
        this.second = node("B", distribution);
    }

    static Cluster start() {
        Distribution distribution = Distribution.unpacked("cluster");
        distribution.install();
        Database database = TestDatabases.create("cluster");
        distribution.build("--db=" + database.vendor());
        Cluster cluster = new Cluster(database, distribution);
        cluster.mail.start();
        cluster.first.launch();
        cluster.first.awaitReady();
        cluster.second.launch();
        cluster.awaitBoth();
        cluster.createRealm();
        return cluster;
    }

    private Node node(String name, Distribution distribution) {
        int port = ServerProcess.freePort();
        return new Node(
                name,
                () -> ServerProcess.start(
                        distribution,
                        "node-" + name,
                        port,
                        "start",
                        "--optimized",
                        "--db-url=" + database.url(),
                        "--db-username=" + database.user(),
                        "--db-password=" + database.password(),
                        "--db-pool-max-size=30",
                        // As behind a balancer: the tokens of one node are those of the other.
                        "--hostname=http://users.example.org",
                        "--proxy-headers=xforwarded",
                        "--proxy-trusted-addresses=127.0.0.1",
                        "--cache-embedded-network-bind-address=127.0.0.1",
                        SETTING + "realms=" + ApiRealm.NAME,
                        SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                        SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD,
                        SETTING + "token-attempts-per-address=" + TOKEN_ATTEMPTS));
    }

    private void createRealm() {
        RealmBuilder realm = RealmBuilder.create()
                .name(ApiRealm.NAME)
                .enabled(true)
                .realmRoles("editor", "reader")
                .passwordPolicy(CHEAP_PASSWORDS)
                .accessTokenLifespan(3600)
                .smtp("127.0.0.1", mail.getSmtp().getPort(), "users@example.org");
        first.keycloak().realms().create(realm.build());
    }

    Node first() {
        return first;
    }

    Node second() {
        return second;
    }

    /** Starts whoever is not there and waits until the two know each other. */
    void restore() {
        List<Node> away = nodes().filter(node -> !node.isUp()).toList();
        away.forEach(Node::launch);
        awaitBoth();
    }

    private void awaitBoth() {
        nodes().forEach(Node::awaitReady);
        await().atMost(Duration.ofMinutes(1)).until(() -> nodes().allMatch(node -> node.clusterSize() == 2));
    }

    private Stream<Node> nodes() {
        return Stream.of(first, second);
    }

    int mailsReceived() {
        return mail.getReceivedMessages().length;
    }

    Connection database() throws SQLException {
        return database.connection();
    }

    @Override
    public void close() {
        nodes().filter(Node::isUp).forEach(Node::stop);
        mail.stop();
    }
}
