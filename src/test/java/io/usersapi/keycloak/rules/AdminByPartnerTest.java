package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.ServerLog;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;

/** An identity provider says at each sign-in who is an admin, and takes that back: rules 4 and 5. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class AdminByPartnerTest extends PartnerTest {

    private static final String CHIEFS = "chiefs";

    private String email;
    private UserResource atThePartner;

    @TestSetup
    public void setUp() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.newManager();
        setup.newGroup(CHIEFS, setup.role("admin"));
    }

    @BeforeEach
    @Override
    protected void signIn() {
        signInManagerAlone();
    }

    /** What the claim {@code given_name} brings: the admin role, or a group with that role. */
    enum Mapper {
        ROLE("oidc-role-idp-mapper", Map.of("claim", "given_name", "claim.value", "Lazarus", "role", "admin")),
        GROUP(
                "oidc-advanced-group-idp-mapper",
                Map.of("claims", "[{\"key\":\"given_name\",\"value\":\"Lazarus\"}]", "group", "/" + CHIEFS));

        private final String type;
        private final Map<String, String> config;

        Mapper(String type, Map<String, String> config) {
            this.type = type;
            this.config = config;
        }
    }

    /** A person comes by way of the partner and is an admin since. */
    private Answer admin(Mapper mapper) {
        Partner.decides(realm, mapper.type, mapper.config);
        email = newEmail();
        atThePartner = partnerRealm.admin().users().get(partner.person(email));
        Answer tokens = signedInByPartner();
        assertEquals("admin", type(tokens));
        return tokens;
    }

    private Answer signedInByPartner() {
        try (Browser browser = new Browser()) {
            return shop.redeem(Partner.signIn(browser, shop, email)).expect(200);
        }
    }

    /** The partner calls the person by another name: what that brought is taken at the next sign-in. */
    private void loseClaim() {
        UserRepresentation other = atThePartner.toRepresentation();
        other.setFirstName("Martha");
        atThePartner.update(other);
    }

    private String type(Answer tokens) {
        return admin.get("/users/" + claim(tokens, "sub")).expect(200).text("type");
    }

    private static String claim(Answer tokens, String name) {
        return Claims.of(tokens.text("access_token")).path(name).asText();
    }

    @ParameterizedTest
    @EnumSource
    void theLastAdminSignsInAndStaysOne(Mapper mapper) {
        Answer before = admin(mapper);
        loseClaim();
        long logged = ServerLog.size();
        Answer after = signedInByPartner();

        assertEquals("admin", type(after));
        anonymous.bearer(after.text("access_token")).get("/users").expect(200);
        shop.refresh(before.text("refresh_token")).expect(200);
        String id = claim(after, "sub");
        assertTrue(ServerLog.linesAfter(logged)
                .anyMatch(line -> line.contains(" WARN ") && line.contains("it is given back") && line.contains(id)));
    }

    @ParameterizedTest
    @EnumSource
    void anotherAdminSignsInAndIsNoneSince(Mapper mapper) {
        created(newUser("type", "admin"));
        Answer before = admin(mapper);
        loseClaim();
        Answer after = signedInByPartner();

        assertEquals("user", type(after));
        shop.refresh(before.text("refresh_token")).expect(400);
        assertEquals(Set.of(claim(before, "sid")), app.endedSessions());
        anonymous.bearer(after.text("access_token")).get("/users").expectProblem(403, "forbidden");
        shop.refresh(after.text("refresh_token")).expect(200);
    }

    /** The rule stays for whoever takes the role on purpose. */
    @Test
    void nobodyElseTakesTheRoleOfTheLastAdmin() {
        Answer before = admin(Mapper.ROLE);
        admin.patch("/users/" + claim(before, "sub"), Map.of("type", "user")).expectProblem(409, "last_admin");
        assertEquals("admin", type(before));
    }
}
