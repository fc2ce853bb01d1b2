package io.usersapi.keycloak.races;

import java.util.stream.Stream;

/** What happens at the same instant: an act, and what disturbs it. */
record Pair(Act act, By by, Disturbance disturbance) {

    static Stream<Pair> all() {
        return Stream.of(Act.values()).flatMap(act -> Stream.of(By.values())
                .flatMap(by -> Stream.of(Disturbance.values()).map(disturbance -> new Pair(act, by, disturbance)))
                .filter(Pair::isOurs));
    }

    /**
     * Two requests of Keycloak's own that meet where one removes the user are Keycloak's to sort out: its page for an
     * authenticator fails with a user who is gone, also where nothing else happens (UpdateTotp.processAction).
     */
    private boolean isOurs() {
        boolean onThatPage = act == Act.DELETE && disturbance == Disturbance.AUTHENTICATOR;
        return by == By.THIS_API || !(onThatPage || removes());
    }

    /**
     * Whether a request of Keycloak's own meets one that removes what it is about to write, a user or a password. Keycloak
     * answers 500 then, with an error in its log (StaleStateException): that is no answer that was lost. So it is where it
     * removes the values of an attribute to put others in their place: MariaDB locks the gap that is left, and ends one of
     * two transactions that meet there.
     */
    boolean keycloakMayFail() {
        return act == Act.DELETE
                || removes()
                || disturbance == Disturbance.ATTRIBUTE
                || (act == Act.PASSWORD && disturbance == Disturbance.PASSWORD_BY_CONSOLE);
    }

    /** Whether the answer of the act is Keycloak's. */
    boolean isKeycloaksAct() {
        return by == By.ADMIN_API;
    }

    /**
     * Whether the act writes a name back: an update by the Admin API takes the attributes that are not sent from the user
     * as its request has read it (UserResource.updateUser), which is a later write of the name. So it is with Keycloak
     * alone.
     */
    boolean sendsTheNameBack() {
        return by == By.ADMIN_API && (act == Act.EMAIL || act == Act.ACTIVATE || act == Act.DEACTIVATE);
    }

    /** Whether the answer of the disturbance is Keycloak's. */
    boolean isKeycloaksDisturbance() {
        return disturbance != Disturbance.UPDATE_BY_THIS_API;
    }

    /** Whether Keycloak's SCIM is needed, which is a feature that it leaves off. */
    boolean needsScim() {
        return disturbance == Disturbance.SCIM_PATCH;
    }

    /** Whether the user can be gone before the act. */
    boolean removes() {
        return disturbance == Disturbance.REMOVED_BY_CONSOLE;
    }

    /** The pair as the options and the table name it, such as {@code DELETE by Admin API / ROLE_GIVEN}. */
    @Override
    public String toString() {
        return act + " by " + by + " / " + disturbance;
    }
}
