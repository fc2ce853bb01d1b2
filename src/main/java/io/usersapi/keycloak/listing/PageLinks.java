package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.http.input.ApiPath;
import jakarta.ws.rs.core.UriBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keycloak.models.KeycloakSession;

/**
 * Links to other pages of the current list. A link has the parameters of the request in alphabetical order, and last
 * the parameter that names the page. The order is fixed because a cache finds an answer by its address, and the map of
 * a request's parameters has no order.
 */
final class PageLinks {

    private final String allButTheValue;

    /** @param parameter the parameter that names the page: {@code page} or {@code cursor} */
    PageLinks(KeycloakSession session, String parameter) {
        UriBuilder link = UriBuilder.fromUri(ApiPath.of(session).uri("users"));
        Map<String, List<String>> parameters =
                new TreeMap<>(session.getContext().getUri().getQueryParameters());
        // The texts are given as template values: a brace or a percent sign in one then stands for itself.
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, List<String>> kept : parameters.entrySet()) {
            for (int i = 0; i < kept.getValue().size() && !kept.getKey().equals(parameter); i++) {
                String template = kept.getKey() + i;
                link.queryParam(kept.getKey(), "{" + template + "}");
                texts.put(template, kept.getValue().get(i));
            }
        }
        allButTheValue = link.queryParam(parameter, "").buildFromMap(texts).toString();
    }

    /**
     * The link to a page.
     *
     * @param value the number of a page or the text of a cursor; neither needs to be encoded in a query
     */
    String to(Object value) {
        return allButTheValue + value;
    }
}
