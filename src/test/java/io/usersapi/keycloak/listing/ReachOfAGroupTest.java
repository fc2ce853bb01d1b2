package io.usersapi.keycloak.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.listing.filter.PageRequest;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.Config;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** The class that docs/decisions/0016-reach.md shows for delegates of one group: lists and look-ups obey it as they are. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ReachOfAGroupTest extends ApiTest {

    @InjectRunOnServer
    RunOnServerClient server;

    private Answer ada;
    private Answer bob;
    private Answer stranger;
    private String group;

    /** As the decision has it. */
    public record MembersOf(GroupModel group) implements Reach {

        @Override
        public Optional<AccountState.Condition> condition() {
            return Optional.of(new AccountState.Condition(
                    "exists (select 1 from UserGroupMembershipEntity rg where rg.user = u and rg.groupId = :reach)",
                    Map.of("reach", group.getId())));
        }

        @Override
        public boolean contains(UserModel user) {
            return user.isMemberOf(group);
        }
    }

    @BeforeEach
    void twoMembersAndAStranger() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        group = keycloak.newGroup("delegated-" + System.nanoTime());
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        ada = created(newUser("name", "Ada Delegated"));
        bob = created(newUser("name", "Bob Delegated"));
        stranger = created(newUser("name", "Eve Delegated"));
        keycloak.join(ada.id(), group);
        keycloak.join(bob.id(), group);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "per_page=15",
                "sort=-name",
                "sort=email&total=exact",
                "cursor=&total=exact",
                "search=delegated",
                "search=delegated&cursor=&total=exact",
                "status=all&include=attributes",
                "type=user&sort=-updated_at"
            })
    void pagesCountsAndWalksHaveTheMembersAlone(String query) {
        String of = group;
        JsonNode page = server.fetch(session -> page(session, of, query), JsonNode.class);
        assertEquals(
                new TreeSet<>(List.of(ada.id(), bob.id())).toString(),
                page.path("ids").asText());
        assertEquals(2, page.path("total").asInt());
    }

    @Test
    void anExportHasTheMembersAlone() {
        String of = group;
        JsonNode walk = server.fetch(session -> walk(session, of), JsonNode.class);
        assertEquals(
                new TreeSet<>(List.of(ada.id(), bob.id())).toString(),
                walk.path("ids").asText());
    }

    @Test
    void whoIsNoMemberIsFoundByNeitherIdNorAddress() {
        String of = group;
        List<String> keys =
                new ArrayList<>(List.of(ada.id(), bob.text("email"), stranger.id(), stranger.text("email")));
        JsonNode found = server.fetch(session -> found(session, of, keys), JsonNode.class);
        assertEquals("[true, true, false, false]", found.path("found").asText());
    }

    private static Map<String, Object> page(KeycloakSession session, String group, String query) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        for (String parameter : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            parameters.putSingle(parts[0], parts[1]);
        }
        Reach reach = reach(session, group);
        Page page = new UserList(session, settings(), reach).page(PageRequest.of(parameters, 100));
        long total = page.meta() instanceof Page.NumberedMeta numbered
                ? numbered.total()
                : ((Page.WalkMeta) page.meta()).total();
        return Map.of("ids", ids(page.data()), "total", total);
    }

    private static Map<String, Object> walk(KeycloakSession session, String group) {
        Reach reach = reach(session, group);
        UserWalk walk = UserWalk.of(UserWalk.query(new MultivaluedHashMap<>(), "format"));
        return Map.of("ids", ids(walk.next(session, settings(), reach)));
    }

    private static Map<String, Object> found(KeycloakSession session, String group, List<String> keys) {
        Reach reach = reach(session, group);
        Accounts accounts = new Accounts(session, settings(), reach);
        return Map.of(
                "found",
                keys.stream()
                        .map(key -> accounts.findByAddress(key)
                                .or(() -> accounts.findById(key))
                                .isPresent())
                        .toList()
                        .toString());
    }

    private static Reach reach(KeycloakSession session, String group) {
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        session.getContext().setRealm(realm);
        return new MembersOf(session.groups().getGroupById(realm, group));
    }

    private static Settings settings() {
        return Settings.from(Config.scope(Settings.SPI, Settings.PROVIDER));
    }

    private static String ids(List<Account> users) {
        return new TreeSet<>(users.stream().map(Account::id).toList()).toString();
    }
}
