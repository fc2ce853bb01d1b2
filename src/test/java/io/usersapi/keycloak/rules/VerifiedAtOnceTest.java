package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** An address is verified while its user gets another one: the other address does not count as verified. */
@KeycloakIntegrationTest(config = ApiServer.class)
class VerifiedAtOnceTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    @Test
    void anAddressThatIsThereAtTheCommitIsNotVerifiedByTheOneBefore() {
        Answer user = created();
        String id = user.id();
        String address = newEmail();
        server.run(session -> within(session, id, verifying -> {
            verifying.setEmailVerified(true);
            meanwhile(session, id, other -> other.setEmail(address));
        }));
        assertAddress(address, false, user);
    }

    @Test
    void anAddressIsNotVerifiedByWhatIsThereAtTheCommit() {
        Answer user = created();
        String id = user.id();
        String address = newEmail();
        server.run(session -> within(session, id, changing -> {
            changing.setEmail(address);
            meanwhile(session, id, other -> other.setEmailVerified(true));
        }));
        assertAddress(address, false, user);
    }

    @Test
    void theSameAddressStaysVerified() {
        Answer user = created();
        String id = user.id();
        server.run(session -> within(session, id, named -> {
            named.setFirstName("Ada");
            meanwhile(session, id, other -> other.setEmailVerified(true));
        }));
        assertAddress(user.text("email"), true, user);
    }

    @RepeatedTest(5)
    void aLinkVerifiesNoAddressThatComesAtThatInstant() {
        Answer user = created();
        admin.post("/users/" + user.id() + "/send-verification", null).expect(200);
        assertNoneIsVerifiedAtOnce(user);
    }

    @RepeatedTest(5)
    void anInvitationVerifiesNoAddressThatComesAtThatInstant() {
        assertNoneIsVerifiedAtOnce(created(Map.of("email", newEmail(), "invite", true)));
    }

    /** Keycloak mails to the address that the user asks for before the user gets it. */
    @RepeatedTest(5)
    void aLinkToAnotherAddressGivesWayToAnAdministrators() {
        Answer user = created();
        String link = linkToAnotherAddress(user);
        String address = newEmail();
        try (Browser ofTheOther = new Browser()) {
            Crowd.of(2, number -> {
                if (number == 0) {
                    return admin.patch("/users/" + user.id(), Map.of("email", address))
                            .expect(200);
                }
                ofTheOther.open(link);
                return null;
            });
        }
        assertAddress(address, false, user);
    }

    private String linkToAnotherAddress(Answer user) {
        realm.updateWithCleanup(settings -> settings.verifyEmail(true));
        RequiredActionProviderRepresentation before = realm.admin().flows().getRequiredAction("UPDATE_EMAIL");
        RequiredActionProviderRepresentation enabled = realm.admin().flows().getRequiredAction("UPDATE_EMAIL");
        enabled.setEnabled(true);
        realm.admin().flows().updateRequiredAction("UPDATE_EMAIL", enabled);
        realm.cleanup().add(cleaned -> cleaned.flows().updateRequiredAction("UPDATE_EMAIL", before));
        inKeycloak(user).executeActionsEmail(List.of("UPDATE_EMAIL"));
        try (Browser browser = new Browser()) {
            browser.open(Mails.link(mail.getLastReceivedMessage()));
            browser.follow("action-token");
            browser.submit(Map.of("email", newEmail()));
        }
        return Mails.link(mail.getLastReceivedMessage());
    }

    private void assertNoneIsVerifiedAtOnce(Answer user) {
        assertTrue(mail.waitForIncomingEmail(1));
        String address = newEmail();
        try (Browser browser = new Browser()) {
            browser.open(Mails.link(mail.getLastReceivedMessage()));
            Crowd.of(2, number -> {
                if (number == 0) {
                    return admin.patch("/users/" + user.id(), Map.of("email", address))
                            .expect(200);
                }
                browser.follow("action-token");
                return null;
            });
        }
        assertAddress(address, false, user);
    }

    private void assertAddress(String address, boolean verified, Answer user) {
        Answer now = admin.get("/users/" + user.id()).expect(200);
        assertEquals(address, now.text("email"));
        assertEquals(verified, now.body().path("email_verified").asBoolean());
    }

    private static void within(KeycloakSession session, String id, Consumer<UserModel> act) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        act.accept(session.users().getUserById(realm, id));
    }

    /** Acts in a transaction of its own, which commits before the one under way does. */
    private static void meanwhile(KeycloakSession session, String id, Consumer<UserModel> act) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> within(other, id, act));
    }
}
