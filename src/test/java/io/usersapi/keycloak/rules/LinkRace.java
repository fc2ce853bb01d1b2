package io.usersapi.keycloak.rules;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Mails;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;

/**
 * A mailed invitation, and two who meet: two browsers with the link, or a browser and an administrator.
 *
 * @param one where the administrator is, and the first browser
 * @param other where the other browser is: the same server, or another of a cluster
 * @param realm of both
 * @param mails all that were received
 */
public record LinkRace(Side one, Side other, RealmResource realm, Supplier<MimeMessage[]> mails) {

    private static final List<String> PASSWORDS = List.of("the first password", "the second password");

    /**
     * A server.
     *
     * @param admin calls the API there as an administrator
     * @param anonymous calls the API there, from an address of its own where addresses are limited
     * @param browsers open pages there
     */
    public record Side(Api admin, Supplier<Api> anonymous, Supplier<Browser> browsers) {}

    /** Two browsers send their passwords. */
    public void ofTwoAtOneInstantOneSetsThePassword() {
        Answer user = invited();
        try (Browser first = opened(one, user);
                Browser second = opened(other, user)) {
            atOnce(() -> set(first, PASSWORDS.get(0)), () -> set(second, PASSWORDS.get(1)));
            List<Boolean> refused = Stream.of(first, second)
                    .map(browser -> browser.text().contains("expired"))
                    .toList();
            assertTrue(refused.contains(true), () -> first.text() + second.text());
            for (int browser = 0; browser < 2; browser++) {
                assertSignIn(user, PASSWORDS.get(browser), !refused.get(browser));
            }
        }
        assertEquals(1, passwords(user));
    }

    /** The administrator deletes the user while the browser sends a password. */
    public void whatIsOpenWhileItsUserIsDeletedGivesTheDeadNothing() {
        Answer user = invited();
        AtomicReference<Answer> deleted = new AtomicReference<>();
        try (Browser browser = opened(other, user)) {
            atOnce(
                    () -> set(browser, PASSWORDS.get(0)),
                    () -> deleted.set(one.admin().delete("/users/" + user.id())));
        }
        // MariaDB lets the deletion fail where both wait for each other: nothing is done then, and it is asked again.
        if (deleted.get().status() == 409) {
            deleted.get().expectProblem(409, "conflict");
            deleted.set(one.admin().delete("/users/" + user.id()));
        }
        deleted.get().expect(200);
        for (Side side : List.of(one, other)) {
            side.admin().get("/users/" + user.id()).expectProblem(404, "user_not_found");
        }
        assertEquals(List.of(), inKeycloak(user).credentials());
        assertFalse(inKeycloak(user).toRepresentation().isEnabled());
        one.admin()
                .post("/users", Map.of("email", user.text("email"), "password", PASSWORDS.get(0)))
                .expect(201);
    }

    /**
     * The administrator invites anew while a browser with the older link sends a password. Either the password is set, and
     * there is nothing to invite to; or the older link is dead, and the newer one sets a password.
     */
    public void ofAPasswordAndTheNextInvitationOneHolds() {
        Answer user = invited();
        AtomicReference<Answer> next = new AtomicReference<>();
        try (Browser browser = opened(other, user)) {
            atOnce(
                    () -> set(browser, PASSWORDS.get(0)),
                    () -> next.set(one.admin().post("/users/" + user.id() + "/send-invitation", null)));
        }
        boolean isSet = passwords(user) == 1;
        assertSignIn(user, PASSWORDS.get(0), isSet);
        for (Side side : List.of(one, other)) {
            assertEquals(
                    isSet ? "null" : "\"pending\"",
                    side.admin()
                            .get("/users/" + user.id())
                            .body()
                            .path("invitation")
                            .toString());
        }
        if (next.get().status() == 200) {
            assertFalse(isSet, "the older link set a password after the next invitation was answered 200");
            try (Browser browser = opened(other, user)) {
                set(browser, PASSWORDS.get(1));
            }
            assertSignIn(user, PASSWORDS.get(1), true);
        } else {
            String code = next.get().expect(409).text("code");
            assertTrue(code.equals("conflict") || (isSet && code.equals("not_invited")), next.get()::text);
        }
    }

    /** Invites a new user. */
    private Answer invited() {
        return one.admin()
                .post("/users", Map.of("email", "user-" + UUID.randomUUID() + "@example.org", "invite", true))
                .expect(201);
    }

    /** A browser at the form of the newest link that the user got. */
    private Browser opened(Side side, Answer user) {
        Browser browser = side.browsers().get();
        browser.open(newestLink(user.text("email")));
        browser.follow("action-token");
        assertTrue(browser.shows("password-new"), browser.text());
        return browser;
    }

    private String newestLink(String email) {
        return await()
                .until(
                        () -> Arrays.stream(mails.get())
                                .filter(mail -> isTo(email, mail))
                                .map(Mails::link)
                                .toList(),
                        links -> !links.isEmpty())
                .stream()
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private static boolean isTo(String email, MimeMessage mail) {
        try {
            return mail.getRecipients(RecipientType.TO)[0].toString().equals(email);
        } catch (MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** A bad password is tried once alone: after two in one second Keycloak locks the user out. */
    private void assertSignIn(Answer user, String password, boolean good) {
        if (good) {
            List.of(one, other).forEach(side -> side.anonymous().get().signIn(user.text("email"), password));
        } else {
            other.anonymous().get().token(user.text("email"), password).expectProblem(401, "invalid_credentials");
        }
    }

    private long passwords(Answer user) {
        return inKeycloak(user).credentials().stream()
                .filter(credential -> credential.getType().equals("password"))
                .count();
    }

    private UserResource inKeycloak(Answer user) {
        return realm.users().get(user.id());
    }

    private static void set(Browser browser, String password) {
        browser.submit(Map.of("password-new", password, "password-confirm", password));
    }

    private static void atOnce(Runnable one, Runnable other) {
        Crowd.of(2, number -> {
            (number == 0 ? one : other).run();
            return null;
        });
    }
}
