package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Mails;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Two browsers with one mailed link, and a browser with a link while its user is deleted. */
@KeycloakIntegrationTest(config = ApiServer.class)
class LinkRacesTest extends ApiTest {

    private static final List<String> PASSWORDS = List.of("the first password", "the second password");

    @Test
    void ofTwoThatOpenedOneInvitationTheSecondSetsNoPassword() throws Exception {
        Answer user = invited();
        theSecondSetsNone(user);
    }

    @Test
    void ofTwoThatOpenedOneResetLinkTheSecondSetsNoPassword() throws Exception {
        Answer user = created();
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        theSecondSetsNone(user);
    }

    private void theSecondSetsNone(Answer user) throws Exception {
        try (Browser first = opened();
                Browser second = opened()) {
            set(first, PASSWORDS.get(0));
            set(second, PASSWORDS.get(1));
            assertTrue(second.text().contains("expired"), second.text());
        }
        anonymous.signIn(user.text("email"), PASSWORDS.get(0));
        anonymous.token(user.text("email"), PASSWORDS.get(1)).expectProblem(401, "invalid_credentials");
    }

    @RepeatedTest(3)
    void ofTwoAtOneInstantOneSetsThePassword() throws Exception {
        Answer user = invited();
        try (Browser first = opened();
                Browser second = opened()) {
            atOnce(() -> set(first, PASSWORDS.get(0)), () -> set(second, PASSWORDS.get(1)));
            List<Boolean> refused = Stream.of(first, second)
                    .map(browser -> browser.text().contains("expired"))
                    .toList();
            assertTrue(refused.contains(true), () -> first.text() + second.text());
            for (int browser = 0; browser < 2; browser++) {
                int status = refused.get(browser) ? 401 : 200;
                assertEquals(status, signedIn(user, PASSWORDS.get(browser)));
            }
        }
        assertEquals(
                1,
                inKeycloak(user).credentials().stream()
                        .filter(credential -> credential.getType().equals("password"))
                        .count());
    }

    @RepeatedTest(3)
    void whatIsOpenWhileItsUserIsDeletedGivesTheDeadNothing() throws Exception {
        Answer user = invited();
        try (Browser browser = opened()) {
            List<Answer> deleted = new ArrayList<>();
            atOnce(() -> set(browser, PASSWORDS.get(0)), () -> deleted.add(admin.delete("/users/" + user.id())));
            // MariaDB lets the deletion fail where both wait for each other: nothing is done then, and it is asked
            // again.
            if (deleted.get(0).status() == 409) {
                deleted.get(0).expectProblem(409, "conflict");
                deleted.set(0, admin.delete("/users/" + user.id()));
            }
            deleted.get(0).expect(200);
        }
        admin.get("/users/" + user.id()).expectProblem(404, "user_not_found");
        assertEquals(List.of(), inKeycloak(user).credentials());
        assertTrue(!inKeycloak(user).toRepresentation().isEnabled());
        created(newUser("email", user.text("email")));
    }

    private int signedIn(Answer user, String password) {
        return password.isEmpty()
                ? 401
                : anonymous.token(user.text("email"), password).status();
    }

    private Answer invited() {
        return created(Map.of("email", newEmail(), "invite", true));
    }

    private Browser opened() throws Exception {
        assertTrue(mail.waitForIncomingEmail(1));
        Browser browser = new Browser();
        browser.open(Mails.link(mail.getLastReceivedMessage()));
        browser.follow("action-token");
        assertTrue(browser.shows("password-new"), browser.text());
        return browser;
    }

    private static void set(Browser browser, String password) {
        browser.submit(Map.of("password-new", password, "password-confirm", password));
    }

    private static void atOnce(Runnable one, Runnable other) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> acts = List.of(threads.submit(one), threads.submit(other));
            for (Future<?> act : acts) {
                act.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
