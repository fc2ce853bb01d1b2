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
 * A query about some users, in one statement. Each id is a parameter of its own: a query with a list as a parameter is
 * translated to SQL anew whenever it runs (Hibernate's SqmSelectionQueryImpl caches the plans of all others). The number of
 * parameters is a power of two, so that pages of different sizes share few texts.
 */
final class UsersQuery {

    private final UnaryOperator<String> text;
    private final Map<Integer, String> texts = new ConcurrentHashMap<>();

    /** @param text the query in JPQL, around the ids in brackets */
    UsersQuery(UnaryOperator<String> text) {
        this.text = text;
    }

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
