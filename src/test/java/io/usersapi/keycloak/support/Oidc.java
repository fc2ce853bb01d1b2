package io.usersapi.keycloak.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Access tokens from a realm's own OIDC token endpoint, as applications get them. */
public final class Oidc {

    private final Api endpoint;

    /** @param realm the base of a realm, such as {@code http://localhost:8080/realms/acme} */
    public Oidc(String realm) {
        this.endpoint = Api.at(realm).with("Content-Type", "application/x-www-form-urlencoded");
    }

    /** A token of the client's service account. */
    public String serviceAccount(String clientId, String secret) {
        return token(Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", secret));
    }

    /** A token of a user, issued to a public client. */
    public String password(String clientId, String username, String password) {
        return token(
                Map.of("grant_type", "password", "client_id", clientId, "username", username, "password", password));
    }

    private String token(Map<String, String> parameters) {
        String form = new LinkedHashMap<>(parameters)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + Api.encoded(entry.getValue()))
                        .collect(Collectors.joining("&"));
        return endpoint.exchange("POST", "/protocol/openid-connect/token", form)
                .expect(200)
                .text("access_token");
    }
}
