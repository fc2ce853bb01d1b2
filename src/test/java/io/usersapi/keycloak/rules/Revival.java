package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.realm.CredentialBuilder;

/** What an administrator may do to bring a soft-deleted user back, alone or all at once. */
enum Revival {
    ENABLED(fields("enabled", true)),
    EMAIL(fields("email", Doors.EMAIL, "emailVerified", true)),
    USERNAME(fields("username", Doors.USERNAME)),
    NAME(fields("firstName", "Lazarus", "lastName", "Of Bethany")),
    ATTRIBUTES(fields(
            "attributes",
            Map.of(
                    "active", List.of("true"),
                    "deleted_at", List.of("2001-01-01T00:00:00Z"),
                    "deleted_by", List.of("nobody"),
                    "deleted_email", List.of("nobody@example.org")))),
    NO_ATTRIBUTES(fields("attributes", Map.of())),
    STORE_LINK(fields("federationLink", "no-such-store")),
    REQUIRED_ACTIONS(fields("requiredActions", List.of("UPDATE_PASSWORD", "webauthn-register-passwordless"))),
    CREDENTIALS(fields("credentials", List.of(password()))),
    PASSKEY(fields("credentials", List.of(passkey()))),
    PASSWORD(act -> act.send("PUT", "/reset-password", password())),
    IDENTITY_LINK(act ->
            act.send("POST", "/federated-identity/" + Partner.ALIAS, Partner.link(act.doors.person(), Doors.EMAIL))),
    REALM_ROLES(act -> act.send(
            "POST",
            "/role-mappings/realm",
            List.of(
                    act.grave.realm().roles().get("admin").toRepresentation(),
                    act.grave.realm().roles().get("editor").toRepresentation()))),
    CLIENT_ROLES(Act::makeRealmAdmin),
    GROUP(Act::joinGroup),
    ORGANIZATION(Act::joinOrganization);

    private final Consumer<Act> deed;

    Revival(Consumer<Act> deed) {
        this.deed = deed;
    }

    /** By what the request is made. */
    enum By {
        /** A program sends nothing but what it wants changed. */
        ADMIN_API,
        /** The console sends the user as it has read it, with the change in it. */
        CONSOLE
    }

    void of(Grave grave, Doors doors, By by) {
        deed.accept(new Act(grave, doors, by));
    }

    /** All of them, one after another, but the link to a store that is none: Keycloak removes the user at the next look. */
    static void everything(Grave grave, Doors doors, By by) {
        for (Revival revival : EnumSet.complementOf(EnumSet.of(STORE_LINK))) {
            revival.of(grave, doors, by);
        }
        new Act(grave, doors, by)
                .edit(Map.of(
                        "enabled",
                        true,
                        "username",
                        Doors.USERNAME,
                        "email",
                        Doors.EMAIL,
                        "emailVerified",
                        true,
                        "credentials",
                        List.of(password(), passkey()),
                        "requiredActions",
                        List.of("UPDATE_PASSWORD")));
    }

    private static Consumer<Act> fields(String name, Object value, Object... more) {
        return act -> act.edit(more.length == 0 ? Map.of(name, value) : Map.of(name, value, (String) more[0], more[1]));
    }

    private static CredentialRepresentation password() {
        CredentialRepresentation password =
                CredentialBuilder.password(Doors.PASSWORD).build();
        password.setTemporary(false);
        return password;
    }

    private static CredentialRepresentation passkey() {
        CredentialRepresentation passkey = new CredentialRepresentation();
        passkey.setType("webauthn-passwordless");
        passkey.setUserLabel("a passkey for the dead");
        passkey.setCredentialData(
                "{\"aaguid\":\"00000000-0000-0000-0000-000000000000\",\"credentialId\":\"bGF6YXJ1cw\","
                        + "\"counter\":0,\"credentialPublicKey\":\"pQECAyYgASFYIA\"}");
        passkey.setSecretData("{}");
        return passkey;
    }

    private record Act(Grave grave, Doors doors, By by) {

        void edit(Map<String, Object> change) {
            ObjectNode representation = new ObjectMapper().createObjectNode();
            if (by == By.CONSOLE) {
                representation.setAll((ObjectNode) grave.keycloak()
                        .get()
                        .exchange("GET", path("?userProfileMetadata=true"), null)
                        .expect(200)
                        .body());
            }
            representation.setAll((ObjectNode) new ObjectMapper().valueToTree(change));
            send("PUT", "", representation);
        }

        /** What is refused or left out is so in whole; what counts is what is there afterwards. */
        void send(String method, String path, Object body) {
            expectDone(grave.keycloak().get().exchange(method, path(path), Api.json(body)));
        }

        private static void expectDone(Answer answer) {
            assertTrue(answer.status() < 300 || Set.of(400, 404, 409).contains(answer.status()), answer::text);
        }

        private String path(String below) {
            return "/users/" + Api.encoded(grave.id()) + below;
        }

        void makeRealmAdmin() {
            var clients = grave.realm().clients();
            String management =
                    clients.findByClientId("realm-management").get(0).getId();
            send(
                    "POST",
                    "/role-mappings/clients/" + management,
                    List.of(clients.get(management).roles().get("realm-admin").toRepresentation()));
        }

        void joinGroup() {
            Answer group = grave.keycloak()
                    .get()
                    .exchange("POST", "/groups", Api.json(Map.of("name", "staff-" + UUID.randomUUID())));
            String id = idOf(group.expect(201));
            grave.managed().cleanup().add(cleaned -> cleaned.groups().group(id).remove());
            send("PUT", "/groups/" + id, null);
        }

        void joinOrganization() {
            Answer organization = grave.keycloak()
                    .get()
                    .exchange(
                            "POST",
                            "/organizations",
                            Api.json(Map.of(
                                    "name",
                                    "guild-" + UUID.randomUUID(),
                                    "domains",
                                    List.of(Map.of("name", UUID.randomUUID() + ".example")))));
            String id = idOf(organization.expect(201));
            expectDone(grave.keycloak().get().exchange("POST", "/organizations/" + id + "/members", grave.id()));
        }

        private static String idOf(Answer created) {
            String location = created.header("Location");
            return location.substring(location.lastIndexOf('/') + 1);
        }
    }
}
