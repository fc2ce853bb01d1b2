package io.usersapi.keycloak.listing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.usersapi.keycloak.account.Account;
import java.util.List;

/**
 * One page of users:
 *
 * <pre>{@code
 * {"data": [{"id": "0f2c…", …}],
 *  "links": {"first": "…?page=1", "prev": null, "next": "…?page=2", "last": "…?page=7"},
 *  "meta": {"current_page": 1, "from": 1, "to": 15, "per_page": 15, "last_page": 7, "total": 98}}
 * }</pre>
 *
 * <p>Where there are more users than the setting {@code total-limit}, {@code total} is that limit, {@code total_capped}
 * is true, and {@code last} and {@code last_page} are null. In a walk by cursor {@code meta} has {@code per_page} and,
 * if asked for, {@code total}.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page(List<Account> data, Links links, Meta meta) {

    /** Absolute URLs that keep the other parameters; null where there is no such page. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Links(String first, String prev, String next, String last) {}

    /** The numbers of a page. */
    public sealed interface Meta permits NumberedMeta, WalkMeta {}

    /**
     * The numbers of a page by number.
     *
     * @param from the number of the first user of the page, from 1, or null where the page is empty
     * @param to the number of the last user of the page, or null where the page is empty
     * @param lastPage null where {@code total} is capped
     * @param total how many users there are, or the setting {@code total-limit} where it is capped
     * @param totalCapped whether there are more users than {@code total}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record NumberedMeta(
            @JsonProperty("current_page") int currentPage,
            Integer from,
            Integer to,
            @JsonProperty("per_page") int perPage,
            @JsonProperty("last_page") Long lastPage,
            long total,
            @JsonProperty("total_capped") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean totalCapped)
            implements Meta {}

    /** The numbers of a page of a walk by cursor; {@code total} is null unless the request asks for it. */
    public record WalkMeta(@JsonProperty("per_page") int perPage, @JsonInclude(JsonInclude.Include.NON_NULL) Long total)
            implements Meta {}
}
