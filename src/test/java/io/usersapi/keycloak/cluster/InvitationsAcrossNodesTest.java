package io.usersapi.keycloak.cluster;

import io.usersapi.keycloak.rules.Browser;
import io.usersapi.keycloak.rules.LinkRace;
import java.net.URI;
import org.junit.jupiter.api.RepeatedTest;

/** A mailed invitation that is open at one node, while something happens to it at the other. */
class InvitationsAcrossNodesTest extends ClusterTest {

    private static final int ROUNDS = 10;

    @RepeatedTest(ROUNDS)
    void ofTwoAtOneInstantOneSetsThePassword() {
        race().ofTwoAtOneInstantOneSetsThePassword();
    }

    @RepeatedTest(ROUNDS)
    void whatIsOpenWhileItsUserIsDeletedGivesTheDeadNothing() {
        race().whatIsOpenWhileItsUserIsDeletedGivesTheDeadNothing();
    }

    @RepeatedTest(ROUNDS)
    void ofAPasswordAndTheNextInvitationOneHolds() {
        race().ofAPasswordAndTheNextInvitationOneHolds();
    }

    private LinkRace race() {
        return new LinkRace(
                new LinkRace.Side(adminAtA, a::api, () -> browserAt(a)),
                new LinkRace.Side(adminAtB, b::api, () -> browserAt(b)),
                a.realm(),
                cluster::mails);
    }

    private static Browser browserAt(Node node) {
        return Browser.ledTo(URI.create(node.realmBase()));
    }
}
