package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.List;
import java.util.Map;

/** What the user does itself, and what must be so once it was answered. */
final class PersonDeeds {

    private PersonDeeds() {}

    /** Saves another name on the account page, which shows the address but cannot change it. */
    static void saveAccountPage(Round round, int time) {
        String name = "Ada" + time;
        save(round, time % 2, name, Map.of("firstName", name, "lastName", "Byron"));
    }

    private static void save(Round round, int window, String saved, Map<String, Object> form) {
        Answer answer = round.arena()
                .realm()
                .bearer(round.subject().before().accessToken())
                .with("Accept", "application/json")
                .exchange("POST", "/account", Api.json(form));
        if (round.disturbed(answer)) {
            round.names().put(window, saved);
        }
    }

    static void hasALastName(Aftermath after) {
        if (after.round().pair().sendsTheNameBack()) {
            return;
        }
        after.ifDisturbedAndAlive(() -> after.lostUnless(
                after.round()
                        .names()
                        .containsValue(after.keycloaks().path("firstName").asText()),
                "the name of the account page is not there"));
    }

    /** Saves another value of an attribute on the account page, and nothing else. */
    static void saveAttribute(Round round, int time) {
        String value = "Countess " + time;
        save(
                round,
                0,
                value,
                Map.of(
                        "firstName",
                        Arena.FIRST_NAME,
                        "lastName",
                        Arena.LAST_NAME,
                        "attributes",
                        Map.of(Arena.ATTRIBUTE, List.of(value))));
    }

    static void hasALastAttribute(Aftermath after) {
        after.ifDisturbedAndAlive(() -> after.lostUnless(
                after.round().names().containsValue(after.attribute(Arena.ATTRIBUTE)),
                "the attribute of the account page is not there"));
    }

    static void finishTotp(Round round, int time) {
        Answer answer = round.pages().finish();
        round.disturbed(answer);
        if (TotpPages.isDone(answer)) {
            round.totpIsSetUp();
        }
    }

    static void hasTotp(Aftermath after) {
        if (after.round().hasSetUpTotp() && !after.isDead()) {
            after.lostUnless(after.isIn("/credentials", "type", "otp"), "the authenticator is not there");
        }
    }

    /** One window at Keycloak's own token endpoint, the other at this API's. */
    static void signIn(Round round, int time) {
        Subject subject = round.subject();
        Answer answer = time % 2 == 0
                ? round.arena().passwordGrant(subject.email(), subject.password(), "")
                : round.arena()
                        .realm()
                        .exchange(
                                "POST",
                                "/api/auth/token",
                                Api.json(Map.of("email", subject.email(), "password", subject.password())));
        keep(round, answer);
    }

    static void refresh(Round round, int time) {
        keep(round, round.arena().refresh(round.subject().before()));
    }

    private static void keep(Round round, Answer answer) {
        if (round.disturbed(answer)) {
            round.signIns().add(Subject.SignIn.of(answer));
        }
    }

    static void nothing(Aftermath after) {}
}
