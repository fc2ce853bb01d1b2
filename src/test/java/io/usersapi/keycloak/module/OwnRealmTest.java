package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import io.usersapi.keycloak.support.RealmKeys;
import io.usersapi.keycloak.support.ServerLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** A test with realms of its own, which it makes by the Admin API. */
abstract class OwnRealmTest extends ApiTest {

    /** In the setting {@code realms} of the shared server. */
    static final String NAMED = "appears-later";

    static final String SWITCH = "usersApi.enabled";

    @InjectAdminClient
    Keycloak keycloak;

    /** The realm that was made last. */
    RealmResource own;

    private String name;
    private final List<String> names = new ArrayList<>();

    @AfterEach
    void removeRealms() {
        names.forEach(made -> keycloak.realm(made).remove());
    }

    void create(UnaryOperator<RealmBuilder> settings) {
        create("own", settings);
    }

    void create(String realmName, UnaryOperator<RealmBuilder> settings) {
        create(settings.apply(RealmBuilder.create().name(realmName).enabled(true))
                .build());
    }

    void create(RealmRepresentation representation) {
        name = representation.getRealm();
        representation.setPrivateKey(RealmKeys.of(name));
        keycloak.realms().create(representation);
        names.add(name);
        // The permissions for a new realm come with the next token.
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        own = keycloak.realm(name);
    }

    /** Removes the realm that was made last. */
    void remove() {
        own.remove();
        names.remove(name);
    }

    static RealmBuilder on(RealmBuilder realm) {
        return realm.attribute(SWITCH, "true");
    }

    KeycloakSetup setup() {
        return new KeycloakSetup(own);
    }

    Api api() {
        return Api.at(urls.getBase() + "/realms/" + name + "/api");
    }

    /** Adds a user with {@link #PASSWORD}, and answers its id. */
    String add(String username) {
        return ApiUtil.getCreatedId(own.users().create(user(username).build()));
    }

    static UserBuilder user(String username) {
        return UserBuilder.create(username)
                .email(username + "@example.org")
                .name("First", "Last")
                .password(PASSWORD);
    }

    /** The API for a user who signs in at Keycloak with a client of the realm's own. */
    Api signedIn(String username) {
        if (own.clients().findByClientId("app").isEmpty()) {
            setup().newClient(ClientBuilder.create("app")
                    .secret(KeycloakSetup.SECRET)
                    .directAccessGrantsEnabled(true)
                    .fullScopeEnabled(true));
        }
        Answer tokens = new Oidc(urls.getBase() + "/realms/" + name)
                .post(
                        "/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "username",
                                username,
                                "password",
                                PASSWORD,
                                "client_id",
                                "app",
                                "client_secret",
                                KeycloakSetup.SECRET))
                .expect(200);
        return api().bearer(tokens.text("access_token"));
    }

    void switchTo(boolean on) {
        update(realm -> realm.getAttributes().put(SWITCH, Boolean.toString(on)));
    }

    void update(Consumer<RealmRepresentation> change) {
        RealmRepresentation realm = own.toRepresentation();
        change.accept(realm);
        own.update(realm);
    }

    /** Saves the realm as a program does that knows of no attribute. */
    void saveWithoutAttributes() {
        update(realm -> realm.setAttributes(new HashMap<>()));
    }

    UPConfig profile() {
        return own.users().userProfile().getConfiguration();
    }

    /** Takes from the realm, where the module is on, what an earlier version did not write; the module is off then. */
    void forgetAsAnEarlierVersion() {
        switchTo(false);
        setup().client("users-admin").remove();
        UPConfig profile = profile();
        profile.removeAttribute("invitation_sent_at");
        profile.getAttributes().forEach(attribute -> {
            if (Set.of("active", "deleted_at", "deleted_by", "deleted_email").contains(attribute.getName())) {
                attribute.setAnnotations(null);
            }
        });
        own.components().query(own.toRepresentation().getId(), "org.keycloak.userprofile.UserProfileProvider").stream()
                .map(ComponentRepresentation::getId)
                .forEach(id -> own.components().component(id).remove());
        own.users().userProfile().update(profile);
        update(realm -> realm.getAttributes().keySet().removeIf(attribute -> attribute.startsWith("usersApi.")));
        assertFalse(own.toRepresentation().getAttributes().keySet().stream()
                .anyMatch(attribute -> attribute.startsWith("usersApi.")));
    }

    /** How many lines of the log carry all the texts. */
    static long logged(String... texts) {
        return ServerLog.lines()
                .filter(line -> List.of(texts).stream().allMatch(line::contains))
                .count();
    }
}
