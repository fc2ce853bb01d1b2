package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.List;
import java.util.Map;

/** What an administrator does to a user, and what must be so once it was answered, unless the user was deleted. */
final class ConsoleDeeds {

    static final String PASSWORD = "the password of the console";

    private static final String ROLES = "/role-mappings/realm";
    private static final String SCIM_NAME = "Scim";
    private static final String NAME = "Grace Hopper";

    private ConsoleDeeds() {}

    private static Answer console(Round round, String method, String path, String body) {
        return round.arena().console().exchange(method, round.subject().path() + path, body);
    }

    static void giveRole(Round round, int time) {
        round.disturbed(console(round, "POST", ROLES, round.arena().reader()));
    }

    static void hasRole(Aftermath after) {
        after.ifDisturbedAndAlive(() -> after.lostUnless(after.roles().contains("reader"), "the role is not there"));
    }

    static void giveAndTakeRole(Round round, int time) {
        String method = time % 2 == 0 ? "POST" : "DELETE";
        if (round.disturbed(console(round, method, ROLES, round.arena().reader()))) {
            round.names().put(0, method);
        }
    }

    static void hasTheLastRole(Aftermath after) {
        after.ifDisturbedAndAlive(() -> after.lostUnless(
                after.roles().contains("reader") == after.round().names().get(0).equals("POST"),
                "the role is not as it was left"));
    }

    static void joinGroup(Round round, int time) {
        round.disturbed(console(round, "PUT", "/groups/" + round.arena().groupId(), "{}"));
    }

    static void isInGroup(Aftermath after) {
        after.ifDisturbedAndAlive(() -> after.lostUnless(after.isIn("/groups", "name", "staff"), "not in the group"));
    }

    static void setPassword(Round round, int time) {
        round.disturbed(resetPassword(round, PASSWORD));
    }

    static Answer resetPassword(Round round, String password) {
        return console(
                round,
                "PUT",
                "/reset-password",
                Api.json(Map.of("type", "password", "value", password, "temporary", false)));
    }

    static void passwordCounts(Aftermath after) {
        after.ifDisturbedAndAlive(() -> {
            after.oldTokensAreDead();
            if (after.isEnabled()) {
                after.signsInByTheLastPassword();
            }
        });
    }

    /** For good: not even a tombstone stays. */
    static void remove(Round round, int time) {
        round.disturbed(console(round, "DELETE", "", null));
    }

    static void isGone(Aftermath after) {
        after.lostUnless(!after.round().disturbed() || after.isGone(), "removed and still there");
    }

    static void link(Round round, int time) {
        round.disturbed(console(
                round,
                "POST",
                "/federated-identity/" + Arena.PARTNER,
                Api.json(Map.of(
                        "identityProvider",
                        Arena.PARTNER,
                        "userId",
                        round.subject().id(),
                        "userName",
                        "ada"))));
    }

    static void isLinked(Aftermath after) {
        after.ifDisturbedAndAlive(() -> after.lostUnless(
                after.isIn("/federated-identity", "identityProvider", Arena.PARTNER), "the link is not there"));
    }

    static void patchByScim(Round round, int time) {
        Map<String, Object> operation = Map.of("op", "replace", "path", "name.familyName", "value", SCIM_NAME);
        round.disturbed(round.arena()
                .here()
                .on(round.arena().realm().base() + "/scim/v2")
                .with("Content-Type", "application/scim+json")
                .exchange(
                        "PATCH",
                        "/Users/" + round.subject().id(),
                        Api.json(Map.of(
                                "schemas",
                                List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                                "Operations",
                                List.of(operation)))));
    }

    static void hasScimName(Aftermath after) {
        if (after.round().pair().sendsTheNameBack()) {
            return;
        }
        after.ifDisturbedAndAlive(() -> after.lostUnless(
                after.keycloaks().path("lastName").asText().equals(SCIM_NAME), "the name by SCIM is not there"));
    }

    static void patchHere(Round round, int time) {
        round.disturbed(round.arena().here().exchange("PATCH", round.subject().path(), Api.json(Map.of("name", NAME))));
    }

    static void hasNameGivenHere(Aftermath after) {
        if (after.round().pair().sendsTheNameBack()) {
            return;
        }
        after.ifDisturbedAndAlive(
                () -> after.lostUnless(after.ours().path("name").asText().equals(NAME), "the name is not there"));
    }
}
