package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.MappingsRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;

/** A test with a soft-deleted user, whose address another one has, and with all doors through which it could come. */
abstract class TombstoneTest extends PartnerTest {

    @InjectAdminClient
    Keycloak keycloak;

    protected Answer user;
    protected UserResource dead;
    protected Map<String, List<String>> facts;
    protected Grave grave;
    protected Doors doors;
    protected Answer heir;

    @BeforeEach
    void bury() {
        realm.updateWithCleanup(settings -> settings.editUsernameAllowed(true)
                .resetPasswordAllowed(true)
                .organizationsEnabled(true)
                .bruteForceProtected(false));
        user = created(newUser("role", "reader"));
        grave = new Grave(realm, mail, anonymous, admin, this::adminApi, app, shop, partner, user, user.id());
        doors = Doors.openedInItsLife(grave, PASSWORD);
        admin.delete("/users/" + user.id()).expect(200);
        dead = inKeycloak(user);
        facts = dead.toRepresentation().getAttributes();
        heir = created(newUser("email", user.text("email")));
    }

    @AfterEach
    void stop() {
        removeOrganizations();
        doors.close();
    }

    /** It is as the deletion left it, and every door is closed. */
    protected void expectDead() {
        expectFlags();
        doors.expectClosed();
        expectFlags();
        if (heir != null) {
            expectHeirLives();
        }
    }

    /** Its flags are as the deletion left them, and nothing was given to it. */
    protected void expectFlags() {
        UserRepresentation rep = dead.toRepresentation();
        assertFalse(rep.isEnabled());
        assertFalse(rep.isEmailVerified());
        assertNull(rep.getEmail());
        assertTrue(rep.getUsername().startsWith("deleted-"), rep.getUsername());
        assertEquals(facts, rep.getAttributes());
        assertEquals(List.of(), rep.getRequiredActions());
        MappingsRepresentation roles = dead.roles().getAll();
        assertNull(roles.getRealmMappings());
        assertNull(roles.getClientMappings());
        expectNone(
                dead::credentials,
                dead::getFederatedIdentity,
                dead::getConsents,
                dead::groups,
                dead::getUserSessions,
                () -> dead.getOfflineSessions(shop.uuid()),
                () -> realm.admin().organizations().members().getOrganizations(user.id()));
    }

    /** Asks for all of it side by side. */
    private static void expectNone(Supplier<?>... all) {
        assertAll(Stream.of(all).parallel().map(one -> () -> assertEquals(List.of(), one.get())));
    }

    protected void expectHeirLives() {
        Answer now = admin.get("/users/" + heir.id()).expect(200);
        assertEquals(heir.body(), now.body());
        assertEquals(heir.header("ETag"), now.header("ETag"));
        signedIn(heir).get("/users/me").expect(200);
    }

    protected void edit(Consumer<UserRepresentation> change) {
        UserRepresentation representation = dead.toRepresentation();
        change.accept(representation);
        dead.update(representation);
    }

    /** Keycloak's Admin API of the realm, by plain HTTP. */
    protected Api adminApi() {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(assertDoesNotThrow(() -> keycloak.tokenManager().getAccessTokenString()));
    }
}
