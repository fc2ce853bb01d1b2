package io.usersapi.keycloak.races;

import static io.usersapi.keycloak.support.Api.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is, once both sides of a round were answered. Each method notes as lost what does not hold. */
final class Aftermath {

    private static final int SIGN_IN_ATTEMPTS = 40;
    private static final int CREATE_ATTEMPTS = 3;
    private static final int TOKENS_LOOKED_AT = 4;

    private final Round round;
    private final Arena arena;
    private final Subject subject;
    private final List<String> lost;
    private final Answer inKeycloak;
    private final Answer here;

    Aftermath(Round round, List<String> lost) {
        this.round = round;
        this.arena = round.arena();
        this.subject = round.subject();
        this.lost = lost;
        this.inKeycloak = console("");
        this.here = arena.here().exchange("GET", subject.path(), null);
    }

    private Answer console(String path) {
        return arena.console().exchange("GET", subject.path() + path, null);
    }

    void lostUnless(boolean holds, String what) {
        if (!holds && !lost.contains(what)) {
            lost.add(what);
        }
    }

    void ifDisturbedAndAlive(Runnable check) {
        if (round.disturbed() && !isDead()) {
            check.run();
        }
    }

    Round round() {
        return round;
    }

    /** The user as the Admin API shows it. */
    JsonNode keycloaks() {
        return inKeycloak.body();
    }

    /** The user as this API shows it. */
    JsonNode ours() {
        return here.body();
    }

    boolean isEnabled() {
        return keycloaks().path("enabled").asBoolean();
    }

    String attribute(String name) {
        return keycloaks().path("attributes").path(name).path(0).asText();
    }

    /** Whether the user was deleted for good. */
    boolean isGone() {
        return inKeycloak.status() == 404;
    }

    /** Whether the user was deleted, here or for good. */
    boolean isDead() {
        return isGone() || !attribute("deleted_at").isEmpty();
    }

    Set<String> roles() {
        Set<String> names = new TreeSet<>();
        JsonNode mappings = console("/role-mappings").body();
        mappings.path("realmMappings")
                .forEach(role -> names.add(role.path("name").asText()));
        mappings.path("clientMappings").forEach(client -> client.path("mappings")
                .forEach(role -> names.add(role.path("name").asText())));
        return names;
    }

    /** Whether what the Admin API lists of the user has an entry with the value. */
    boolean isIn(String path, String field, String value) {
        return Stream.of(console(path).body())
                .flatMap(list -> values(list, field).stream())
                .anyMatch(value::equals);
    }

    private static List<String> values(JsonNode list, String field) {
        List<String> values = new ArrayList<>();
        list.forEach(entry -> values.add(entry.path(field).asText()));
        return values;
    }

    /** Console and API agree, whatever was answered; and nobody is half dead. */
    void agrees() {
        if (isGone()) {
            lostUnless(here.status() == 404, "gone in Keycloak, shown here");
        } else if (isDead()) {
            isTombstone();
        } else {
            String status = isEnabled() ? "active" : "inactive";
            lostUnless(attribute("active").equals(Boolean.toString(isEnabled())), "the attribute active differs");
            lostUnless(ours().path("status").asText().equals(status), "the status here differs");
            lostUnless(
                    ours().path("email")
                            .asText()
                            .equals(keycloaks().path("email").asText()),
                    "the address here differs");
            lostUnless(total("status=" + status) == 1, "the list differs");
        }
    }

    private int total(String filter) {
        String email = keycloaks().path("email").asText();
        return arena.here()
                .exchange("GET", "/users?email=" + encoded(email) + "&" + filter, null)
                .body()
                .at("/meta/total")
                .asInt();
    }

    void isInactive() {
        lostUnless(!isEnabled(), "still enabled");
    }

    void isActive() {
        lostUnless(isEnabled(), "still disabled");
    }

    void isDeleted() {
        if (round.pair().by() == By.ADMIN_API) {
            lostUnless(isGone(), "not removed");
        } else {
            // Whether it is a tombstone in whole, was looked at already.
            lostUnless(isDead(), "not deleted");
        }
    }

    private void isTombstone() {
        lostUnless(!isEnabled(), "half dead: enabled");
        lostUnless(attribute("active").equals("false"), "half dead: the attribute active");
        lostUnless(keycloaks().path("username").asText().startsWith("deleted-"), "half dead: its old username");
        lostUnless(!keycloaks().hasNonNull("email"), "half dead: its old address");
        lostUnless(attribute("deleted_by").equals(arena.managerId()), "half dead: deleted by nobody");
        lostUnless(attribute(Arena.ATTRIBUTE).isEmpty(), "half dead: an attribute of its own");
        lostUnless(roles().isEmpty(), "half dead: roles");
        for (String path : List.of("/groups", "/credentials", "/federated-identity", "/sessions")) {
            lostUnless(console(path).body().isEmpty(), "half dead: " + path.substring(1));
        }
        lostUnless(here.status() == 404, "half dead: shown here");
        Answer deleted = arena.here().exchange("GET", "/users?status=deleted&sort=-updated_at&per_page=20", null);
        lostUnless(values(deleted.body().path("data"), "id").contains(subject.id()), "not among the deleted");
        Answer living = arena.here().exchange("GET", "/users?email=" + encoded(subject.email()), null);
        lostUnless(!values(living.body().path("data"), "id").contains(subject.id()), "among the living");
    }

    /** A conflict with another request of the crowd says nothing of the address, and asks to try again. */
    void addressIsFree() {
        Answer heir = newHeir();
        for (int time = 1; time < CREATE_ATTEMPTS && heir.status() == 409; time++) {
            heir = newHeir();
        }
        lostUnless(heir.status() == 201, "the address is not free: " + heir.status() + " " + heir.text("code"));
    }

    private Answer newHeir() {
        return arena.here()
                .exchange(
                        "POST",
                        "/users",
                        Api.json(Map.of("email", subject.email(), "password", Arena.PASSWORD, "name", "An Heir")));
    }

    void isNoAdmin() {
        lostUnless(!roles().contains("admin"), "still admin");
        lostUnless(ours().path("type").asText().equals("user"), "still admin here");
    }

    void hasTheNewAddress() {
        lostUnless(keycloaks().path("email").asText().equals(round.newEmail()), "the old address in Keycloak");
        lostUnless(ours().path("email").asText().equals(round.newEmail()), "the old address here");
        Answer byNew = arena.here().exchange("GET", "/users/" + encoded(round.newEmail()), null);
        lostUnless(byNew.body().path("id").asText().equals(subject.id()), "not found by the new address");
        Answer byOld = arena.here().exchange("GET", "/users/" + encoded(subject.email()), null);
        lostUnless(byOld.status() == 404, "found by the old address");
    }

    void hasNoSession() {
        lostUnless(console("/sessions").body().isEmpty(), "a session lives");
    }

    /** Those that must be dead: which, and why, {@link OldTokens} knows. */
    void oldTokensAreDead() {
        List<Subject.SignIn> old = new OldTokens(round).all();
        List<String> sessions = values(console("/sessions").body(), "id");
        lostUnless(
                old.stream().noneMatch(signIn -> sessions.contains(signIn.sessionId())), "a session of before lives");
        for (Subject.SignIn signIn : some(old)) {
            Answer me = arena.realm().bearer(signIn.accessToken()).exchange("GET", "/api/users/me", null);
            lostUnless(me.status() == 401, "an access token of before lives");
            lostUnless(arena.refresh(signIn).status() != 200, "a refresh token of before lives");
        }
    }

    /** The first ones and the last ones; all are too many to ask about. */
    private static List<Subject.SignIn> some(List<Subject.SignIn> all) {
        int size = all.size();
        return size <= TOKENS_LOOKED_AT
                ? all
                : Stream.concat(
                                all.stream().limit(TOKENS_LOOKED_AT / 2),
                                all.stream().skip(size - TOKENS_LOOKED_AT / 2))
                        .toList();
    }

    void comesBackWithoutItsOldTokens() {
        Answer activated = arena.here().exchange("PATCH", subject.path(), Api.json(Map.of("status", "active")));
        lostUnless(activated.status() == 200, "it cannot be activated again: " + activated.status());
        oldTokensAreDead();
        signsInByTheLastPassword();
    }

    void signsInNever() {
        for (String password : passwords()) {
            lostUnless(signIn(password, 1) != 200, "it can sign in");
        }
    }

    /** One of those that were answered works, and that of before only where no other was. */
    void signsInByTheLastPassword() {
        List<String> candidates = new ArrayList<>(passwords());
        boolean replaced = candidates.size() > 1;
        if (replaced) {
            candidates.remove(subject.password());
        }
        List<String> working = candidates.stream()
                .filter(password -> signIn(password, candidates.size() > 1 ? 20 : SIGN_IN_ATTEMPTS) == 200)
                .toList();
        lostUnless(working.size() == 1, "of the passwords answered " + working.size() + " work");
        lostUnless(!replaced || signIn(subject.password(), 1) != 200, "the old password works");
    }

    private List<String> passwords() {
        List<String> passwords = new ArrayList<>(List.of(subject.password()));
        if (round.pair().act() == Act.PASSWORD && round.acted()) {
            passwords.add(Act.NEW_PASSWORD);
        }
        if (round.pair().disturbance() == Disturbance.PASSWORD_BY_CONSOLE && round.disturbed()) {
            passwords.add(ConsoleDeeds.PASSWORD);
        }
        return passwords;
    }

    /** Again, since Keycloak refuses a user while it is still counting the attempt before. */
    private int signIn(String password, int attempts) {
        String name = keycloaks().path("email").asText(subject.email());
        int status = 0;
        for (int attempt = 0; attempt < attempts && status != 200; attempt++) {
            status = arena.passwordGrant(
                            name,
                            password,
                            round.pages() == null ? "" : round.pages().code())
                    .status();
        }
        return status;
    }
}
