package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.rules.Claims;
import io.usersapi.keycloak.rules.Directory;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.ServerProcess;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.GroupBuilder;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** A realm as an organization has it before it knows of the module, full of what plain Keycloak offers. */
final class ExistingRealm {

    /** Shorter than the module wants new ones to be. */
    static final String PASSWORD = "8-chars!";

    static final String ADA = "ada@example.org";
    static final String BOB_WITH_OTP = "bob@example.org";
    static final String CARL_OF_THE_DIRECTORY = "carl@directory.example.org";
    static final String DORA_OF_THE_ORGANIZATION = "dora@example.org";
    static final String EVE_WHO_IS_DISABLED = "eve@example.org";
    static final String FAY_WHO_IS_ADMIN = "fay@example.org";
    static final String GUS = "gus@example.org";
    static final String IVY = "ivy@example.org";

    private static final String NAME = "existing";
    private static final String TOTP_SECRET = "DJmQfC73VGFhw7D4QJ8A";
    private static final Map<String, String> SHOP = Map.of("client_id", "shop", "client_secret", KeycloakSetup.SECRET);

    private final ServerProcess server;
    private final Keycloak keycloak;

    private ExistingRealm(ServerProcess server) {
        this.server = server;
        this.keycloak = server.keycloak();
    }

    /** The realm at a server that was started on its database. */
    static ExistingRealm at(ServerProcess server) {
        return new ExistingRealm(server);
    }

    /** Makes the realm. */
    static ExistingRealm fill(ServerProcess server, Directory directory) {
        ExistingRealm realm = new ExistingRealm(server);
        realm.keycloak.realms().create(representation());
        realm.keycloak.tokenManager().invalidate(realm.keycloak.tokenManager().getAccessTokenString());
        realm.require("department");
        realm.addARoleAndAClientThatAreInTheWay();
        realm.addUsers();
        realm.found(DORA_OF_THE_ORGANIZATION);
        directory.federate(realm.admin(), "READ_ONLY", true);
        realm.save();
        return realm;
    }

    private static RealmRepresentation representation() {
        return RealmBuilder.create()
                .name(NAME)
                .enabled(true)
                .organizationsEnabled(true)
                .accessTokenLifespan(3600)
                .passwordPolicy("length(8) and digits(1)")
                .realmRoles("editor", "reader")
                .groups(GroupBuilder.create("staff").realmRoles("reader"))
                .clients(ClientBuilder.create("shop")
                        .secret(KeycloakSetup.SECRET)
                        .directAccessGrantsEnabled(true)
                        .fullScopeEnabled(true))
                .build();
    }

    private void addUsers() {
        KeycloakSetup setup = new KeycloakSetup(admin());
        setup.grant(add(employee(ADA).groups("staff").attribute("badge", "4711")), setup.role("editor"));
        add(employee(BOB_WITH_OTP).totpSecret(TOTP_SECRET));
        add(employee(DORA_OF_THE_ORGANIZATION));
        add(employee(EVE_WHO_IS_DISABLED).enabled(false));
        setup.grant(
                add(employee(FAY_WHO_IS_ADMIN)), setup.role("admin"), setup.role("realm-management", "manage-users"));
        add(employee(GUS).username("gus"));
        add(employee(IVY));
    }

    private String add(UserBuilder user) {
        return ApiUtil.getCreatedId(admin().users().create(user.build()));
    }

    private static UserBuilder employee(String email) {
        return UserBuilder.create(email)
                .email(email)
                .name("First", "Last")
                .attribute("department", "sales")
                .password(PASSWORD);
    }

    private void require(String attribute) {
        UPConfig profile = profile();
        UPAttribute required =
                new UPAttribute(attribute, new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin")));
        required.setRequired(new UPAttributeRequired(Set.of("admin"), Set.of()));
        profile.addOrReplaceAttribute(required);
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        admin().users().userProfile().update(profile);
    }

    /** A role and a client that have the names which the module uses, too. */
    private void addARoleAndAClientThatAreInTheWay() {
        KeycloakSetup setup = new KeycloakSetup(admin());
        setup.newServiceAccount("users-api");
        setup.newRole("admin", setup.role("realm-management", "view-users"));
    }

    private void found(String member) {
        OrganizationRepresentation organization = new OrganizationRepresentation();
        organization.setName("partners");
        organization.setAlias("partners");
        organization.addDomain(new OrganizationDomainRepresentation("example.org"));
        try (Response created = admin().organizations().create(organization)) {
            String id = ApiUtil.getCreatedId(created);
            admin().organizations().get(id).members().addMember(id(member)).close();
        }
    }

    /** Saves the realm as it is, as the console does: Keycloak then writes down what it has only believed so far. */
    private void save() {
        admin().update(admin().toRepresentation());
    }

    RealmResource admin() {
        return keycloak.realm(NAME);
    }

    void switchModule(boolean on) {
        RealmRepresentation realm = admin().toRepresentation();
        realm.getAttributes().put("usersApi.enabled", Boolean.toString(on));
        admin().update(realm);
    }

    UPConfig profile() {
        return admin().users().userProfile().getConfiguration();
    }

    String id(String email) {
        return admin().users().searchByEmail(email, true).get(0).getId();
    }

    UserRepresentation user(String id) {
        return admin().users().get(id).toRepresentation();
    }

    /** Everything of every user, by its address. */
    Map<String, String> users() {
        KeycloakSetup setup = new KeycloakSetup(admin());
        Map<String, String> users = new TreeMap<>();
        admin().users().list(0, 100).forEach(user -> users.put(user.getEmail(), setup.state(user.getId())));
        return users;
    }

    Api api() {
        return Api.at(base() + "/api");
    }

    private String base() {
        return server.base() + "/realms/" + NAME;
    }

    /** Signs in at Keycloak's own endpoint, with a one-time code where one is needed. */
    Answer signIn(String username, String password) {
        return signIn(username, password, "openid organization");
    }

    Answer signIn(String username, String password, String scope) {
        Map<String, String> form = new LinkedHashMap<>(
                Map.of("grant_type", "password", "username", username, "password", password, "scope", scope));
        if (username.equals(BOB_WITH_OTP)) {
            form.put("totp", new TimeBasedOTP().generateTOTP(TOTP_SECRET));
        }
        return shop("/token", form);
    }

    Answer signInWithoutCode(String username) {
        return shop("/token", Map.of("grant_type", "password", "username", username, "password", PASSWORD));
    }

    /** The password with which somebody signs in who did not get another one. */
    static String passwordOf(String email) {
        return email.equals(CARL_OF_THE_DIRECTORY) ? Directory.PASSWORD : PASSWORD;
    }

    Answer refresh(Answer tokens) {
        return shop("/token", Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token")));
    }

    /** Whether Keycloak takes the access token. */
    boolean knows(Answer tokens) {
        return Api.at(base())
                        .bearer(tokens.text("access_token"))
                        .exchange("GET", "/protocol/openid-connect/userinfo", null)
                        .status()
                == 200;
    }

    private Answer shop(String path, Map<String, String> form) {
        Map<String, String> fields = new LinkedHashMap<>(form);
        fields.putAll(SHOP);
        return new Oidc(base()).post(path, fields);
    }

    /** A token of the client that had the module's name before. */
    String serviceAccountOfTheClientInTheWay() {
        return new Oidc(base()).serviceAccount("users-api", KeycloakSetup.SECRET);
    }

    /** What Keycloak says to somebody without a code, and to somebody who is disabled. */
    List<String> refusals() {
        return Stream.of(signInWithoutCode(BOB_WITH_OTP), signIn(EVE_WHO_IS_DISABLED, PASSWORD))
                .map(answer -> answer.expect(400).text("error_description"))
                .toList();
    }

    /** By Keycloak's Admin API, which the console calls. */
    void expectThatAdministratorsWork(String lastName) {
        UserRepresentation dora = user(id(DORA_OF_THE_ORGANIZATION));
        dora.setLastName(lastName);
        admin().users().get(dora.getId()).update(dora);
        assertEquals(lastName, user(dora.getId()).getLastName());

        admin().users().userProfile().update(profile());
        admin().update(admin().toRepresentation());
    }

    void expectThatItLetsIn(Directory directory, String newcomer) {
        String email = newcomer + "@directory.example.org";
        directory.with(newcomer, "New", "Comer", email);
        signIn(newcomer, Directory.PASSWORD).expect(200);
        admin().users().delete(id(email)).close();
        directory.remove(newcomer);
    }

    /** The realm roles in an access token. */
    static Set<String> roles(Answer tokens) {
        return texts(Claims.of(tokens.text("access_token")).at("/realm_access/roles"));
    }

    /** The organizations in an access token. */
    static Set<String> organizations(Answer tokens) {
        return texts(Claims.of(tokens.text("access_token")).path("organization"));
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
