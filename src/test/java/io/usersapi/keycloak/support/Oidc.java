package io.usersapi.keycloak.support;

import java.util.Map;
import java.util.stream.Collectors;

/** The OIDC endpoints of a realm, as applications call them. */
public final class Oidc {

    private final Api endpoints;

    /** @param realm the base of a realm, such as {@code http://localhost:8080/realms/acme} */
    public Oidc(String realm) {
        this.endpoints =
                Api.at(realm + "/protocol/openid-connect").with("Content-Type", "application/x-www-form-urlencoded");
    }

    /** The address of an endpoint, such as {@code /auth}. */
    public String url(String path) {
        return endpoints.base() + path;
    }

    /** Sends a form to an endpoint, such as {@code /token/introspect}. */
    public Answer post(String path, Map<String, String> form) {
        return endpoints.exchange("POST", path, encoded(form));
    }

    /** Opens an endpoint with a query, as a browser that comes for the first time. */
    public Answer get(String path, Map<String, String> query) {
        return endpoints.exchange("GET", path + "?" + encoded(query), null);
    }

    /** Asks the token endpoint for tokens. */
    public Answer token(Map<String, String> form) {
        return post("/token", form);
    }

    /** A token of the client's service account. */
    public String serviceAccount(String clientId, String secret) {
        return token(Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", secret))
                .expect(200)
                .text("access_token");
    }

    /** A token of a user, issued to a public client. */
    public String password(String clientId, String username, String password) {
        return token(Map.of(
                        "grant_type", "password", "client_id", clientId, "username", username, "password", password))
                .expect(200)
                .text("access_token");
    }

    /** The fields as a form or a query carries them. */
    public static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + Api.encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }
}
