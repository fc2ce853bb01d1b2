package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.http.input.ApiPath;
import java.util.LinkedHashMap;
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
        Map<String, List<String>> parameters =
                new LinkedHashMap<>(new TreeMap<>(session.getContext().getUri().getQueryParameters()));
        parameters.remove(parameter);
        parameters.put(parameter, List.of(""));
        allButTheValue = ApiPath.of(session).uri("users", parameters).toString();
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
