package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

/** A new e-mail address of a user. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UpdateEmailTest extends ApiTest {

    @Test
    void findsTheUserByItsNewEmailAndFreesTheOld() {
        Answer user = created();
        String email = newEmail();
        patch(user, Map.of("email", email.toUpperCase())).expect(200);
        assertEquals(
                user.id(), admin.get("/users/" + encoded(email)).expect(200).id());
        admin.get("/users/" + encoded(user.text("email"))).expectProblem(404, "user_not_found");
        assertNotEquals(user.id(), created(newUser("email", user.text("email"))).id());
    }

    @Test
    void renamesTheUsernameThatWasTheEmail() {
        Answer user = created();
        String email = newEmail();
        patch(user, Map.of("email", email)).expect(200);
        UserRepresentation kept = inKeycloak(user).toRepresentation();
        assertEquals(email, kept.getUsername());
        assertEquals(email, kept.getEmail());
        anonymous.signedIn(email, PASSWORD).get("/users/me").expect(200);
    }

    @Test
    void keepsAUsernameThatWasNotTheEmail() {
        realm.addUser(
                UserBuilder.create("grace").email(newEmail()).enabled(true).password(PASSWORD));
        UserRepresentation before =
                realm.admin().users().searchByUsername("grace", true).get(0);
        String email = newEmail();
        admin.patch("/users/" + before.getId(), Map.of("email", email)).expect(200);
        UserRepresentation after = realm.admin().users().get(before.getId()).toRepresentation();
        assertEquals("grace", after.getUsername());
        assertEquals(email, after.getEmail());
    }

    @Test
    void takesTheUsersOwnEmailInAnotherCase() {
        Answer user = created();
        Answer after =
                patch(user, Map.of("email", user.text("email").toUpperCase())).expect(200);
        assertEquals(user.text("email"), after.text("email"));
        assertEquals(user.text("email"), inKeycloak(user).toRepresentation().getUsername());
    }

    @Test
    void takesNobodyElsesEmail() {
        Answer user = created();
        Answer other = created();
        patch(user, Map.of("email", other.text("email"))).expectInvalid("email", "taken");
    }

    @Test
    void holdsANewEmailForUnverified() {
        Answer user = created();
        UserRepresentation verified = inKeycloak(user).toRepresentation();
        verified.setEmailVerified(true);
        inKeycloak(user).update(verified);
        patch(user, Map.of("name", "Still Verified")).expect(200);
        assertEquals(true, inKeycloak(user).toRepresentation().isEmailVerified());
        patch(user, Map.of("email", newEmail())).expect(200);
        assertFalse(inKeycloak(user).toRepresentation().isEmailVerified());
    }

    private Answer patch(Answer user, Map<String, Object> change) {
        return admin.patch("/users/" + user.id(), change);
    }
}
