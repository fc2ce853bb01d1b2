package io.usersapi.keycloak.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** One act on many users: by few requests, in sight, to be stopped, tried again and undone. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageManyTest extends PageTest {

    private static final int MANY = 45;

    /** How many requests that change many users the page has sent since the browser forgot those of before. */
    private static final String REQUESTS =
            "return performance.getEntriesByType('resource').filter(one => one.name.endsWith('/users/bulk')).length";

    @Test
    void isDoneByFewRequestsAndUndone() {
        String word = manyUsers();
        selectAll(word);
        page.run("performance.clearResourceTimings()");
        page.click("[data-many=deactivate]");
        page.click("dialog button[type=submit]");
        page.seeText("45 done, 0 refused, 0 left");
        assertEquals(3L, page.run(REQUESTS));
        assertEquals(MANY, count(word, "inactive"));
        page.press("Undo");
        await().until(() -> count(word, "active") == MANY);
        page.press("Close");
    }

    @Test
    void isStoppedBetweenTwoRequestsAndGoesOn() {
        String word = manyUsers();
        selectAll(word);
        page.run("const whole = window.fetch; const held = new Promise(go => window.letGo = go);"
                + " window.fetch = async (at, how) => { const answer = await whole(at, how);"
                + " if (String(at).endsWith('/users/bulk')) await held; return answer }");
        page.click("[data-many=deactivate]");
        page.click("dialog button[type=submit]");
        page.seeText("0 done, 0 refused, 45 left");
        page.press("Stop");
        page.run("window.letGo()");
        page.seeText("20 done, 0 refused, 25 left");
        page.seeButton("Undo");
        assertEquals(20, count(word, "inactive"));
        page.press("Try again");
        page.seeText("45 done, 0 refused, 0 left");
        page.press("Close");
    }

    /** The answer is lost, not the work: the same request again says what was done. */
    @Test
    void isSentAgainWithOneEffectWhereTheAnswerIsLost() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        page.run("const whole = window.fetch; window.fetch = async (at, how) => { const answer = await whole(at, how);"
                + " if (!String(at).endsWith('/users/bulk')) return answer;"
                + " window.fetch = whole; throw new TypeError('lost') }");
        page.click("[data-many=delete]");
        page.see("#typed-number").sendKeys("1");
        page.click("dialog button[type=submit]");
        page.seeText("The server cannot be reached.");
        admin.get("/users/" + user.id()).expect(404);
        page.press("Try again");
        page.seeText("1 done, 0 refused, 0 left");
        page.seeText("Ada " + word + ": Deleted");
        page.press("Close");
    }

    @Test
    void keepsWhoIsSelectedWhereADeletionIsCancelled() {
        String word = word();
        user("Ada " + word);
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        page.click("[data-many=delete]");
        page.press("Cancel");
        page.seeNo("dialog");
        page.seeText("1 selected");
        page.press("Clear selection");
    }

    /** Nobody is deleted whom the number that was typed does not count. */
    @Test
    void asksAgainWhereMoreMatchMeanwhile() {
        String word = word();
        Answer ada = user("Ada " + word);
        user("Grace " + word);
        open("#/users?search=" + word + "&per_page=1");
        page.click("thead input[type=checkbox]");
        page.press("Select all 2 that match");
        page.click("[data-many=delete]");
        page.see("#typed-number").sendKeys("2");
        user("Alan " + word);
        page.click("dialog button[type=submit]");
        page.seeText("Type 3 to confirm.");
        admin.get("/users/" + ada.id()).expect(200);
        page.see("#typed-number").sendKeys("3");
        page.click("dialog button[type=submit]");
        page.seeText("3 done, 0 refused, 0 left");
        page.press("Close");
    }

    @Test
    void tellsBeforehandWhichRolesEachWillHave() {
        String word = word();
        user("Ada " + word, "role", "reader");
        user("Grace " + word);
        open("#/users?search=" + word + "&sort=name");
        page.click("thead input[type=checkbox]");
        page.click("[data-many=roles]");
        page.click("many-roles [data-role='" + roleId("editor") + "']");
        List<String> added = List.of("Ada " + word + ": reader, editor", "Grace " + word + ": editor");
        await().until(() -> page.texts("many-roles li").equals(added));
        page.click("#mode-replace");
        List<String> replaced = List.of("Ada " + word + ": editor", "Grace " + word + ": editor");
        await().until(() -> page.texts("many-roles li").equals(replaced));
        page.press("Cancel");
        page.press("Clear selection");
    }

    @Test
    void keepsTheRolesThatSomebodyElseGaveMeanwhile() {
        String word = word();
        Answer user = user("Ada " + word);
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        admin.patch("/users/" + user.id(), Map.of("roles", List.of("reader"))).expect(200);
        page.click("[data-many=roles]");
        page.click("many-roles [data-role='" + roleId("editor") + "']");
        page.click("dialog button[type=submit]");
        page.seeText("1 done, 0 refused, 0 left");
        assertEquals(List.of("editor", "reader"), roles(user));
        page.press("Undo");
        await().untilAsserted(() -> assertEquals(List.of("reader"), roles(user)));
        page.press("Close");
    }

    @Test
    void undoesNothingOfThoseWhoWereSoBefore() {
        String word = word();
        Answer user = user("Ada " + word);
        Answer other = user("Grace " + word);
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        page.click("[data-many=deactivate]");
        page.click("dialog button[type=submit]");
        page.seeText("Ada " + word + ": Was so before");
        page.seeText("Grace " + word + ": Done");
        page.press("Undo");
        await().until(() -> admin.get("/users/" + other.id()).text("status").equals("active"));
        page.seeText("1 done, 0 refused, 0 left");
        assertEquals("inactive", admin.get("/users/" + user.id()).text("status"));
        page.press("Close");
    }

    /** Users without passwords, which are made quickly, with one word in their addresses. */
    private String manyUsers() {
        String word = word().toLowerCase();
        admin.with("Content-Type", "text/csv")
                .exchange(
                        "POST",
                        "/users/import",
                        "email\n"
                                + String.join(
                                        "\n",
                                        IntStream.range(0, MANY)
                                                .mapToObj(at -> word + "-" + at + "@example.org")
                                                .toList()))
                .expect(200);
        return word;
    }

    private void selectAll(String word) {
        open("#/users?search=" + word);
        page.click("thead input[type=checkbox]");
        page.press("Select all 45 that match");
        page.seeText("All 45 selected");
    }

    private int count(String word, String status) {
        return admin.get("/users?per_page=1&search=" + word + "&status=" + status)
                .expect(200)
                .body()
                .at("/meta/total")
                .asInt();
    }

    private List<String> roles(Answer user) {
        return admin.get("/users/" + user.id()).body().path("roles").findValuesAsText("name").stream()
                .sorted()
                .toList();
    }
}
