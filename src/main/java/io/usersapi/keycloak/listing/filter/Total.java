package io.usersapi.keycloak.listing.filter;

/**
 * How many users a list has.
 *
 * @param capped whether there are more than {@code count}
 */
public record Total(long count, boolean capped) {

    /** The same, told up to {@code limit} only. */
    public Total upTo(int limit) {
        return count > limit ? new Total(limit, true) : this;
    }

    /** The number of the last page, at least 1, or null where it is not known. */
    public Long lastPage(int size) {
        return capped ? null : Math.max(1, (count + size - 1) / size);
    }
}
