package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.http.input.ApiPath;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keycloak.models.KeycloakSession;

/**
 * Links to other pages of the list at hand: the same parameters, in the order of the alphabet, but for the one that names
 * the page, which comes last. The map of a request's parameters has no order, and a link is a cache's key.
 */
final class PageLinks {

    private final String allButTheValue;

    /** @param parameter the parameter that names the page: {@code page} or {@code cursor} */
    PageLinks(KeycloakSession session, String parameter) {
        UriBuilder link = UriBuilder.fromUri(ApiPath.of(session).uri("users"));
        Map<String, List<String>> parameters =
                new TreeMap<>(session.getContext().getUri().getQueryParameters());
        for (Map.Entry<String, List<String>> kept : parameters.entrySet()) {
            for (int i = 0; i < kept.getValue().size() && !kept.getKey().equals(parameter); i++) {
                // As a template value: a brace or a percent sign in it is a letter.
                String template = kept.getKey() + i;
                link.queryParam(kept.getKey(), "{" + template + "}")
                        .resolveTemplate(template, kept.getValue().get(i));
            }
        }
        allButTheValue = link.queryParam(parameter, "").build().toString();
    }

    /** @param value the number of a page or the text of a cursor: both stand in a query as they are */
    String to(Object value) {
        return allButTheValue + value;
    }
}
