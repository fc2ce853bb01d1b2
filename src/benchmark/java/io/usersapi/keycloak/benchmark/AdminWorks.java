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

/** The other side of the rows of this API: the same by Keycloak's Admin API, where the module is off. */
final class AdminWorks {

    private static final String PAGE_OF_20 = "?first=0&max=20";

    private final Trial trial;
    private final Side side;
    private final String adminApi;

    AdminWorks(Trial trial, Side side) {
        this.trial = trial;
        this.side = side;
        this.adminApi = side.adminApi();
    }

    Work work(Row row) {
        return row == Row.UPDATE ? new KeycloakWorks(side).work(KeycloakRequest.UPDATE) : Work.of(chain(row));
    }

    private ChainBuilder chain(Row row) {
        return switch (row) {
            case FIRST_PAGE -> exec(adminPage(PAGE_OF_20, 20));
            case FIRST_PAGE_BRIEF -> exec(adminPage(PAGE_OF_20 + "&briefRepresentation=true", 20));
            case FIRST_PAGE_CONTENT -> withRoles(adminPage(PAGE_OF_20, 20)).exec(count(""));
            case PAGE_OF_100 -> exec(adminPage("?first=0&max=100", 100));
            case DEEP_NUMBER -> exec(adminPage("?first=" + Trial.deep(trial.size()) + "&max=20", 20));
            case TOTAL_EXACT -> exec(adminPage(PAGE_OF_20, 20)).exec(count(""));
            case SEARCH -> exec(
                    adminSearch("#{part}").check(substring("#{email}").exists()));
            case SEARCH_MANY -> exec(
                    adminSearch(ApiWorks.NAME).check(substring(ApiWorks.NAME).exists()));
            case SEARCH_CONTENT -> withRoles(adminSearch(ApiWorks.NAME)).exec(count("?search=*" + ApiWorks.NAME + "*"));
            case SEARCH_LETTERS -> exec(
                    adminSearch("#{letters}").check(jsonPath("$[0].id").exists()));
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
            case TOKEN -> exec(http("OIDC: token")
                    .post(side.tokenEndpoint())
                    .ignoreProtocolHeaders()
                    .formParam("grant_type", "password")
                    .formParam("client_id", BenchmarkRealm.CLIENT)
                    .formParam("username", "#{signingIn}")
                    .formParam("password", BenchmarkRealm.PASSWORD)
                    .check(status().is(200), substring("access_token").exists()));
            case CREATE -> exec(http("Admin API: create")
                    .post(adminApi + "/users")
                    .header("Content-Type", "application/json")
                    .body(StringBody("{\"username\": \"" + Seed.CREATED_BY_ADMIN_API + "#{number}@example.org\","
                            + " \"email\": \"" + Seed.CREATED_BY_ADMIN_API
                            + "#{number}@example.org\", \"enabled\": true,"
                            + " \"firstName\": \"Ada\", \"lastName\": \"Lovelace\","
                            + " \"credentials\": [{\"type\": \"password\", \"temporary\": false, \"value\": \""
                            + BenchmarkRealm.PASSWORD + "\"}]}"))
                    .check(status().is(201)));
            default -> throw new IllegalArgumentException(row.name());
        };
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
                        substring("default-roles-" + side.realm().realmName()).exists());
    }

    private HttpRequestActionBuilder adminSearch(String text) {
        return http("Admin API: search")
                .get(adminApi + "/users" + PAGE_OF_20 + "&search=*" + text + "*")
                .check(status().is(200));
    }

    private HttpRequestActionBuilder count(String query) {
        return http("Admin API: count").get(adminApi + "/users/count" + query).check(status().is(200));
    }
}
