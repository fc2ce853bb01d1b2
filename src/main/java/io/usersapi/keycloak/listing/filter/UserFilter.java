package io.usersapi.keycloak.listing.filter;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.http.input.QueryParameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which users a list shows. A user passes who meets all conditions that are present.
 *
 * @param search part of an e-mail address or a name, in lower case
 * @param email an exact e-mail address, in lower case
 * @param status in which state users pass
 * @param type {@code admin} or {@code user}
 * @param role the id or name of a realm role that the user holds directly
 * @param emailVerified whether the e-mail address is known to be the user's
 * @param attributes attributes with values, all of which the user has
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

    /** The state of users. */
    public enum Status {
        /** Every state but deleted: what an absent parameter means. */
        LIVING,
        ACTIVE,
        INACTIVE,
        DELETED,
        ALL
    }

    /** The filter that the parameters of a request name; each bad parameter is noted as a violation. */
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

    /** Whether the filter lets all users pass but the deleted. */
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
