package io.usersapi.keycloak.benchmark;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** This API's side of the rows. Every answer is checked: a quick wrong one is worth nothing. */
final class ApiWorks {

    /** A part of a name that 0.2 % of the users have. */
    static final String NAME = "Lovelace-Kleene";

    private static final String READER = BenchmarkRealm.ROLES.get(2);

    private final Trial trial;
    private final String api;

    ApiWorks(Trial trial, Side side) {
        this.trial = trial;
        this.api = side.api();
    }

    Work work(Row row) {
        return Work.of(chain(row));
    }

    private ChainBuilder chain(Row row) {
        return switch (row) {
            case FIRST_PAGE, FIRST_PAGE_BRIEF, FIRST_PAGE_CONTENT -> exec(page("?per_page=20", 20));
            case PAGE_OF_100 -> exec(page("?per_page=100", 100));
            case WITH_ATTRIBUTES -> exec(page("?per_page=20&include=attributes", 20)
                    .check(substring("\"" + FileOfUsers.DEPARTMENT + "\"")
                            .count()
                            .is(20)));
            case SAME_TIME -> exec(page("?per_page=20&page=" + (Seed.SAME_TIME_FROM / 20 + 2), 20));
            case DEEP_CURSOR -> exec(page("?per_page=20&cursor=" + trial.cursor(), 20));
            case DEEP_NUMBER -> exec(page("?per_page=20&page=" + (Trial.deep(trial.size()) / 20 + 1), 20));
            case TOTAL_EXACT -> exec(page("?per_page=20&total=exact", 20));
            case SEARCH -> exec(search("#{part}")
                    .check(status().is(200), substring("#{email}").exists()));
            case SEARCH_MANY, SEARCH_CONTENT -> exec(search(NAME)
                    .check(
                            status().is(200),
                            substring(NAME).exists(),
                            substring("\"total\"").exists()));
            case SEARCH_LETTERS -> exec(search("#{letters}")
                    .check(
                            status().is(200),
                            jsonPath("$.data[0].id").exists(),
                            substring("\"total\"").exists()));
            case BY_STATUS -> exec(page("?per_page=20&status=inactive", 20));
            case BY_EMAIL_FILTER -> exec(page("?per_page=20&email=#{email}", 1)
                    .check(substring("\"email\":\"#{email}\"").exists()));
            case BY_ATTRIBUTE -> exec(
                    page("?per_page=20&attribute=" + FileOfUsers.DEPARTMENT + ":" + Seed.DEPARTMENT_OF_THE_OLDEST, 20));
            case BY_ROLE -> exec(page("?per_page=20&role=" + READER, 20));
            case BY_NAME -> exec(page("?per_page=20&sort=name", 20));
            case BY_UPDATE -> exec(page("?per_page=20&sort=-updated_at", 20));
            case BY_ADDRESS -> exec(page("?per_page=20&sort=email", 20));
            case BY_EMAIL -> exec(user("#{email}"));
            case BY_ID -> exec(user("#{id}"));
            case WALK -> exec(http("ours: walk")
                            .get(api + "/users?per_page=100&cursor=")
                            .check(
                                    status().is(200),
                                    substring("\"created_at\"").count().is(100),
                                    jsonPath("$.links.next").saveAs("next")))
                    .exec(http("ours: walk")
                            .get("#{next}")
                            .check(
                                    status().is(200),
                                    substring("\"created_at\"").count().is(100)));
            case UPDATE -> exec(http("ours: update")
                    .patch(api + "/users/#{id}")
                    .header("Content-Type", "application/json")
                    .body(StringBody("{\"name\": \"Ada Lovelace #{number}\"}"))
                    .check(status().is(200), substring("#{number}").exists()));
            case TOKEN -> exec(http("ours: token")
                    .post(api + "/auth/token")
                    .ignoreProtocolHeaders()
                    .header("Content-Type", "application/json")
                    .body(StringBody(
                            "{\"email\": \"#{signingIn}\", \"password\": \"" + BenchmarkRealm.PASSWORD + "\"}"))
                    .check(status().is(200), substring("access_token").exists()));
            case CREATE -> exec(http("ours: create")
                    .post(api + "/users")
                    .header("Content-Type", "application/json")
                    .body(StringBody("{\"name\": \"Ada Lovelace\", \"email\": \"" + Seed.CREATED_BY_API
                            + "#{number}@example.org\"," + " \"password\": \"" + BenchmarkRealm.PASSWORD + "\"}"))
                    .check(status().is(201)));
            default -> throw new IllegalArgumentException(row.name());
        };
    }

    private HttpRequestActionBuilder page(String query, int users) {
        return http("ours: page " + query.replaceAll("(cursor|email)=.*", "$1"))
                .get(api + "/users" + query)
                .check(
                        status().is(200),
                        substring("\"created_at\"").count().is(users),
                        substring("\"roles\"").count().is(users));
    }

    private HttpRequestActionBuilder user(String key) {
        return http("ours: user")
                .get(api + "/users/" + key)
                .check(status().is(200), substring("\"roles\"").exists());
    }

    private HttpRequestActionBuilder search(String text) {
        return http("ours: search").get(api + "/users?per_page=20&search=" + text);
    }
}
