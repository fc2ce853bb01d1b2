package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Users of a directory that Keycloak does not import, read and signed in. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UnimportedUsersTest extends UnimportedTest {

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void isFoundByEmailAndById(String editMode) {
        Answer ada = ada(editMode);
        assertTrue(ada.id().startsWith("f:"), ada.id());
        assertEquals(ADA, ada.text("email"));
        assertEquals(ada.body(), admin.get(path(ada)).expect(200).body());
        assertEquals(
                ada.body(),
                admin.get("/users?include=attributes&email=" + ADA)
                        .expect(200)
                        .body()
                        .at("/data/0"));
        admin.get(path(ada) + "x").expectProblem(404, "user_not_found");
        admin.get("/users/" + encoded("f:no-such-store:ada")).expectProblem(404, "user_not_found");
    }

    @Test
    void isListedTogetherWithTheUsersOfKeycloak() {
        ada("READ_ONLY");
        List<String> listed = emails(admin.get("/users?per_page=100"));
        assertTrue(listed.containsAll(emailsOf(PEOPLE)), listed.toString());
        assertTrue(listed.contains(ApiServer.ADMIN_EMAIL), listed.toString());
    }

    /** Where a realm has admin permissions, Keycloak hides users from a caller who may only query. Here all are in reach. */
    @Test
    void areListedToACallerToWhomKeycloakShowsNobody() {
        Answer caller = created();
        new KeycloakSetup(realm.admin()).makeManagerFromWhomKeycloakHides(caller.id());
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).setAdminPermissions(false));
        ada("READ_ONLY");
        Answer all = admin.get("/users?per_page=100");
        Answer page = signedIn(caller).get("/users?per_page=100");
        assertEquals(emails(all), emails(page));
        assertEquals(all.body().at("/meta/total"), page.body().at("/meta/total"));
    }

    @ParameterizedTest
    @CsvSource({
        "search=ADA@dir, true",
        "search=z.%20of, true",
        "search=grace@dir, false",
        "email=ADA@directory.example.org, true",
        "email=da@directory.example.org, false",
        "status=active, true",
        "status=all, true",
        "status=inactive, false",
        "status=deleted, false",
        "type=user, true",
        "type=admin, false",
        "role=editor, false"
    })
    void isFiltered(String filter, boolean found) {
        ada("READ_ONLY");
        assertEquals(found, emails(admin.get("/users?per_page=100&" + filter)).contains(ADA));
    }

    @ParameterizedTest
    @CsvSource({"email,false", "-email,true", "name,true", "-name,false"})
    void isSorted(String sort, boolean reversed) {
        ada("READ_ONLY");
        List<String> wanted = new ArrayList<>(emailsOf(PEOPLE));
        if (reversed) {
            java.util.Collections.reverse(wanted);
        }
        assertEquals(wanted, emails(admin.get("/users?search=@directory.&sort=" + sort)));
    }

    @Test
    void isPagedByNumber() {
        ada("READ_ONLY");
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            Answer answer = admin.get("/users?search=@directory.&sort=email&per_page=3&page=" + page);
            seen.addAll(emails(answer));
            assertEquals(PEOPLE.size(), answer.body().at("/meta/total").asInt());
        }
        assertEquals(emailsOf(PEOPLE), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"created_at", "-created_at", "updated_at", "-updated_at"})
    void isPagedByNumberInAStableOrderOfTime(String sort) {
        ada("READ_ONLY");
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            seen.addAll(emails(admin.get("/users?search=@directory.&per_page=3&page=" + page + "&sort=" + sort)));
        }
        assertEquals(PEOPLE.size(), new HashSet<>(seen).size(), seen.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"created_at", "-created_at"})
    void isWalkedByCursorOnceEach(String sort) {
        ada("READ_ONLY");
        Answer local = created(newUser("name", "Local @directory. User"));
        realm.cleanup().add(cleaned -> cleaned.users().get(local.id()).remove());
        List<String> seen = new ArrayList<>();
        JsonNode next = admin.get("/users?search=@directory.&per_page=3&cursor=&sort=" + sort)
                .expect(200)
                .body();
        for (int page = 1; page <= 4; page++) {
            seen.addAll(next.path("data").findValuesAsText("email"));
            if (next.at("/links/next").isNull()) {
                break;
            }
            next = Api.at("")
                    .with("Authorization", authorization())
                    .exchange("GET", next.at("/links/next").asText(), null)
                    .expect(200)
                    .body();
        }
        assertEquals(PEOPLE.size() + 1, seen.size(), seen.toString());
        assertEquals(seen.size(), new HashSet<>(seen).size(), seen.toString());
    }

    private String authorization() {
        return "Bearer "
                + anonymous
                        .token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                        .text("access_token");
    }

    @Test
    void signsInByThePasswordOfTheDirectory() {
        Answer ada = ada("READ_ONLY");
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        Api herself = anonymous.bearer(token.text("access_token"));
        assertEquals(ada.id(), herself.get("/users/me").expect(200).id());
        herself.get("/users").expectProblem(403, "forbidden");
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expect(200);
        anonymous.token(ADA, NEW_PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    void realmLivesOnWhileTheDirectoryIsAway() {
        Answer ada = ada("READ_ONLY");
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        Answer local = created();
        directory.close();
        realm.admin().clearUserCache();
        assertTrue(emails(admin.get("/users?per_page=100")).contains(local.text("email")));
        admin.get("/users?cursor=&total=exact").expect(200);
        admin.get("/users/" + local.id()).expect(200);
        signedIn(local).get("/users/me").expect(200);
        admin.get(path(ada)).expectProblem(404, "user_not_found");
        herself.get("/users/me").expectProblem(401, "invalid_token");
        anonymous.token(ADA, Directory.PASSWORD).expectProblem(401, "invalid_credentials");
    }
}
