package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.RealmEventsConfigRepresentation;

/** A test that reads the events which Keycloak has saved since its beginning. */
abstract class EventsTest extends ApiTest {

    private static final String LOCALHOST = "127.0.0.1";

    protected String adminId;

    @BeforeEach
    void saveEvents() {
        RealmEventsConfigRepresentation events = realm.admin().getRealmEventsConfig();
        events.setEnabledEventTypes(
                List.of("LOGIN", "LOGIN_ERROR", "REFRESH_TOKEN", "REFRESH_TOKEN_ERROR", "PERMISSION_TOKEN_ERROR"));
        realm.admin().updateRealmEventsConfig(events);
        adminId = admin.get("/users/me").expect(200).id();
        forgetEvents();
    }

    protected void forgetEvents() {
        realm.admin().clearEvents();
        realm.admin().clearAdminEvents();
    }

    protected List<AdminEventRepresentation> adminEvents() {
        return realm.admin().getAdminEvents();
    }

    protected List<EventRepresentation> events() {
        return realm.admin().getEvents();
    }

    protected AdminEventRepresentation theOnlyWrite(String operation, String path) {
        assertEquals(1, adminEvents().size(), () -> Api.json(adminEvents()));
        AdminEventRepresentation event = adminEvents().get(0);
        assertEquals(operation, event.getOperationType());
        assertEquals("USER", event.getResourceType());
        assertEquals(path, event.getResourcePath());
        assertNull(event.getError());
        assertEquals(adminId, event.getAuthDetails().getUserId());
        assertEquals(moduleClientId(), event.getAuthDetails().getClientId());
        assertEquals(LOCALHOST, event.getAuthDetails().getIpAddress());
        return event;
    }

    protected void theOnlyRefusal(String user, String reason, String method, String operation) {
        theOnlyRefusal(user, reason, reason.equals("forbidden") ? "no_role" : reason, method, operation);
    }

    protected void theOnlyRefusal(String user, String reason, String cause, String method, String operation) {
        EventRepresentation event = theOnlyEvent("PERMISSION_TOKEN_ERROR");
        assertEquals(user, event.getUserId());
        assertEquals("not_allowed", event.getError());
        assertEquals(
                Map.of("reason", reason, "cause", cause, "method", method, "operation", operation), event.getDetails());
    }

    protected EventRepresentation theOnlyEvent(String type) {
        assertEquals(
                List.of(type),
                events().stream().map(EventRepresentation::getType).toList());
        EventRepresentation event = events().get(0);
        assertEquals("users-api", event.getClientId());
        assertEquals(LOCALHOST, event.getIpAddress());
        assertNotNull(event.getId());
        return event;
    }

    protected String moduleClientId() {
        return new KeycloakSetup(realm.admin())
                .client("users-api")
                .toRepresentation()
                .getId();
    }
}
