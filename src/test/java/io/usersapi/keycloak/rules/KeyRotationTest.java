package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What was signed before the realm's secret was rotated stays good as long as the old secret is enabled. */
@KeycloakIntegrationTest(config = ApiServer.class)
class KeyRotationTest extends ApiTest {

    @Test
    void aWalkGoesOn() {
        created();
        created();
        Answer first = admin.get("/users?cursor=&per_page=1").expect(200);
        RealmKeys.rotate(realm);
        String next = first.body().path("links").path("next").asText();
        String below = next.substring(admin.base().length());
        Answer second = admin.get(below).expect(200);
        assertEquals(1, second.body().path("data").size());
        admin.get(second.body()
                        .path("links")
                        .path("next")
                        .asText()
                        .substring(admin.base().length()))
                .expect(200);
    }

    @Test
    void aCreateThatIsSentAgainHasOneEffect() {
        Map<String, Object> user = newUser();
        Api retrying = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        Answer first = retrying.post("/users", user).expect(201);
        RealmKeys.rotate(realm);
        assertEquals(first.id(), retrying.post("/users", user).expect(201).id());
        retrying.post("/users", newUser()).expectProblem(422, "idempotency_key_reused");
    }
}
