package io.usersapi.keycloak.benchmark;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.flushCookieJar;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.headerRegex;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keycloak's own requests, with nothing of this API: by the Admin API and at the endpoints of OpenID Connect. */
final class KeycloakWorks {

    private static final int IMPORTED = 200;

    private final Side side;

    KeycloakWorks(Side side) {
        this.side = side;
    }

    Work work(KeycloakRequest request) {
        return switch (request) {
            case UPDATE -> Work.of(update());
            case CREATE -> Work.of(create());
            case DELETE -> Work.of(exec(http("delete").delete("#{location}").check(status().is(204))))
                    .before(create());
            case ROLE_GIVEN -> Work.of(give()).after(take());
            case ROLE_TAKEN -> Work.of(take()).before(give());
            case GROUP_JOINED -> Work.of(exec(http("join").put(group()).check(status().is(204))))
                    .after(exec(http("leave").delete(group()).check(status().is(204))));
            case SIGN_IN -> Work.of(exec(token("sign-in")
                    .formParam("grant_type", "password")
                    .formParam("username", "#{signingIn}")
                    .formParam("password", BenchmarkRealm.PASSWORD)));
            case REFRESH -> Work.of(exec(token("refresh")
                            .formParam("grant_type", "refresh_token")
                            .formParam("refresh_token", "#{refreshToken}")
                            .check(jsonPath("$.refresh_token").saveAs("refreshToken"))))
                    .once(exec((Session session) -> {
                        Session drawn = side.draw(session);
                        return drawn.set("refreshToken", side.signIn().refreshToken(drawn.getString("signingIn")));
                    }));
            case CODE -> Work.of(exec(token("code")
                            .formParam("grant_type", "authorization_code")
                            .formParam("redirect_uri", BenchmarkRealm.APP_URI)
                            .formParam("code", "#{code}")))
                    .before(code())
                    .once(exec((Session session) -> {
                        Session drawn = side.draw(session);
                        return drawn.set("cookies", side.signIn().cookies(drawn.getString("signingIn")));
                    }));
            case IMPORT -> Work.of(exec(http("import")
                    .post(side.adminApi() + "/partialImport")
                    .header("Authorization", "Bearer #{ownerToken}")
                    .header("Content-Type", "application/json")
                    .body(StringBody(KeycloakWorks::users))
                    .check(status().is(200), substring("\"added\":" + IMPORTED).exists())));
        };
    }

    private ChainBuilder update() {
        return exec(http("update")
                .put(side.adminApi() + "/users/#{id}")
                .header("Content-Type", "application/json")
                .body(StringBody("{\"username\": \"#{email}\", \"email\": \"#{email}\", \"enabled\": true,"
                        + " \"firstName\": \"Ada\", \"lastName\": \"Lovelace #{number}\"}"))
                .check(status().is(204)));
    }

    /** Without a password: a hash takes so long that what else a create does would not be seen. */
    private ChainBuilder create() {
        return exec(http("create")
                .post(side.adminApi() + "/users")
                .header("Content-Type", "application/json")
                .body(StringBody(user("#{number}")))
                .check(status().is(201), header("Location").saveAs("location")));
    }

    private static String user(String number) {
        String email = Seed.CREATED_BY_KEYCLOAK + number + "@example.org";
        return "{\"username\": \"" + email + "\", \"email\": \"" + email
                + "\", \"enabled\": true, \"firstName\": \"Ada\", \"lastName\": \"Lovelace\"}";
    }

    private static String users(Session session) {
        String number = session.getString("number");
        return IntStream.range(0, IMPORTED)
                .mapToObj(at -> user(number + "-" + at))
                .collect(Collectors.joining(",", "{\"ifResourceExists\": \"FAIL\", \"users\": [", "]}"));
    }

    private ChainBuilder give() {
        return exec(role(http("give").post(side.adminApi() + "/users/#{id}/role-mappings/realm")));
    }

    private ChainBuilder take() {
        return exec(role(http("take").delete(side.adminApi() + "/users/#{id}/role-mappings/realm")));
    }

    private HttpRequestActionBuilder role(HttpRequestActionBuilder request) {
        return request.header("Content-Type", "application/json")
                .body(StringBody(
                        "[{\"id\": \"" + side.realm().idOfRole() + "\", \"name\": \"" + BenchmarkRealm.GUESTS + "\"}]"))
                .check(status().is(204));
    }

    private String group() {
        return side.adminApi() + "/users/#{id}/groups/" + side.realm().idOfGroup();
    }

    private HttpRequestActionBuilder token(String name) {
        return http(name)
                .post(side.tokenEndpoint())
                .ignoreProtocolHeaders()
                .formParam("client_id", BenchmarkRealm.APP)
                .check(status().is(200), substring("access_token").exists());
    }

    /** A code for who has signed in before; the cookies are the row's own, and none that an answer sets is kept. */
    private ChainBuilder code() {
        return exec(flushCookieJar())
                .exec(http("authorization")
                        .get(side.signIn().authorization("&prompt=none").toString())
                        .ignoreProtocolHeaders()
                        .header("Cookie", "#{cookies}")
                        .check(
                                status().is(302),
                                headerRegex("Location", "[?&]code=([^&]+)").saveAs("code")));
    }
}
