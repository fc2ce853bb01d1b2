package io.usersapi.keycloak.listing.filter;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.http.input.QueryParameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which users a list shows.
 *
 * @param search part of an e-mail address or a name, in lower case
 * @param email an exact e-mail address, in lower case
 * @param type {@code admin} or {@code user}
 * @param role the id or name of a realm role
 * @param emailVerified whether the address is known to be the user's
 * @param attributes all of which the user has
 * @param invitation {@code pending}
 */
public record UserFilter(
        Optional<String> search,
        Optional<String> email,
        Status status,
        Optional<String> type,
        Optional<String> role,
        Optional<Boolean> emailVerified,
        List<AttributeFilter> attributes,
        Optional<String> invitation) {

    static final String SEARCH = "search";
    static final String EMAIL = "email";
    static final String STATUS = "status";
    static final String TYPE = "type";
    public static final String ROLE = "role";
    static final String EMAIL_VERIFIED = "email_verified";
    static final String INVITATION = "invitation";

    private static final int MAX_TEXT = 255;

    /** Users by their state. */
    public enum Status {
        /** All but the deleted: what an absent parameter means. */
        LIVING,
        ACTIVE,
        INACTIVE,
        DELETED,
        ALL
    }

    public static UserFilter of(QueryParameters query) {
        String status = query.choice(
                STATUS,
                List.of(Account.STATUS_ACTIVE, Account.STATUS_INACTIVE, Account.STATUS_DELETED, "all"),
                "living");
        return new UserFilter(
                query.text(SEARCH, MAX_TEXT).map(text -> text.toLowerCase(Locale.ROOT)),
                query.text(EMAIL)
                        .flatMap(text -> EmailAddress.parse(text, query.violations(), EMAIL))
                        .map(EmailAddress::value),
                Status.valueOf(status.toUpperCase(Locale.ROOT)),
                Optional.ofNullable(query.choice(TYPE, List.of(Account.TYPE_ADMIN, Account.TYPE_USER), null)),
                query.text(ROLE, MAX_TEXT),
                Optional.ofNullable(query.choice(EMAIL_VERIFIED, List.of("true", "false"), null))
                        .map(Boolean::valueOf),
                AttributeFilter.of(query),
                Optional.ofNullable(query.choice(INVITATION, List.of(Invitation.PENDING), null)));
    }

    /** Whether it lets all users pass but the deleted. */
    public boolean isAllLiving() {
        return status == Status.LIVING
                && search.isEmpty()
                && email.isEmpty()
                && type.isEmpty()
                && role.isEmpty()
                && emailVerified.isEmpty()
                && attributes.isEmpty()
                && invitation.isEmpty();
    }
}
