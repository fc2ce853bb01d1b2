package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.Map;

/** What is done to a user, and must be so once it was answered. */
enum Act {
    DEACTIVATE {
        @Override
        void send(Round round) {
            round.act(update(round, Map.of("status", "inactive"), Map.of("enabled", false)));
        }

        @Override
        void judge(Aftermath after) {
            after.isInactive();
            after.hasNoSession();
            after.signsInNever();
            after.comesBackWithoutItsOldTokens();
        }
    },
    /** Deactivates and activates again. */
    ACTIVATE {
        @Override
        void send(Round round) {
            if (round.act(update(round, Map.of("status", "inactive"), Map.of("enabled", false)))) {
                round.activatingNow();
                round.act(update(round, Map.of("status", "active"), Map.of("enabled", true)));
            }
        }

        @Override
        void judge(Aftermath after) {
            after.isActive();
            after.oldTokensAreDead();
            after.signsInByTheLastPassword();
        }
    },
    DELETE {
        @Override
        void send(Round round) {
            Api api = round.pair().by() == By.THIS_API
                    ? round.arena().here()
                    : round.arena().console();
            round.act(api.exchange("DELETE", round.subject().path(), null));
        }

        @Override
        void judge(Aftermath after) {
            after.isDeleted();
            after.signsInNever();
            after.oldTokensAreDead();
            after.addressIsFree();
        }
    },
    DEMOTE {
        @Override
        void send(Round round) {
            round.act(
                    round.pair().by() == By.THIS_API
                            ? patch(round, Map.of("type", "user"))
                            : round.arena()
                                    .console()
                                    .exchange(
                                            "DELETE",
                                            round.subject().path() + "/role-mappings/realm",
                                            round.arena().adminRole()));
        }

        @Override
        void judge(Aftermath after) {
            after.isNoAdmin();
            after.oldTokensAreDead();
            after.signsInByTheLastPassword();
        }
    },
    PASSWORD {
        @Override
        void send(Round round) {
            round.act(
                    round.pair().by() == By.THIS_API
                            ? patch(round, Map.of("password", NEW_PASSWORD))
                            : ConsoleDeeds.resetPassword(round, NEW_PASSWORD));
        }

        @Override
        void judge(Aftermath after) {
            after.oldTokensAreDead();
            after.signsInByTheLastPassword();
        }
    },
    EMAIL {
        @Override
        void send(Round round) {
            Map<String, Object> change = Map.of("email", round.newEmail());
            round.act(update(round, change, change));
        }

        @Override
        void judge(Aftermath after) {
            after.hasTheNewAddress();
            after.signsInByTheLastPassword();
        }
    };

    static final String NEW_PASSWORD = "the password of the act";

    abstract void send(Round round);

    /** Tells what does not hold, though the act was answered 2xx. */
    abstract void judge(Aftermath after);

    private static Answer update(Round round, Map<String, Object> here, Map<String, Object> inConsole) {
        return round.pair().by() == By.THIS_API
                ? patch(round, here)
                : round.arena().console().exchange("PUT", round.subject().path(), Api.json(inConsole));
    }

    private static Answer patch(Round round, Map<String, Object> change) {
        return round.arena().here().exchange("PATCH", round.subject().path(), Api.json(change));
    }
}
