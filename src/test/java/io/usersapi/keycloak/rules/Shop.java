package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Oidc;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/** A registered client with a secret, which signs users in at Keycloak's own OIDC endpoints. */
public final class Shop {

    static final String CLIENT = "shop";
    static final String SECRET = "the secret of the shop";

    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final Oidc oidc;
    private final String home;
    private final String uuid;

    private Shop(Oidc oidc, String home, String uuid) {
        this.oidc = oidc;
        this.home = home;
        this.uuid = uuid;
    }

    /** Registers the client until the end of the test; {@code url} hears of log-outs and is where people come back. */
    static Shop register(ManagedRealm realm, String url) {
        Shop shop = register(realm.admin(), realm.getBaseUrl(), url);
        realm.cleanup().add(cleaned -> cleaned.clients().get(shop.uuid()).remove());
        return shop;
    }

    /**
     * Registers the client.
     *
     * @param base of the realm's addresses, such as {@code http://localhost:8080/realms/acme}
     * @param url hears of log-outs and is where people come back
     */
    public static Shop register(RealmResource realm, String base, String url) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT);
        client.setSecret(SECRET);
        client.setDirectAccessGrantsEnabled(true);
        client.setRedirectUris(List.of(url + "/*"));
        client.setAttributes(Map.of(
                "backchannel.logout.url", url + "/logout",
                "backchannel.logout.session.required", "true",
                "standard.token.exchange.enabled", "true",
                "oauth2.device.authorization.grant.enabled", "true",
                "oidc.ciba.grant.enabled", "true"));
        client.setProtocolMappers(List.of(audience()));
        return new Shop(
                new Oidc(base), url + "/", ApiUtil.getCreatedId(realm.clients().create(client)));
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
    public String uuid() {
        return uuid;
    }

    /** Where a browser signs in, and is sent back with a code. */
    String loginPage() {
        return loginPage(Map.of());
    }

    /** The same with more parameters of the authentication request, such as {@code kc_action}. */
    String loginPage(Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>(
                Map.of("response_type", "code", "scope", "openid", "client_id", CLIENT, "redirect_uri", home));
        query.putAll(more);
        return oidc.url("/auth?" + Oidc.encoded(query));
    }

    /** Whether a browser was sent back here with a code. */
    boolean welcomes(String url) {
        return url.startsWith(home) && CODE.matcher(url).find();
    }

    /** Exchanges the code with which a browser was sent back. */
    Answer redeem(String url) {
        Matcher code = CODE.matcher(URI.create(url).toString());
        assertTrue(url.startsWith(home) && code.find(), url);
        return token(Map.of("grant_type", "authorization_code", "code", code.group(1), "redirect_uri", home));
    }

    /**
     * Signs in. A user's successful login is still under way for a moment after its answer, and Keycloak's brute-force
     * protection refuses another one for that long (DefaultBlockingBruteForceProtector).
     */
    public Answer signedIn(String username, String password, String scope) {
        return await().until(() -> signIn(username, password, scope), answer -> answer.status() == 200);
    }

    Answer signIn(String username, String password, String scope) {
        return token(Map.of("grant_type", "password", "username", username, "password", password, "scope", scope));
    }

    /** Exchanges a refresh token. */
    public Answer refresh(String refreshToken) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    /** Standard token exchange (RFC 8693). */
    Answer exchange(String accessToken) {
        return exchange(accessToken, Map.of());
    }

    /** Token exchange with more parameters, such as {@code requested_subject}. */
    Answer exchange(String accessToken, Map<String, String> more) {
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", accessToken,
                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
        form.putAll(more);
        return token(form);
    }

    /** Begins the device flow (RFC 8628, section 3.1). */
    Answer askForDevice() {
        return post("/auth/device", Map.of("scope", "openid")).expect(200);
    }

    /** Asks for the device's tokens (RFC 8628, section 3.4). */
    Answer redeemDevice(Answer device) {
        return token(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                device.text("device_code")));
    }

    /** Whether the token is good, as the introspection endpoint (RFC 7662) tells it. */
    public boolean isActive(String token) {
        return post("/token/introspect", Map.of("token", token))
                .expect(200)
                .body()
                .path("active")
                .asBoolean();
    }

    Answer token(Map<String, String> form) {
        return post("/token", form);
    }

    /** Sends a form with the client's id and secret. */
    Answer post(String path, Map<String, String> form) {
        Map<String, String> fields = new LinkedHashMap<>(form);
        fields.put("client_id", CLIENT);
        fields.put("client_secret", SECRET);
        return oidc.post(path, fields);
    }
}
