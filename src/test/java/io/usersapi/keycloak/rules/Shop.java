package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/** Keycloak's own OIDC endpoints, as a registered client with a secret calls them. */
final class Oidc {

    private static final String CLIENT = "shop";
    private static final String SECRET = "the secret of the shop";

    private final Api endpoints;
    private final String uuid;

    private Oidc(Api endpoints, String uuid) {
        this.endpoints = endpoints;
        this.uuid = uuid;
    }

    /** Registers the client until the end of the test; {@code url} hears of log-outs and is where people come back. */
    static Oidc register(ManagedRealm realm, String url) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT);
        client.setSecret(SECRET);
        client.setDirectAccessGrantsEnabled(true);
        client.setRedirectUris(List.of(url + "/*"));
        client.setAttributes(Map.of(
                "backchannel.logout.url", url + "/logout",
                "backchannel.logout.session.required", "true",
                "standard.token.exchange.enabled", "true"));
        client.setProtocolMappers(List.of(audience()));
        String uuid = ApiUtil.getCreatedId(realm.admin().clients().create(client));
        realm.cleanup().add(cleaned -> cleaned.clients().get(uuid).remove());
        Api endpoints = Api.at(realm.getBaseUrl() + "/protocol/openid-connect")
                .with("Content-Type", "application/x-www-form-urlencoded");
        return new Oidc(endpoints, uuid);
    }

    /** Introspection and token exchange are for tokens that name the client as their audience. */
    private static ProtocolMapperRepresentation audience() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("audience");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-audience-mapper");
        mapper.setConfig(Map.of("included.client.audience", CLIENT, "access.token.claim", "true"));
        return mapper;
    }

    /** The client's id in Keycloak. */
    String uuid() {
        return uuid;
    }

    /** Where a browser signs in, and is sent back to {@code redirect} with a code. */
    String loginPage(String redirect) {
        return endpoints.base() + "/auth?response_type=code&scope=openid&client_id=" + CLIENT + "&redirect_uri="
                + Api.encoded(redirect);
    }

    /**
     * Signs in. A user's successful login is still under way for a moment after its answer, and Keycloak's brute-force
     * protection refuses another one for that long (DefaultBlockingBruteForceProtector).
     */
    Answer signedIn(String username, String password, String scope) {
        return await().until(() -> signIn(username, password, scope), answer -> answer.status() == 200);
    }

    Answer signIn(String username, String password, String scope) {
        return token(Map.of("grant_type", "password", "username", username, "password", password, "scope", scope));
    }

    Answer refresh(String refreshToken) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    /** Standard token exchange (RFC 8693). */
    Answer exchange(String accessToken) {
        return token(Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", accessToken,
                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
    }

    /** Whether the token is good, as the introspection endpoint (RFC 7662) tells it. */
    boolean isActive(String token) {
        return send("/token/introspect", Map.of("token", token))
                .expect(200)
                .body()
                .path("active")
                .asBoolean();
    }

    private Answer token(Map<String, String> form) {
        return send("/token", form);
    }

    private Answer send(String path, Map<String, String> form) {
        Map<String, String> fields = new LinkedHashMap<>(form);
        fields.put("client_id", CLIENT);
        fields.put("client_secret", SECRET);
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + Api.encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return endpoints.exchange("POST", path, body);
    }
}
