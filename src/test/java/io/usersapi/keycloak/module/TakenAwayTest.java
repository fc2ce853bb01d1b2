package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Preparing a realm is once: what an administrator took away since stays away. */
@KeycloakIntegrationTest(config = ApiServer.class)
class TakenAwayTest extends OwnRealmTest {

    /** What may happen to a realm afterwards. */
    enum Later {
        SAVED {
            @Override
            void happens(TakenAwayTest test) {
                test.update(realm -> realm.setDisplayName("saved"));
            }
        },
        SWITCHED_OFF_AND_ON {
            @Override
            void happens(TakenAwayTest test) {
                test.switchTo(false);
                test.switchTo(true);
            }
        },
        SAVED_WITHOUT_ATTRIBUTES {
            @Override
            void happens(TakenAwayTest test) {
                test.saveWithoutAttributes();
                test.switchTo(true);
            }
        },
        USER_PROFILE_SAVED {
            @Override
            void happens(TakenAwayTest test) {
                test.own.users().userProfile().update(test.profile());
            }
        };

        abstract void happens(TakenAwayTest test);
    }

    @BeforeEach
    void prepare() {
        create(OwnRealmTest::on);
    }

    @ParameterizedTest
    @EnumSource
    void theClientStaysAway(Later later) {
        setup().client("users-api").remove();
        later.happens(this);
        assertEquals(List.of(), own.clients().findByClientId("users-api"));
    }

    @ParameterizedTest
    @EnumSource
    void theRoleOfTheClientStaysAway(Later later) {
        setup().client("users-api").roles().deleteRole("manage-users");
        later.happens(this);
        assertEquals(List.of(), setup().client("users-api").roles().list());
    }

    @ParameterizedTest
    @EnumSource
    void thePermissionStaysOutOfTheAdminRole(Later later) {
        takePermissionOut();
        later.happens(this);
        assertTrue(own.roles().get("admin").getRoleComposites().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void directGrantsPasswordPolicyAndBruteForceProtectionStayAsSomebodySetThem(Later later) {
        ClientRepresentation client = setup().client("users-api").toRepresentation();
        client.setDirectAccessGrantsEnabled(false);
        setup().client("users-api").update(client);
        update(realm -> {
            realm.setBruteForceProtected(false);
            realm.setPasswordPolicy("");
        });
        later.happens(this);
        assertFalse(setup().client("users-api").toRepresentation().isDirectAccessGrantsEnabled());
        assertFalse(own.toRepresentation().isBruteForceProtected());
        assertNull(own.toRepresentation().getPasswordPolicy());
    }

    @ParameterizedTest
    @EnumSource
    void namesThatAreRequiredAgainStayRequired(Later later) {
        UPConfig profile = profile();
        profile.getAttribute("firstName").setRequired(new UPAttributeRequired());
        own.users().userProfile().update(profile);
        later.happens(this);
        assertEquals(
                new UPAttributeRequired(), profile().getAttribute("firstName").getRequired());
    }

    @Test
    void theLogSaysWhatIsMissingWhenTheModuleGoesOn() {
        takePermissionOut();
        update(realm -> realm.setBruteForceProtected(false));
        long before = logged("Realm own:", "somebody took away", "the permission in admin, brute-force protection");
        Later.SWITCHED_OFF_AND_ON.happens(this);
        assertEquals(
                before + 1,
                logged("Realm own:", "somebody took away", "the permission in admin, brute-force protection"));
    }

    @Test
    void allOfItComesBackWhereAnAdministratorAsksForIt() {
        takePermissionOut();
        setup().client("users-api").remove();
        update(realm -> realm.setBruteForceProtected(false));
        switchTo(false);
        update(realm -> realm.getAttributes().put("usersApi.prepared", "0"));
        switchTo(true);
        setup().grant(add("ada"), setup().role("admin"));
        signedIn("ada").get("/users").expect(200);
        assertTrue(own.toRepresentation().isBruteForceProtected());
    }

    /** Without a declaration, anybody who edits users could write what tells the deleted from the living. */
    @Test
    void theDeclarationsOfTheModulesAttributesAreKeptUp() {
        UPConfig profile = profile();
        profile.removeAttribute("deleted_at");
        own.users().userProfile().update(profile);
        assertEquals("users-api", profile().getAttribute("deleted_at").getGroup());
    }

    @Test
    void aRealmWithoutAnAdminRoleAnswersEveryRequestAllTheSame() {
        setup().grant(add("eve"), setup().role("users-api", "manage-users"));
        takePermissionOut();
        String ada = add("ada");
        assertEquals("user", signedIn("eve").get("/users/" + ada).expect(200).text("type"));
        signedIn("eve").patch("/users/" + ada, Map.of("type", "admin")).expectProblem(409, "no_admin_role");
        signedIn("eve").patch("/users/" + ada, Map.of("type", "user")).expect(200);
        signedIn("eve").get("/users?type=admin").expect(200);
        signedIn("eve").delete("/users/" + ada).expect(200);
    }

    /** Keycloak lets nobody delete a role of the name admin (RolePermissions.canManage). */
    private void takePermissionOut() {
        setup().takeOut("admin", setup().role("users-api", "manage-users"));
    }
}
