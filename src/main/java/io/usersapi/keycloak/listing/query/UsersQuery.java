package io.usersapi.keycloak.listing.query;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernateHints;

/**
 * A query about some users, in one statement. Each id is a parameter of its own: Hibernate translates a query with a
 * list as a parameter to SQL anew at each run, and caches the plans of all other queries (SqmSelectionQueryImpl). Pages
 * of nearly the same size share a text of the query: the last id is repeated.
 */
final class UsersQuery {

    /**
     * Up to so many users, the number of parameters is a power of two. Above, it can also be one of three numbers
     * between two powers.
     */
    private static final int FEW = 16;

    /**
     * How many rows the database sends at a time. Keycloak has Hibernate ask for 64 (default-persistence.xml), so that the
     * roles of a page of a hundred users would take four round trips.
     */
    private static final int ROWS_AT_ONCE = 1000;

    private final UnaryOperator<String> text;
    private final Map<Integer, String> texts = new ConcurrentHashMap<>();

    /** @param text makes the query in JPQL out of the list of parameters, which stands in brackets */
    UsersQuery(UnaryOperator<String> text) {
        this.text = text;
    }

    /**
     * The rows about the users.
     *
     * @param userIds at least one
     */
    List<Object[]> of(EntityManager entities, List<String> userIds) {
        int parameters = parameters(userIds.size());
        TypedQuery<Object[]> query =
                entities.createQuery(texts.computeIfAbsent(parameters, this::text), Object[].class);
        for (int i = 0; i < parameters; i++) {
            query.setParameter("id" + i, userIds.get(Math.min(i, userIds.size() - 1)));
        }
        return atOnce(query).getResultList();
    }

    /** Those of some users whom the query finds, as {@code :ids}. Most pages have no user who makes the question necessary. */
    static List<String> ids(EntityManager entities, String query, Stream<String> of) {
        List<String> ids = of.toList();
        return ids.isEmpty()
                ? List.of()
                : entities.createQuery(query, String.class)
                        .setParameter("ids", ids)
                        .getResultList();
    }

    /** Has the rows of a page sent in one go. */
    static <T> TypedQuery<T> atOnce(TypedQuery<T> query) {
        return query.setHint(HibernateHints.HINT_FETCH_SIZE, ROWS_AT_ONCE);
    }

    /** A little more than the users: each parameter has its price in Hibernate, in the driver and in the database. */
    private static int parameters(int users) {
        int power = Integer.highestOneBit(2 * users - 1);
        int step = power / 8;
        return users <= FEW ? power : (users + step - 1) / step * step;
    }

    private String text(int parameters) {
        return text.apply(
                IntStream.range(0, parameters).mapToObj(i -> ":id" + i).collect(Collectors.joining(", ", "(", ")")));
    }
}
