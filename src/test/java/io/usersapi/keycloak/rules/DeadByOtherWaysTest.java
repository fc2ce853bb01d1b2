package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** Ways around the pages and paths of a user: import, invitation, and the module's own switch. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadByOtherWaysTest extends TombstoneTest {

    private static final String SWITCH = "usersApi.enabled";

    @Test
    void importOverItsUsernameAndIdMakesItTheSameTombstone() {
        partialImport(imported(user.id(), grave.name())).expect(200);
        expectDead();
    }

    /** An old backup has what told of the person, also what can sign in, as a certificate. */
    @Test
    void importOverItBringsNoAttributesBack() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).setUnmanagedAttributes(null));
        setup.setUnmanagedAttributes(UnmanagedAttributePolicy.ENABLED);
        Map<String, Object> backup = imported(user.id(), grave.name());
        backup.put("attributes", Map.of("userCertificate", List.of("a certificate"), "team", List.of("blue", "red")));
        partialImport(backup).expect(200);
        expectDead();
    }

    /** Also by a request that began while the user was alive: nobody looks for attributes of the dead again. */
    @Test
    void attributeThatCouldSignInIsRefused() {
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).setUnmanagedAttributes(null));
        new KeycloakSetup(realm.admin()).setUnmanagedAttributes(UnmanagedAttributePolicy.ENABLED);
        UserRepresentation dead = inKeycloak(user).toRepresentation();
        dead.singleAttribute("userCertificate", "a certificate");
        ClientErrorException refused =
                assertThrows(ClientErrorException.class, () -> inKeycloak(user).update(dead));
        assertEquals(409, refused.getResponse().getStatus());
        expectDead();
    }

    /** Keycloak has service accounts in the table of users. The client's tokens would have the id of the dead. */
    @Test
    void importOverItAsTheServiceAccountOfAClientMakesItTheSameTombstone() {
        Map<String, Object> account = imported(user.id(), grave.name());
        account.put("serviceAccountClientId", Shop.CLIENT);
        partialImport(account).expect(200);
        expectDead();
        Answer tombstones =
                admin.get("/users?status=deleted&sort=-created_at&per_page=100").expect(200);
        assertTrue(tombstones.text().contains(user.id()), tombstones::text);
    }

    /** The first of the two clears the tombstone away, the second takes its id; all or nothing is imported. */
    @Test
    void importInTwoStepsRevivesNobody() {
        String name = grave.name();
        partialImport(imported(null, name), imported(user.id(), Doors.USERNAME));
        realm.admin().users().searchByUsername(name, true).stream()
                .filter(other -> !other.getId().equals(user.id()))
                .forEach(other -> realm.admin().users().get(other.getId()).remove());
        expectDead();
    }

    @Test
    void importOfItsIdUnderAnotherUsernameIsRefused() {
        Answer refused = partialImport(imported(user.id(), Doors.USERNAME));
        assertTrue(refused.status() >= 400, refused::text);
        expectDead();
    }

    @Test
    void nobodyInvitesItIntoAnOrganization() {
        OrganizationRepresentation guild = new OrganizationRepresentation();
        guild.setName("guild");
        guild.addDomain(new OrganizationDomainRepresentation("guild.example"));
        String id;
        try (Response created = realm.admin().organizations().create(guild)) {
            id = ApiUtil.getCreatedId(created);
        }
        int before = mail.getReceivedMessages().length;

        try (Response refused = realm.admin().organizations().get(id).members().inviteExistingUser(user.id())) {
            assertEquals(400, refused.getStatus());
        }

        assertEquals(before, mail.getReceivedMessages().length);
        expectDead();
    }

    @Test
    void nobodyMailsItActions() {
        int before = mail.getReceivedMessages().length;
        assertThrows(BadRequestException.class, () -> dead.executeActionsEmail(List.of("UPDATE_PASSWORD")));
        assertEquals(before, mail.getReceivedMessages().length);
        expectDead();
    }

    /** Nobody watches then; what was done is undone when the module goes on again. */
    @Tag("lifecycle")
    @ParameterizedTest
    @EnumSource
    void whatIsDoneWhileTheModuleIsOffIsUndoneWhenItGoesOn(Revival act) {
        switchModule(false);
        act.of(grave, doors, Revival.By.ADMIN_API);
        switchModule(true);
        expectDead();
    }

    @Test
    void everythingAtOnceIsUndoneWhenTheModuleGoesOn() {
        switchModule(false);
        Revival.everything(grave, doors, Revival.By.ADMIN_API);
        switchModule(true);
        expectDead();
    }

    private void switchModule(boolean on) {
        realm.cleanup().add(cleaned -> {
            var settings = cleaned.toRepresentation();
            settings.getAttributes().put(SWITCH, "true");
            cleaned.update(settings);
        });
        var settings = realm.admin().toRepresentation();
        settings.getAttributes().put(SWITCH, Boolean.toString(on));
        realm.admin().update(settings);
    }

    private Answer partialImport(Map<?, ?>... users) {
        return adminApi()
                .exchange(
                        "POST",
                        "/partialImport",
                        Api.json(Map.of("ifResourceExists", "OVERWRITE", "users", List.of(users))));
    }

    private static Map<String, Object> imported(String id, String username) {
        Map<String, Object> user = new LinkedHashMap<>();
        if (id != null) {
            user.put("id", id);
        }
        user.put("username", username);
        user.put("enabled", true);
        user.put("credentials", List.of(Map.of("type", "password", "value", Doors.PASSWORD)));
        user.put("realmRoles", List.of("admin"));
        return user;
    }
}
