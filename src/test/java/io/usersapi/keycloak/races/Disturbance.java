package io.usersapi.keycloak.races;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What somebody else does to the user, or the user itself, at the same instant. */
enum Disturbance {
    ROLE_GIVEN(Kind.ONCE, ConsoleDeeds::giveRole, ConsoleDeeds::hasRole),
    ROLE_GIVEN_AND_TAKEN(Kind.LOOP, ConsoleDeeds::giveAndTakeRole, ConsoleDeeds::hasTheLastRole),
    GROUP_JOINED(Kind.ONCE, ConsoleDeeds::joinGroup, ConsoleDeeds::isInGroup),
    PASSWORD_BY_CONSOLE(Kind.ONCE, ConsoleDeeds::setPassword, ConsoleDeeds::passwordCounts),
    IDENTITY_LINKED(Kind.ONCE, ConsoleDeeds::link, ConsoleDeeds::isLinked),
    SCIM_PATCH(Kind.ONCE, ConsoleDeeds::patchByScim, ConsoleDeeds::hasScimName),
    REMOVED_BY_CONSOLE(Kind.ONCE, ConsoleDeeds::remove, ConsoleDeeds::isGone),
    UPDATE_BY_THIS_API(Kind.ONCE, ConsoleDeeds::patchHere, ConsoleDeeds::hasNameGivenHere),
    ACCOUNT_PAGE(Kind.PERSONS_LOOP, PersonDeeds::saveAccountPage, PersonDeeds::hasALastName),
    ATTRIBUTE(Kind.PERSONS_WINDOW, PersonDeeds::saveAttribute, PersonDeeds::hasALastAttribute),
    AUTHENTICATOR(Kind.PERSONS, PersonDeeds::finishTotp, PersonDeeds::hasTotp),
    SIGN_IN(Kind.PERSONS_LOOP, PersonDeeds::signIn, PersonDeeds::nothing),
    REFRESH(Kind.PERSONS_LOOP, PersonDeeds::refresh, PersonDeeds::nothing);

    /** Who does it, how many at once, and how often. */
    private enum Kind {
        /** Once, by an administrator. */
        ONCE(1, false, false),
        /** Again and again until the act is answered, by an administrator. */
        LOOP(1, true, false),
        /** Once, by the user, who may be refused since the act came first. */
        PERSONS(1, false, true),
        /** Again and again, by the user in one window. */
        PERSONS_WINDOW(1, true, true),
        /** Again and again, by the user in two windows. */
        PERSONS_LOOP(2, true, true);

        private final int threads;
        private final boolean loops;
        private final boolean persons;

        Kind(int threads, boolean loops, boolean persons) {
            this.threads = threads;
            this.loops = loops;
            this.persons = persons;
        }
    }

    private final Kind kind;
    private final BiConsumer<Round, Integer> deed;
    private final Consumer<Aftermath> judgement;

    Disturbance(Kind kind, BiConsumer<Round, Integer> deed, Consumer<Aftermath> judgement) {
        this.kind = kind;
        this.deed = deed;
        this.judgement = judgement;
    }

    int threads() {
        return kind.threads;
    }

    boolean loops() {
        return kind.loops;
    }

    boolean isThePersons() {
        return kind.persons;
    }

    /** What must be before the two sides start. */
    void prepare(Round round) {
        if (this == AUTHENTICATOR) {
            round.openTotpPages();
        }
    }

    /** @param thread the number of the thread that disturbs, from 0 */
    void disturb(Round round, int thread) {
        int time = 0;
        do {
            deed.accept(round, thread + kind.threads * time++);
        } while (kind.loops && !round.isOver());
    }

    /** Tells what does not hold, though it was answered 2xx. */
    void judge(Aftermath after) {
        judgement.accept(after);
    }
}
