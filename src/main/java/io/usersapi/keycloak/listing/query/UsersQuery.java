package io.usersapi.keycloak.listing.query;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A query about some users, in one statement. Each id is a parameter of its own: Hibernate translates a query with a
 * list as a parameter to SQL anew at each run, and caches the plans of all other queries (SqmSelectionQueryImpl). The
 * number of parameters is a power of two, so that pages of different sizes share few texts of the query.
 */
final class UsersQuery {

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
        int parameters = Integer.highestOneBit(2 * userIds.size() - 1);
        TypedQuery<Object[]> query =
                entities.createQuery(texts.computeIfAbsent(parameters, this::text), Object[].class);
        for (int i = 0; i < parameters; i++) {
            query.setParameter("id" + i, userIds.get(Math.min(i, userIds.size() - 1)));
        }
        return query.getResultList();
    }

    private String text(int parameters) {
        return text.apply(
                IntStream.range(0, parameters).mapToObj(i -> ":id" + i).collect(Collectors.joining(", ", "(", ")")));
    }
}
