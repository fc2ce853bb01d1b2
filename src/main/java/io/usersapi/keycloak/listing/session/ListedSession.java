package io.usersapi.keycloak.listing.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A session of a user as answers show it:
 *
 * <pre>{@code
 * {"id": "Zm9vYmFyYmF6cXV4Zm9vYg", "started_at": "2026-11-22T09:30:00Z", "last_access_at": "2026-11-22T09:42:10Z",
 *  "ip_address": "203.0.113.7", "offline": false, "clients": ["shop"]}
 * }</pre>
 *
 * @param id tells the sessions of a user apart; it is not Keycloak's id of the session, and gives access to nothing
 * @param startedAt ISO 8601 in UTC
 * @param lastAccessAt ISO 8601 in UTC
 * @param ipAddress where the session began, or null where Keycloak does not know
 * @param offline whether the session outlives the browser's session: a client asked for the scope
 *     {@code offline_access}
 * @param clients the client ids of the applications that take part, in alphabetical order
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"id", "started_at", "last_access_at", "ip_address", "offline", "clients"})
public record ListedSession(
        String id,
        @JsonProperty("started_at") String startedAt,
        @JsonProperty("last_access_at") String lastAccessAt,
        @JsonProperty("ip_address") String ipAddress,
        boolean offline,
        List<String> clients) {}
