package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.rules.Claims;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmEventsConfigRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** Who signs in is the user with the address, whatever usernames say. */
@KeycloakIntegrationTest(config = ApiServer.class)
class WhoseAddressTest extends ApiTest {

    private static final String PASSWORD_B = "the password of b";
    private static final String PASSWORD_C = "the password of c";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressIsNobodysUsername(boolean loginWithEmail) {
        // Keycloak lets users be named so as long as addresses are no names.
        realm.updateWithCleanup(settings -> settings.loginWithEmailAllowed(false));
        String addressB = newEmail();
        String addressC = newEmail();
        String b = user(addressC, addressB, PASSWORD_B);
        String c = user(newEmail(), addressC, PASSWORD_C);
        realm.updateWithCleanup(settings -> settings.loginWithEmailAllowed(loginWithEmail));
        expectSignsIn(b, addressB, PASSWORD_B);
        expectSignsIn(c, addressC, PASSWORD_C);
        anonymous.token(addressB, PASSWORD_C).expectProblem(401, "invalid_credentials");
        anonymous.token(addressC, PASSWORD_B).expectProblem(401, "invalid_credentials");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aUsernameThatLooksLikeAnAddressIsNone(boolean loginWithEmail) {
        realm.updateWithCleanup(settings -> settings.loginWithEmailAllowed(loginWithEmail));
        String username = newEmail();
        String address = newEmail();
        String id = user(username, address, PASSWORD);
        anonymous.token(username, PASSWORD).expectProblem(401, "invalid_credentials");
        expectSignsIn(id, address, PASSWORD);
    }

    @Test
    void anAddressOfTwoUsersIsNobodys() {
        realm.updateWithCleanup(
                settings -> settings.duplicateEmailsAllowed(true).loginWithEmailAllowed(false));
        String address = newEmail();
        user("first-" + address, address, PASSWORD_B);
        user("second-" + address, address, PASSWORD_C);
        Answer wrong = anonymous.token(newEmail(), PASSWORD_B).expectProblem(401, "invalid_credentials");
        for (String password : List.of(PASSWORD_B, PASSWORD_C, PASSWORD)) {
            Answer refused = anonymous.token(address, password).expectProblem(401, "invalid_credentials");
            assertEquals(wrong.body(), refused.body());
        }
    }

    @Test
    void theEventNamesTheAddressThatWasSent() {
        RealmEventsConfigRepresentation events = realm.admin().getRealmEventsConfig();
        events.setEnabledEventTypes(List.of("LOGIN", "LOGIN_ERROR"));
        realm.admin().updateRealmEventsConfig(events);
        String username = newEmail();
        user(username, newEmail(), PASSWORD);
        realm.admin().clearEvents();
        anonymous.token(username, PASSWORD).expectProblem(401, "invalid_credentials");
        List<EventRepresentation> told = realm.admin().getEvents();
        assertEquals(1, told.size());
        assertEquals("LOGIN_ERROR", told.get(0).getType());
        assertEquals("user_not_found", told.get(0).getError());
        assertEquals(username, told.get(0).getDetails().get("username"));
    }

    private void expectSignsIn(String id, String address, String password) {
        String token = anonymous.signIn(address, password).text("access_token");
        assertEquals(id, Claims.of(token).path("sub").asText());
        assertEquals(id, anonymous.bearer(token).get("/users/me").expect(200).id());
    }

    private String user(String username, String address, String password) {
        String id = ApiUtil.getCreatedId(realm.admin()
                .users()
                .create(UserBuilder.create(username)
                        .email(address)
                        .password(password)
                        .enabled(true)
                        .build()));
        realm.cleanup().add(cleaned -> cleaned.users().get(id).remove());
        return id;
    }
}
