package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import jakarta.ws.rs.ClientErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The user profile says that nobody edits a tombstone's flags: to change the profile first does not help. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadUserProfileTest extends TombstoneTest {

    private static final String PROFILE = "org.keycloak.userprofile.UserProfileProvider";

    @Test
    void looseningTheUserProfileDoesNotHelp() {
        UPConfig strict = realm.admin().users().userProfile().getConfiguration();
        realm.admin().users().userProfile().update(loosened());
        assertEquals(strict, realm.admin().users().userProfile().getConfiguration());

        refusedOrIgnored(() -> edit(rep -> rep.setAttributes(revival())));
        expectDead();
    }

    @Test
    void looseningTheComponentOfTheUserProfileDoesNotHelp() {
        UPConfig strict = realm.admin().users().userProfile().getConfiguration();
        ComponentRepresentation component = profileComponent();
        component.getConfig().putSingle("kc.user.profile.config", Api.json(loosened()));
        realm.admin().components().component(component.getId()).update(component);
        assertEquals(strict, realm.admin().users().userProfile().getConfiguration());

        refusedOrIgnored(() -> edit(rep -> rep.setAttributes(revival())));
        expectDead();
    }

    @Test
    void removingTheComponentOfTheUserProfileDoesNotHelp() {
        realm.admin().components().component(profileComponent().getId()).remove();

        refusedOrIgnored(() -> edit(rep -> {
            rep.setAttributes(Map.of());
            rep.setUsername("lazarus");
            rep.setEnabled(true);
        }));

        expectDead();
    }

    /** Keycloak refuses some edits and leaves out others; what counts is what is there afterwards. */
    private static void refusedOrIgnored(Runnable edit) {
        try {
            edit.run();
        } catch (ClientErrorException refused) {
            int status = refused.getResponse().getStatus();
            assertTrue(status == 400 || status == 409, () -> "status " + status);
        }
    }

    private static Map<String, List<String>> revival() {
        return Map.of(
                "active", List.of("true"),
                "deleted_at", List.of("2001-01-01T00:00:00Z"),
                "deleted_by", List.of("nobody"),
                "deleted_email", List.of("nobody@example.org"));
    }

    private UPConfig loosened() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        List<String> names = new ArrayList<>(facts.keySet());
        names.add("invitation_sent_at");
        for (String name : names) {
            UPAttributePermissions all = new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin", "user"));
            profile.addOrReplaceAttribute(new UPAttribute(name, all));
        }
        return profile;
    }

    private ComponentRepresentation profileComponent() {
        return realm.admin().components().query(realm.getId(), PROFILE).get(0);
    }
}
