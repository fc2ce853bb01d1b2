package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.PageRequest;
import io.usersapi.keycloak.listing.filter.Total;
import io.usersapi.keycloak.listing.query.UserSource;
import io.usersapi.keycloak.listing.query.UserSources;
import io.usersapi.keycloak.listing.query.WalkSource;
import io.usersapi.keycloak.module.Settings;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * Pages of users, by number or by cursor. The number of database statements of a page does not grow with the number of
 * its users.
 */
public final class UserList {

    private final KeycloakSession session;
    private final Settings settings;
    private final Reach reach;

    public UserList(KeycloakSession session, Settings settings, Reach reach) {
        this.session = session;
        this.settings = settings;
        this.reach = reach;
    }

    /**
     * The page that is asked for; an empty one beyond the last.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 where the filter names an attribute that
     *     administrators may not see, or where the cursor is not one of this list
     */
    public Page page(PageRequest request) {
        UserSources sources = new UserSources(session, settings, reach);
        return request.isWalk() ? walked(request, sources.ofWalk(request)) : numbered(request, sources.of(request));
    }

    private Page numbered(PageRequest request, UserSource source) {
        int number = request.number();
        int size = request.size();
        // One user more than the page has is read: that tells whether there is a next page without a count.
        List<UserSource.Listed> rows = source.users(request.sort(), request.offset(), size + 1);
        List<Account> data = accounts(rows, size);
        Total total = total(request, source, rows.size());
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

    private Total total(PageRequest request, UserSource source, int rows) {
        int limit = request.exactTotal() ? Integer.MAX_VALUE : settings.totalLimit();
        long seen = request.offset() + rows;
        boolean isLast = rows <= request.size() && (rows > 0 || request.offset() == 0);
        if (isLast || (rows > 0 && seen > limit)) {
            // The last page tells the number of all users by itself. A page beyond the limit tells that there are more
            // users than the limit.
            return new Total(seen, false).upTo(limit);
        }
        return request.exactTotal() ? source.total() : source.total(limit);
    }

    private Page walked(PageRequest request, WalkSource source) {
        int size = request.size();
        Long total = request.exactTotal() ? source.total().count() : null;
        String text = request.cursor().orElseThrow();
        if (!text.isEmpty()) {
            source.behind(
                    Cursor.parse(text, session, request)
                            .orElseThrow(() -> Violations.of(PageRequest.CURSOR, ErrorCode.INVALID_CURSOR)),
                    request.sort());
        }
        List<UserSource.Listed> rows = source.walk(request.sort(), size + 1);
        PageLinks links = new PageLinks(session, PageRequest.CURSOR);
        String next = rows.size() > size ? links.to(rows.get(size - 1).place().text(session, request)) : null;
        return new Page(
                accounts(rows, size), new Page.Links(links.to(""), null, next, null), new Page.WalkMeta(size, total));
    }

    private static List<Account> accounts(List<UserSource.Listed> rows, int size) {
        return rows.stream().limit(size).map(UserSource.Listed::account).toList();
    }
}
