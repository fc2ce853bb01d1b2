package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.MessageFile;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Whoever gives a soft-deleted user something back in the console reads in the console's language why that is refused. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DeadRefusedInWordsTest extends PartnerTest {

    @InjectAdminClient
    Keycloak keycloak;

    private KeycloakSetup setup;
    private Answer dead;
    private String group;
    private Api console;

    @BeforeEach
    void bury() {
        realm.updateWithCleanup(settings -> settings.editUsernameAllowed(true));
        setup = new KeycloakSetup(realm.admin());
        group = setup.newGroup("staff");
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        dead = created();
        admin.delete("/users/" + dead.id()).expect(200);
    }

    /** What the contract says nobody gives a soft-deleted user, by the requests of Keycloak's Admin API. */
    enum Gift {
        ENABLED(test -> test.edit("enabled", true)),
        USERNAME(test -> test.edit("username", newEmail())),
        EMAIL(test -> test.edit("email", newEmail())),
        STORE_LINK(test -> test.edit("federationLink", "no-such-store")),
        PASSWORD(test -> test.send("PUT", "/reset-password", GuestRealm.password())),
        IDENTITY_LINK(
                test -> test.send("POST", "/federated-identity/" + Partner.ALIAS, Partner.link("lazarus", "lazarus"))),
        REALM_ROLES(test -> test.send(
                "POST", "/role-mappings/realm", List.of(test.setup.role("admin"), test.setup.role("editor")))),
        CLIENT_ROLES(test -> test.giveRoleOfAClient()),
        GROUP(test -> test.send("PUT", "/groups/" + test.group, null));

        private final Function<DeadRefusedInWordsTest, Answer> attempt;

        Gift(Function<DeadRefusedInWordsTest, Answer> attempt) {
            this.attempt = attempt;
        }
    }

    private Answer edit(String field, Object value) {
        return send("PUT", "", Map.of(field, value));
    }

    private Answer giveRoleOfAClient() {
        RoleRepresentation role = setup.role("realm-management", "view-users");
        return send("POST", "/role-mappings/clients/" + role.getContainerId(), List.of(role));
    }

    private Answer send(String method, String path, Object body) {
        return console.exchange(method, "/users/" + dead.id() + path, Api.json(body));
    }

    @ParameterizedTest
    @EnumSource
    void theConsoleReadsWhyInItsLanguageAndNothingChanges(Gift gift) {
        String before = setup.state(dead.id());
        for (String language : List.of("en", "de")) {
            console = Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                    .bearer(keycloak.tokenManager().getAccessTokenString())
                    .with("Accept-Language", language);
            Answer refused = gift.attempt.apply(this).expect(409);
            assertEquals(
                    MessageFile.ofTheme("admin", language).raw("usersApi.refused.deleted"),
                    refused.text("errorMessage"));
        }
        assertEquals(before, setup.state(dead.id()));
        assertEquals(List.of(), inKeycloak(dead).getFederatedIdentity());
    }
}
