package io.usersapi.keycloak.support;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectKeycloakUrls;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;
import org.keycloak.testframework.server.KeycloakUrls;
import org.keycloak.testframework.util.ApiUtil;

/** A test that calls the API of the realm {@link ApiRealm}, as nobody or as its default admin. */
public abstract class ApiTest {

    protected static final String PASSWORD = "a password of mine";

    private static Api lastAdmin;
    private static Instant lastSignIn;

    @InjectMailServer
    protected MailServer mail;

    @InjectRealm(config = ApiRealm.class)
    protected ManagedRealm realm;

    @InjectKeycloakUrls
    protected KeycloakUrls urls;

    /** The server's, and that of Keycloak's Time here. It goes back after each test, before the realm is cleaned. */
    @InjectTimeOffSet
    private TimeOffSet clock;

    protected Api anonymous;
    protected Api admin;

    @BeforeEach
    protected void signIn() {
        anonymous = Api.at(urls.getBase() + "/realms/" + realm.getName() + "/api");
        admin = signedInAdmin();
    }

    /** Signs in anew only where it must: each sign-in costs a hash. A token lives for five minutes. */
    private Api signedInAdmin() {
        boolean fresh = lastAdmin != null
                && Instant.now().isBefore(lastSignIn.plus(Duration.ofMinutes(2)))
                && lastAdmin.exchange("GET", "/users/me", null).status() == 200;
        if (!fresh) {
            lastAdmin = anonymous.signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
            lastSignIn = Instant.now();
        }
        return lastAdmin;
    }

    /** Calls the API as {@link KeycloakSetup#newManager}, and removes every user. */
    protected void signInManagerAlone() {
        anonymous = Api.at(realm.getBaseUrl() + "/api");
        admin = anonymous.bearer(
                new Oidc(realm.getBaseUrl()).serviceAccount(KeycloakSetup.MANAGER, KeycloakSetup.SECRET));
        new KeycloakSetup(realm.admin()).removeUsers();
    }

    protected static String newEmail() {
        return "user-" + UUID.randomUUID() + "@example.org";
    }

    /** What creates a user with a new address and {@link #PASSWORD}. */
    protected static Map<String, Object> newUser() {
        Map<String, Object> user = new HashMap<>();
        user.put("email", newEmail());
        user.put("password", PASSWORD);
        return user;
    }

    protected static Map<String, Object> newUser(String field, Object value) {
        Map<String, Object> user = newUser();
        user.put(field, value);
        return user;
    }

    /** Creates a user and answers it. */
    protected Answer created(Map<String, Object> user) {
        return admin.post("/users", user).expect(201);
    }

    protected Answer created() {
        return created(newUser());
    }

    /** Adds a user by the Admin API until the end of the test, also one whom this API would refuse; gives the id. */
    protected String addUser(String username, String email) {
        String id = ApiUtil.getCreatedId(realm.admin()
                .users()
                .create(UserBuilder.create(username)
                        .email(email)
                        .password(PASSWORD)
                        .enabled(true)
                        .build()));
        realm.cleanup().add(cleaned -> cleaned.users().get(id).remove());
        return id;
    }

    protected Api signedIn(Answer user) {
        return anonymous.signedIn(user.text("email"), PASSWORD);
    }

    /** Keycloak tells what was before from what was after by whole seconds. */
    protected void anotherSecond() {
        later(1);
    }

    /** Moves the server's clock on. What a cache keeps for a time, it keeps by the real one. */
    protected void later(int seconds) {
        clock.set(clock.get() + seconds);
    }

    /** The console's "Sign out all active sessions", in another second. */
    protected void signAllOutLater() {
        anotherSecond();
        realm.admin().logoutAll();
        // The clock goes back: the realm would refuse the tokens of the next test as older.
        realm.cleanup().add(cleaned -> {
            RealmRepresentation forgetful = cleaned.toRepresentation();
            forgetful.setNotBefore(0);
            cleaned.update(forgetful);
        });
    }

    /** Lets real time pass, where something goes on meanwhile. {@link #anotherSecond} is for the rest. */
    protected static void waitForAnotherSecond() {
        long second = Instant.now().getEpochSecond();
        await().until(() -> Instant.now().getEpochSecond() > second);
    }

    /** Adds a client to the realm until the end of the test. */
    protected void addClient(ClientBuilder client) {
        String id = ApiUtil.getCreatedId(realm.admin().clients().create(client.build()));
        realm.cleanup().add(cleaned -> cleaned.clients().get(id).remove());
    }

    /** Asks Keycloak's own token endpoint with a form such as {@code grant_type=password&...}. */
    protected Answer oidcToken(String form) {
        return Api.at(realm.getBaseUrl())
                .with("Content-Type", "application/x-www-form-urlencoded")
                .exchange("POST", "/protocol/openid-connect/token", form);
    }

    /** The user as Keycloak's Admin API sees it. */
    protected UserResource inKeycloak(Answer user) {
        return realm.admin().users().get(user.id());
    }

    /** The id of a realm role. */
    protected String roleId(String name) {
        return realm.admin().roles().get(name).toRepresentation().getId();
    }
}
