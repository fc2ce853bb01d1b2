package io.usersapi.keycloak.races;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.RealmKeys;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * The realm in which the rounds take place. Passwords cost next to nothing in it, failed sign-ins lock nobody out, and
 * an e-mail address is the administrator's to change, so that a user who saves its account page sends none.
 */
final class Arena implements AutoCloseable {

    static final String REALM = "races";
    /** A public client by which the users sign in, on pages and by password. */
    static final String PAGES = "pages";

    static final String PARTNER = "partner";
    static final String PASSWORD = "a password of mine";

    static final String FIRST_NAME = "Ada";
    static final String LAST_NAME = "Lovelace";
    /** The user's own to change, as the name is. */
    static final String ATTRIBUTE = "title";

    private static final String MANAGER = "manager";
    private static final int LASTING_SECONDS = (int) Duration.ofDays(1).toSeconds();
    private static final int ENOUGH_SIGN_INS = 200;
    private static final int CROWD = 5000;

    private final RealmResource keycloak;
    private final Api realm;
    private final Oidc oidc;
    private final Api here;
    private final Api console;
    private final String managerId;
    private final JsonNode reader;
    private final JsonNode adminRole;
    private final String groupId;
    private final AtomicInteger subjects = new AtomicInteger();

    /** @param server the base of the server, such as {@code http://localhost:8080} */
    static Arena open(Keycloak keycloak, String server) {
        keycloak.realms().create(representation());
        // The next token of the superuser knows of the new realm.
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        return new Arena(keycloak.realm(REALM), server);
    }

    private static RealmRepresentation representation() {
        RealmRepresentation realm = RealmBuilder.create()
                .name(REALM)
                .privateKey(RealmKeys.of(REALM))
                .enabled(true)
                .realmRoles("reader")
                .attribute("usersApi.enabled", "true")
                .passwordPolicy("length(10) and hashAlgorithm(pbkdf2-sha256) and hashIterations(1)")
                .accessTokenLifespan(LASTING_SECONDS)
                .build();
        realm.setScimApiEnabled(true);
        // Nobody reads the thousands of log lines about refused sign-ins; the module's own listener is in every realm.
        realm.setEventsListeners(List.of());
        realm.setSsoSessionIdleTimeout(LASTING_SECONDS);
        realm.setSsoSessionMaxLifespan(LASTING_SECONDS);
        realm.setFailureFactor(Integer.MAX_VALUE);
        realm.setQuickLoginCheckMilliSeconds(0L);
        realm.setOtpPolicyType("totp");
        realm.setOtpPolicyAlgorithm("HmacSHA1");
        realm.setOtpPolicyDigits(6);
        realm.setOtpPolicyPeriod(30);
        realm.setOtpPolicyLookAheadWindow(1);
        realm.setOtpPolicyInitialCounter(0);
        realm.setOtpPolicyCodeReusable(true);
        return realm;
    }

    private Arena(RealmResource keycloak, String server) {
        this.keycloak = keycloak;
        KeycloakSetup setup = new KeycloakSetup(keycloak);
        declareFields();
        signInAtOnce();
        setup.newClient(ClientBuilder.create(PAGES)
                .publicClient(true)
                .directAccessGrantsEnabled(true)
                .fullScopeEnabled(true)
                .redirectUris(TotpPages.HOME));
        try (Response created = keycloak.identityProviders().create(partner())) {
            assertEquals(201, created.getStatus());
        }
        managerId = setup.newServiceAccount(MANAGER, setup.role("realm-management", "realm-admin"));
        setup.client(MANAGER).getProtocolMappers().createMapper(forScim(server)).close();
        groupId = setup.newGroup("staff");
        reader = json(setup.role("reader"));
        adminRole = json(setup.role("admin"));
        realm = Api.at(server + "/realms/" + REALM);
        oidc = new Oidc(realm.base());
        String token = oidc.serviceAccount(MANAGER, KeycloakSetup.SECRET);
        here = Api.at(realm.base() + "/api").bearer(token);
        console = Api.at(server + "/admin/realms/" + REALM).bearer(token);
        // The subjects of the rounds are never the last admins.
        newSubject(true);
    }

    private static JsonNode json(RoleRepresentation role) {
        return Body.parsed(Api.json(List.of(role)));
    }

    private void declareFields() {
        UPConfig profile = keycloak.users().userProfile().getConfiguration();
        profile.getAttribute("email").getPermissions().setEdit(Set.of("admin"));
        UPAttribute own = new UPAttribute(
                ATTRIBUTE, new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin", "user")));
        // Keycloak's SCIM reads the annotations of each attribute, and there must be some.
        own.setAnnotations(Map.of());
        profile.addOrReplaceAttribute(own);
        keycloak.users().userProfile().update(profile);
    }

    /** Keycloak's SCIM wants its own address among a token's audiences. */
    private static ProtocolMapperRepresentation forScim(String server) {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("scim");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-audience-mapper");
        mapper.setConfig(Map.of(
                "included.custom.audience", server + "/realms/" + REALM + "/scim/v2", "access.token.claim", "true"));
        return mapper;
    }

    /**
     * Brute-force protection refuses a user who is just signing in elsewhere (DefaultBlockingBruteForceProtector).
     * Without it more sign-ins meet the act.
     */
    private void signInAtOnce() {
        RealmRepresentation realm = keycloak.toRepresentation();
        realm.setBruteForceProtected(false);
        keycloak.update(realm);
    }

    private static IdentityProviderRepresentation partner() {
        IdentityProviderRepresentation partner = new IdentityProviderRepresentation();
        partner.setAlias(PARTNER);
        partner.setProviderId("oidc");
        partner.setEnabled(true);
        partner.setConfig(Map.of(
                "clientId", "x",
                "clientSecret", "x",
                "authorizationUrl", "https://partner.example.org/auth",
                "tokenUrl", "https://partner.example.org/token"));
        return partner;
    }

    /** This API, called by somebody who may do everything. */
    Api here() {
        return here;
    }

    /** Keycloak's Admin API of the realm, called by the same. */
    Api console() {
        return console;
    }

    /** Keycloak's addresses of the realm, called by nobody. */
    Api realm() {
        return realm;
    }

    Oidc oidc() {
        return oidc;
    }

    String managerId() {
        return managerId;
    }

    /** The role {@code reader}, as the Admin API wants it. */
    String reader() {
        return reader.toString();
    }

    /** The role {@code admin}, as the Admin API wants it. */
    String adminRole() {
        return adminRole.toString();
    }

    String groupId() {
        return groupId;
    }

    static String newEmail() {
        return "user-" + UUID.randomUUID() + "@example.org";
    }

    /** Whether there are so many users that a new realm is quicker than to go on. */
    boolean isCrowded() {
        return subjects.get() > CROWD;
    }

    /** Creates a user and signs it in. */
    Subject newSubject(boolean admin) {
        subjects.incrementAndGet();
        String email = newEmail();
        Answer user = here.exchange(
                        "POST",
                        "/users",
                        Api.json(Map.of(
                                "email",
                                email,
                                "password",
                                PASSWORD,
                                "name",
                                FIRST_NAME + " " + LAST_NAME,
                                "type",
                                admin ? "admin" : "user")))
                .expect(201);
        return new Subject(user.id(), email, PASSWORD, signIn(email));
    }

    /** Keycloak refuses a user while it is still counting the attempt before (DefaultBlockingBruteForceProtector). */
    private Subject.SignIn signIn(String email) {
        List<Integer> refused = new ArrayList<>();
        while (refused.size() < ENOUGH_SIGN_INS) {
            Answer answer = passwordGrant(email, PASSWORD, "");
            if (answer.status() == 200) {
                return Subject.SignIn.of(answer);
            }
            refused.add(answer.status());
        }
        throw new AssertionError("Nobody is signed in: " + refused);
    }

    /** Asks Keycloak's token endpoint once. */
    Answer passwordGrant(String email, String password, String totp) {
        return oidc.token(Map.of(
                "grant_type",
                "password",
                "client_id",
                PAGES,
                "username",
                email,
                "password",
                password,
                "totp",
                totp,
                "scope",
                "openid"));
    }

    /** Exchanges the refresh token where it is from. */
    Answer refresh(Subject.SignIn signIn) {
        return signIn.client().equals(PAGES)
                ? oidc.token(Map.of(
                        "grant_type", "refresh_token", "client_id", PAGES, "refresh_token", signIn.refreshToken()))
                : realm.exchange("POST", "/api/auth/token", Api.json(Map.of("refresh_token", signIn.refreshToken())));
    }

    @Override
    public void close() {
        keycloak.remove();
    }
}
