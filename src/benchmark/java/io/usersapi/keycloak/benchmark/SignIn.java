package io.usersapi.keycloak.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Signs people in at Keycloak's own endpoints, outside of what is measured. */
final class SignIn {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private final URI server;
    private final BenchmarkRealm realm;

    SignIn(URI server, BenchmarkRealm realm) {
        this.server = server;
        this.realm = realm;
    }

    String accessToken(String client, String user) {
        return tokens(client, user).path("access_token").asText();
    }

    String refreshToken(String user) {
        return tokens(BenchmarkRealm.APP, user).path("refresh_token").asText();
    }

    private JsonNode tokens(String client, String user) {
        HttpResponse<String> answer = post(
                realm.oidc(server, "token"),
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        client,
                        "username",
                        user,
                        "password",
                        BenchmarkRealm.PASSWORD),
                "");
        try {
            return JSON.readTree(expect(200, answer).body());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The cookies of a browser in which the user has signed in at Keycloak's page. */
    String cookies(String user) {
        HttpResponse<String> page = expect(200, send(HttpRequest.newBuilder(authorization(""))));
        Matcher action = ACTION.matcher(page.body());
        if (!action.find()) {
            throw new IllegalStateException("no form on the page: " + page.body());
        }
        Map<String, String> cookies = new LinkedHashMap<>();
        put(cookies, page);
        URI form = URI.create(action.group(1).replace("&amp;", "&"));
        put(
                cookies,
                expect(
                        302,
                        post(form, Map.of("username", user, "password", BenchmarkRealm.PASSWORD), joined(cookies))));
        return joined(cookies);
    }

    /** Where an application sends a browser. */
    URI authorization(String more) {
        return URI.create(realm.oidc(server, "auth") + "?"
                + form(Map.of(
                        "client_id",
                        BenchmarkRealm.APP,
                        "redirect_uri",
                        BenchmarkRealm.APP_URI,
                        "response_type",
                        "code",
                        "scope",
                        "openid"))
                + more);
    }

    private static void put(Map<String, String> cookies, HttpResponse<String> answer) {
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        }
    }

    private static String joined(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private static HttpResponse<String> post(URI address, Map<String, String> fields, String cookies) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(fields)));
        return send(cookies.isEmpty() ? request : request.header("Cookie", cookies));
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException("status " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }
}
