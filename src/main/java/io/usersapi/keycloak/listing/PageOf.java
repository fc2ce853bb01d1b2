package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.input.ApiPath;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;

/** Puts a page together: its users, its links, its numbers. */
final class PageOf {

    private final KeycloakSession session;
    private final PageRequest request;
    private final List<Account> data;
    private final long total;
    private final long lastPage;

    PageOf(KeycloakSession session, PageRequest request, List<Account> data, long total) {
        this.session = session;
        this.request = request;
        this.data = data;
        this.total = total;
        this.lastPage = Math.max(1, (total + request.size() - 1) / request.size());
    }

    Page page() {
        int number = request.number();
        boolean empty = data.isEmpty();
        return new Page(
                data,
                new Page.Links(
                        link(1),
                        number > 1 ? link(Math.min(number - 1L, lastPage)) : null,
                        number < lastPage ? link(number + 1L) : null,
                        link(lastPage)),
                new Page.Meta(
                        number,
                        empty ? null : request.offset() + 1,
                        empty ? null : request.offset() + data.size(),
                        request.size(),
                        lastPage,
                        total));
    }

    private String link(long number) {
        UriBuilder link = UriBuilder.fromUri(ApiPath.of(session).uri("users"));
        MultivaluedMap<String, String> parameters =
                session.getContext().getUri().getQueryParameters();
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            if (!parameter.getKey().equals(PageRequest.PAGE)) {
                // As a template value: a brace or a percent sign in it is a letter.
                link.queryParam(parameter.getKey(), "{" + parameter.getKey() + "}")
                        .resolveTemplate(
                                parameter.getKey(), parameter.getValue().get(0));
            }
        }
        return link.queryParam(PageRequest.PAGE, number).build().toString();
    }
}
