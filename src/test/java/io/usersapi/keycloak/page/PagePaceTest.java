package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Chromium;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.testframework.realm.RealmBuilder;

/** How long a person waits in a realm of {@code -Dpage.users} users, 100,000 by default, on PostgreSQL. It prints a line each. */
@Tag("measurement")
class PagePaceTest {

    private static final int USERS = Integer.getInteger("page.users", 100_000);
    private static final String SETTING = "--spi-realm-restapi-extension--api--";
    private static final long LIST_MILLIS = 1000;
    private static final long LETTER_MILLIS = 150;

    /** Waits for the pause after a key, and tells how long the rest took but for the API's own time. */
    private static final String TIMED_SEARCH =
            """
            const [text, done] = arguments;
            const whole = window.fetch;
            let api = 0;
            window.fetch = async (...request) => {
              const begun = performance.now();
              const answer = await whole(...request);
              await answer.clone().text();
              api = performance.now() - begun;
              return answer;
            };
            const field = document.querySelector("#search");
            field.value = text;
            const typed = performance.now();
            field.dispatchEvent(new Event("input", { bubbles: true }));
            const shown = () => document.querySelector("a.ua-name")?.textContent.includes(text)
              && !document.querySelector(".ua-dimmed");
            const look = () => {
              if (!shown()) return requestAnimationFrame(look);
              window.fetch = whole;
              done([performance.now() - typed - 250 - api, api]);
            };
            requestAnimationFrame(look);
            """;

    @RegisterExtension
    static final Chromium BROWSER = Chromium.forTheWholeClass();

    @Test
    void nobodyWaits() throws Exception {
        Distribution distribution = Distribution.unpacked("page-pace");
        distribution.install();
        distribution.build("--db=postgres");
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .start();
                ServerProcess server = start(distribution, database);
                Connection connection = database.getPostgresDatabase().getConnection()) {
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("acme").enabled(true).build());
            seed(connection);
            measure(new UsersAdmin(BROWSER, server.base() + "/realms/acme/users-admin/"));
        }
    }

    private static ServerProcess start(Distribution distribution, EmbeddedPostgres database) {
        return ServerProcess.start(
                        distribution,
                        "server",
                        ServerProcess.freePort(),
                        "start",
                        "--optimized",
                        "--hostname-strict=false",
                        "--db-url=" + database.getJdbcUrl("postgres", "postgres"),
                        "--db-username=postgres",
                        "--db-password=postgres",
                        SETTING + "realms=acme",
                        SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                        SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD)
                .awaitReady();
    }

    private static void measure(UsersAdmin page) {
        page.open("", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        page.see("a.ua-name");
        BROWSER.driver().manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        double list = 0;
        for (int round = 0; round < 5; round++) {
            // Signed in already: the browser goes to Keycloak and comes straight back, as after a password.
            page.open("", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> !page.texts("a.ua-name").isEmpty());
            list = ((Number) page.run("return performance.now()")).doubleValue();
            System.out.printf("PAGE %,d users, the list after the sign-in: %.0f ms%n", USERS, list);
        }
        double letter = 0;
        for (String text : new String[] {"Nr4711", "Nr4712", "Nr99", "Nr99999", "Nr5"}) {
            var times = (List<?>) BROWSER.driver().executeAsyncScript(TIMED_SEARCH, text);
            letter = ((Number) times.get(0)).doubleValue();
            System.out.printf(
                    "PAGE %,d users, a search: %.0f ms over the API's own %.0f ms%n",
                    USERS, letter, ((Number) times.get(1)).doubleValue());
        }
        assertTrue(list <= LIST_MILLIS, "the list took " + list + " ms");
        assertTrue(letter <= LETTER_MILLIS, "a search took " + letter + " ms more than the API");
    }

    private static void seed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(
                    "insert into user_entity (id, realm_id, username, email, email_constraint, first_name, last_name,"
                            + " email_verified, enabled, created_timestamp, not_before)"
                            + " select gen_random_uuid(), r.id, 'user-' || i, i || '@example.org', i || '@example.org',"
                            + " 'Nr' || i, 'Smith', true, true, 1577836800000 + i, 0"
                            + " from realm r, generate_series(1, " + USERS + ") i where r.name = 'acme'");
            statement.execute("insert into user_attribute (id, user_id, name, value)"
                    + " select gen_random_uuid(), u.id, 'active', 'true'"
                    + " from user_entity u join realm r on r.id = u.realm_id where r.name = 'acme'");
            statement.execute("vacuum (analyze) user_entity");
            statement.execute("vacuum (analyze) user_attribute");
        }
    }
}
