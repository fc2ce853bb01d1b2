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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
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
    private static final long GROWTH = 500_000;
    private static final int ROUNDS = 9;

    /** Notes when the first user is drawn, in milliseconds since the browser left for this page. */
    private static final String WHEN_LISTED =
            """
            const look = () => document.querySelector("a.ua-name")
              ? (window.listedAt = performance.now()) : requestAnimationFrame(look);
            look();
            """;

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
    static final Chromium BROWSER = Chromium.shared();

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
        BROWSER.driver().manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        BROWSER.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WHEN_LISTED));
        page.open("", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        page.see("a.ua-name");
        double list = median(measured("the list after the sign-in", () -> list(page)));
        double letter = median(measured("a search, over the API's own time", PagePaceTest::search));
        assertTrue(page.go("#/users?sort=-created_at"));
        long pages = growth(
                "10 pages on",
                page,
                () -> {
                    List<String> before = page.emails();
                    page.click("page-links a[aria-label='Next page']");
                    await().until(() -> page.emails().size() == before.size()
                            && !page.emails().equals(before));
                },
                10);
        String user = (String) page.run("return document.querySelector('[data-user]').dataset.user");
        AtomicInteger at = new AtomicInteger();
        long navigations = growth(
                "200 navigations",
                page,
                () -> {
                    int place = at.getAndIncrement();
                    assertTrue(page.go(place % 2 == 0 ? "#/users?page=" + (place % 7 + 2) : "#/users/" + user));
                },
                200);
        assertTrue(list <= LIST_MILLIS, "the list took " + list + " ms");
        assertTrue(letter <= LETTER_MILLIS, "a search took " + letter + " ms more than the API");
        assertTrue(pages < GROWTH && navigations < GROWTH, pages + " and " + navigations + " bytes more");
    }

    /** Signed in already: the browser goes to Keycloak and comes straight back, as after a password. */
    private static double list(UsersAdmin page) {
        page.open("", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        await().until(() -> page.run("return window.listedAt ?? null") != null);
        return ((Number) page.run("return window.listedAt")).doubleValue();
    }

    private static double search() {
        String text = "Nr" + ThreadLocalRandom.current().nextInt(10_000, USERS);
        var times = (List<?>) BROWSER.driver().executeAsyncScript(TIMED_SEARCH, text);
        System.out.printf("PAGE the API's own time: %.0f ms%n", ((Number) times.get(1)).doubleValue());
        return ((Number) times.get(0)).doubleValue();
    }

    private static List<Double> measured(String what, DoubleSupplier measure) {
        List<Double> times = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            times.add(measure.getAsDouble());
        }
        System.out.printf(
                "PAGE %,d users, %s, in ms: %s%n",
                USERS, what, times.stream().map(Math::round).toList());
        return times;
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(ROUNDS / 2);
    }

    /** How many bytes more the page's scripts hold, once it has warmed up. */
    private static long growth(String what, UsersAdmin page, Runnable step, int times) {
        for (int at = 0; at < 6; at++) {
            step.run();
        }
        long before = page.heap();
        for (int at = 0; at < times; at++) {
            step.run();
        }
        long after = page.heap();
        System.out.printf("PAGE %s: %,d bytes before, %,d after%n", what, before, after);
        return after - before;
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
