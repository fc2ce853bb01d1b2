package io.usersapi.keycloak.bulk;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.SlowReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Clients that ask for exports and do not read them hold a bounded number of the server's threads. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ExportsAtOnceTest extends ApiTest {

    private static final int SHARE_OF_A_CALLER = 4;

    /** More than the network takes of an answer that nobody reads: 4 MiB where Linux is as it comes. */
    private static final int FILES = 3;

    private static final int ROWS = 30;
    private static final List<String> VALUES =
            IntStream.range(0, 60).mapToObj(number -> number + "x".repeat(2000)).toList();

    private final List<SlowReader> readers = new ArrayList<>();

    @BeforeEach
    void fillTheRealm() {
        UPConfig original = realm.admin().users().userProfile().getConfiguration();
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(original));
        UPConfig changed = original.clone();
        UPAttribute notes = new UPAttribute("notes", new UPAttributePermissions(Set.of("admin"), Set.of("admin")));
        notes.setMultivalued(true);
        changed.addOrReplaceAttribute(notes);
        realm.admin().users().userProfile().update(changed);
        for (int file = 0; file < FILES; file++) {
            Object[] rows = Stream.generate(() -> Map.of("email", newEmail(), "attributes", Map.of("notes", VALUES)))
                    .limit(ROWS)
                    .toArray();
            assertEquals(
                    Collections.nCopies(ROWS, "created"),
                    ImportFile.ndjson(rows).done(admin).told());
        }
    }

    @AfterEach
    void hangUp() {
        readers.forEach(SlowReader::close);
    }

    private SlowReader export(String token) {
        SlowReader reader = SlowReader.get(anonymous.base() + "/users/export", "Authorization: Bearer " + token);
        readers.add(reader);
        return reader;
    }

    private String token(String email, String password) {
        return anonymous.signIn(email, password).text("access_token");
    }

    @Test
    void oneCallerHasAShareAndWhoHangsUpGivesItBack() {
        Answer second = created(newUser("type", "admin"));
        String one = "/users/export?email=" + Api.encoded(second.text("email"));
        String token = token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        for (int turn = 0; turn < SHARE_OF_A_CALLER; turn++) {
            assertEquals("HTTP/1.1 200", export(token).read("HTTP/1.1 200".length()));
        }
        Answer refused = admin.get(one).expectProblem(429, "too_many_requests");
        assertEquals("5", refused.header("Retry-After"));
        assertEquals(429, admin.exchange("HEAD", one, null).status());
        admin.get("/users?per_page=1").expect(200);
        Api other = signedIn(second);
        other.get(one).expect(200);
        String others = token(second.text("email"), PASSWORD);
        for (int turn = 0; turn < SHARE_OF_A_CALLER; turn++) {
            assertEquals("HTTP/1.1 200", export(others).read("HTTP/1.1 200".length()));
        }
        signedIn(created(newUser("type", "admin"))).get(one).expectProblem(429, "too_many_requests");
        readers.forEach(SlowReader::close);
        await().until(() -> admin.get(one).status() == 200);
    }
}
