package io.usersapi.keycloak.races;

import java.util.List;
import java.util.stream.Stream;

/** Which tokens of a round an act must have ended: those that can be of no sign-in that came after it. */
final class OldTokens {

    private final Round round;

    OldTokens(Round round) {
        this.round = round;
    }

    List<Subject.SignIn> all() {
        return Stream.concat(
                        Stream.of(round.subject().before()),
                        round.signIns().stream().filter(this::mustBeDead))
                .toList();
    }

    private boolean mustBeDead(Subject.SignIn signIn) {
        if (round.pair().disturbance() == Disturbance.REFRESH) {
            // All are of the session of before.
            return true;
        }
        return switch (round.pair().act()) {
                // Nobody signs in afterwards; and the round's sign-ins are by the password of before.
            case DEACTIVATE, DELETE, PASSWORD -> true;
            case ACTIVATE -> signIn.answered() < round.activating();
                // Who has signed in afterwards has a token that says so.
            case DEMOTE -> signIn.namesAdmin();
            case EMAIL -> false;
        };
    }
}
