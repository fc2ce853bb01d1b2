package io.usersapi.keycloak.benchmark;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.foreach;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.List;

/** The requests of both sides of a row. Every answer is checked: a quick wrong one is worth nothing. */
final class Works {

    private static final String NAME = "Lovelace-Kleene";
    private static final String PAGE_OF_20 = "?first=0&max=20";

    private final Trial trial;
    private final String api;
    private final String adminApi;

    Works(Trial trial) {
        this.trial = trial;
        this.api = BenchmarkRealm.api(trial.server()).toString();
        this.adminApi = BenchmarkRealm.adminApi(trial.server()).toString();
    }

    ChainBuilder ours(Row row) {
        return switch (row) {
            case FIRST_PAGE, FIRST_PAGE_BRIEF, FIRST_PAGE_CONTENT -> exec(page("?per_page=20", 20));
            case PAGE_OF_100 -> exec(page("?per_page=100", 100));
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
                    .body(StringBody("{\"name\": \"Ada Lovelace\", \"email\": \"ours-#{number}@example.org\","
                            + " \"password\": \"" + BenchmarkRealm.PASSWORD + "\"}"))
                    .check(status().is(201)));
        };
    }

    ChainBuilder other(Row row) {
        return switch (row) {
            case FIRST_PAGE -> exec(adminPage(PAGE_OF_20, 20));
            case FIRST_PAGE_BRIEF -> exec(adminPage(PAGE_OF_20 + "&briefRepresentation=true", 20));
            case FIRST_PAGE_CONTENT -> withRoles(adminPage(PAGE_OF_20, 20)).exec(count(""));
            case PAGE_OF_100 -> exec(adminPage("?first=0&max=100", 100));
            case SAME_TIME, DEEP_CURSOR -> ours(Row.FIRST_PAGE);
            case DEEP_NUMBER -> exec(adminPage("?first=" + Trial.deep(trial.size()) + "&max=20", 20));
            case TOTAL_EXACT -> exec(adminPage(PAGE_OF_20, 20)).exec(count(""));
            case SEARCH -> exec(
                    adminSearch("#{part}").check(substring("#{email}").exists()));
            case SEARCH_MANY -> exec(adminSearch(NAME).check(substring(NAME).exists()));
            case SEARCH_CONTENT -> withRoles(adminSearch(NAME)).exec(count("?search=*" + NAME + "*"));
            case BY_EMAIL -> exec(http("Admin API: lookup")
                            .get(adminApi + "/users?exact=true&email=#{email}")
                            .check(status().is(200), jsonPath("$[0].id").saveAs("id")))
                    .exec(roles());
            case BY_ID -> exec(http("Admin API: user")
                            .get(adminApi + "/users/#{id}")
                            .check(status().is(200)))
                    .exec(roles());
            case WALK -> withRoles(adminPage("?first=0&max=100", 100))
                    .exec(withRoles(adminPage("?first=100&max=100", 100)));
            case UPDATE -> exec(http("Admin API: update")
                    .put(adminApi + "/users/#{id}")
                    .header("Content-Type", "application/json")
                    .body(StringBody("{\"username\": \"#{email}\", \"email\": \"#{email}\", \"enabled\": true,"
                            + " \"firstName\": \"Ada\", \"lastName\": \"Lovelace #{number}\"}"))
                    .check(status().is(204)));
            case TOKEN -> exec(http("OIDC: token")
                    .post(BenchmarkRealm.tokenEndpoint(trial.server()).toString())
                    .ignoreProtocolHeaders()
                    .formParam("grant_type", "password")
                    .formParam("client_id", BenchmarkRealm.CLIENT)
                    .formParam("username", "#{signingIn}")
                    .formParam("password", BenchmarkRealm.PASSWORD)
                    .check(status().is(200), substring("access_token").exists()));
            case CREATE -> exec(http("Admin API: create")
                    .post(adminApi + "/users")
                    .header("Content-Type", "application/json")
                    .body(StringBody("{\"username\": \"theirs-#{number}@example.org\","
                            + " \"email\": \"theirs-#{number}@example.org\", \"enabled\": true,"
                            + " \"firstName\": \"Ada\", \"lastName\": \"Lovelace\","
                            + " \"credentials\": [{\"type\": \"password\", \"temporary\": false, \"value\": \""
                            + BenchmarkRealm.PASSWORD + "\"}]}"))
                    .check(status().is(201)));
        };
    }

    private HttpRequestActionBuilder page(String query, int users) {
        return http("ours: page " + query.replaceAll("cursor=.*", "cursor"))
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

    private HttpRequestActionBuilder adminPage(String query, int users) {
        return http("Admin API: page " + query)
                .get(adminApi + "/users" + query)
                .check(
                        status().is(200),
                        substring("\"createdTimestamp\"").count().is(users));
    }

    /** A page of the Admin API and the calls for the roles of all who stand on it. */
    private ChainBuilder withRoles(HttpRequestActionBuilder page) {
        return exec(page.check(jsonPath("$[*].id").findAll().saveAs("ids")))
                .exec(foreach("#{ids}", "id").on(exec(roles())));
    }

    private HttpRequestActionBuilder roles() {
        return http("Admin API: roles")
                .get(adminApi + "/users/#{id}/role-mappings/realm")
                .check(
                        status().is(200),
                        substring("default-roles-" + BenchmarkRealm.NAME).exists());
    }

    private HttpRequestActionBuilder search(String text) {
        return http("ours: search").get(api + "/users?per_page=20&search=" + text);
    }

    private HttpRequestActionBuilder adminSearch(String text) {
        return http("Admin API: search")
                .get(adminApi + "/users" + PAGE_OF_20 + "&search=*" + text + "*")
                .check(status().is(200));
    }

    private HttpRequestActionBuilder count(String query) {
        return http("Admin API: count").get(adminApi + "/users/count" + query).check(status().is(200));
    }

    /** What warms server and load generator up before the first row. */
    List<ChainBuilder> warmUp() {
        return List.of(
                ours(Row.FIRST_PAGE),
                other(Row.FIRST_PAGE),
                ours(Row.DEEP_CURSOR),
                other(Row.FIRST_PAGE_CONTENT),
                ours(Row.BY_ID),
                other(Row.BY_EMAIL));
    }
}
