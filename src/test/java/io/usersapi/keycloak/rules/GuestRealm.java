package io.usersapi.keycloak.rules;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.keycloak.admin.client.resource.UsersResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.GroupBuilder;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** A realm as Keycloak's own callers see it: the Admin API and the token endpoint. */
final class GuestRealm {

    private static final String PASSWORD = "a password of mine";
    private static final String GROUP = "guests";

    private final ManagedRealm realm;
    private final Oidc oidc;

    GuestRealm(ManagedRealm realm) {
        this.realm = realm;
        this.oidc = new Oidc(realm.getBaseUrl());
    }

    void needsGroup() {
        if (realm.admin().groups().groups(GROUP, 0, 1).isEmpty()) {
            realm.admin().groups().add(GroupBuilder.create(GROUP).build()).close();
        }
    }

    UsersResource users() {
        return realm.admin().users();
    }

    RoleRepresentation role() {
        return realm.admin().roles().get("editor").toRepresentation();
    }

    String group() {
        return realm.admin().groups().groups(GROUP, 0, 1).get(0).getId();
    }

    /** As the console reads them, without the mail server: not every realm has one, and Keycloak writes it anew at a save. */
    RealmRepresentation settings() {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setSmtpServer(null);
        return settings;
    }

    void save(RealmRepresentation settings) {
        realm.admin().update(settings);
    }

    static UserRepresentation user() {
        String email = "guest-" + UUID.randomUUID() + "@example.org";
        return UserBuilder.create(email)
                .email(email)
                .name("First", "Last")
                .enabled(true)
                .build();
    }

    /** A user without a password, as the Admin API tells it; Keycloak has it in its cache by then. */
    UserRepresentation newUser() {
        return created(user());
    }

    /** The name of a user who can sign in. */
    String newMember() {
        UserRepresentation user = user();
        user.setCredentials(List.of(password()));
        return created(user).getUsername();
    }

    private UserRepresentation created(UserRepresentation user) {
        return users().get(ApiUtil.getCreatedId(users().create(user))).toRepresentation();
    }

    static CredentialRepresentation password() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(PASSWORD);
        password.setTemporary(false);
        return password;
    }

    /** By Keycloak's partial import. */
    void imports(int count) {
        PartialImportRepresentation users = new PartialImportRepresentation();
        users.setIfResourceExists("FAIL");
        users.setUsers(IntStream.range(0, count).mapToObj(at -> user()).toList());
        realm.admin().partialImport(users).close();
    }

    Answer signIn(String username) {
        return oidc.token(Map.of(
                        "grant_type", "password", "client_id", "users-api", "username", username, "password", PASSWORD))
                .expect(200);
    }

    void refresh(String token) {
        oidc.token(Map.of("grant_type", "refresh_token", "client_id", "users-api", "refresh_token", token))
                .expect(200);
    }
}
