package io.usersapi.keycloak.listing.filter;

/**
 * How many users a list has.
 *
 * @param count the number of users
 * @param capped whether there are more than {@code count}
 */
public record Total(long count, boolean capped) {

    /** The same total, but no more than {@code limit}. */
    public Total upTo(int limit) {
        return count > limit ? new Total(limit, true) : this;
    }

    /** The number of the last page, at least 1, or null where the total is capped. */
    public Long lastPage(int size) {
        return capped ? null : Math.max(1, (count + size - 1) / size);
    }
}
