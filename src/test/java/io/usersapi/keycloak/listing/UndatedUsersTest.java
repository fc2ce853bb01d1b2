package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Users without a time of creation, as imports of long ago have left them. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UndatedUsersTest extends WalkTest {

    private static final List<String> ALL = new ArrayList<>();
    private static final List<String> UNDATED = new ArrayList<>();

    @InjectRunOnServer
    RunOnServerClient server;

    @BeforeEach
    void someUsersOfBoth() {
        if (ALL.isEmpty()) {
            UNDATED.addAll(imported("undated", 7));
            TimesOfCreation.forget(server, UNDATED);
            ALL.addAll(imported("dated", 7));
            ALL.addAll(UNDATED);
            // The default admin, who was there before.
            ALL.add(admin.get("/users/me").id());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, created_at",
        "3, created_at",
        "3, -created_at",
        "7, created_at",
        "7, -created_at",
        "100, -created_at"
    })
    void areWalkedOnceEachAndLast(int size, String sort) {
        List<String> walked = walked("/users?cursor=&per_page=" + size + "&sort=" + sort);
        assertEquals(ALL.size(), walked.size());
        assertEquals(new HashSet<>(ALL), new HashSet<>(walked));
        assertEquals(new HashSet<>(UNDATED), new HashSet<>(walked.subList(walked.size() - 7, walked.size())));
    }

    @ParameterizedTest
    @CsvSource({"1, created_at", "4, -created_at"})
    void areListedOnceEachByNumberToo(int size, String sort) {
        List<String> listed = walked("/users?per_page=" + size + "&sort=" + sort);
        assertEquals(ALL.size(), listed.size());
        assertEquals(new HashSet<>(ALL), new HashSet<>(listed));
    }
}
