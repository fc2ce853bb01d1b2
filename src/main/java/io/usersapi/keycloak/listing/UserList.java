package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.Violations;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserEntity;

/** The reading room: pages of users, by number or by cursor, at a constant number of statements. */
public final class UserList {

    private final KeycloakSession session;
    private final Settings settings;

    public UserList(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** The page that is asked for; an empty one beyond the last. */
    public Page page(PageRequest request) {
        UserQuery query = new UserQueries(session, settings).of(request.filter());
        return request.isWalk() ? walked(request, query) : numbered(request, query);
    }

    private Page numbered(PageRequest request, UserQuery query) {
        int number = request.number();
        int size = request.size();
        // One more than the page: tells whether there is a next one without a count.
        List<UserEntity> rows = query.rows(request.sort(), request.offset(), size + 1);
        List<Account> data = accounts(rows, size);
        Total total = request.exactTotal() ? query.total() : query.total(settings.totalLimit());
        Long lastPage = total.lastPage(size);
        PageLinks links = new PageLinks(session, PageRequest.PAGE);
        return new Page(
                data,
                new Page.Links(
                        links.to(1),
                        number > 1 ? links.to(lastPage == null ? number - 1 : Math.min(number - 1, lastPage)) : null,
                        rows.size() > size ? links.to(number + 1) : null,
                        lastPage == null ? null : links.to(lastPage)),
                new Page.NumberedMeta(
                        number,
                        data.isEmpty() ? null : request.offset() + 1,
                        data.isEmpty() ? null : request.offset() + data.size(),
                        size,
                        lastPage,
                        total.count(),
                        total.capped()));
    }

    private Page walked(PageRequest request, UserQuery query) {
        int size = request.size();
        Long total = request.exactTotal() ? query.total().count() : null;
        String text = request.cursor().orElseThrow();
        if (!text.isEmpty()) {
            query.behind(
                    Cursor.parse(text, session, request)
                            .orElseThrow(() -> Violations.of(PageRequest.CURSOR, ErrorCode.INVALID_CURSOR)),
                    request.sort());
        }
        List<UserEntity> rows = query.rows(request.sort(), 0, size + 1);
        PageLinks links = new PageLinks(session, PageRequest.CURSOR);
        String next =
                rows.size() > size ? links.to(Cursor.behind(rows.get(size - 1)).text(session, request)) : null;
        return new Page(
                accounts(rows, size), new Page.Links(links.to(""), null, next, null), new Page.WalkMeta(size, total));
    }

    private List<Account> accounts(List<UserEntity> rows, int size) {
        return new Rows(session, settings).accounts(rows.subList(0, Math.min(size, rows.size())));
    }
}
