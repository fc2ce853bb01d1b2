package io.usersapi.keycloak.listing.index;

import io.usersapi.keycloak.listing.filter.Search;
import io.usersapi.keycloak.listing.filter.Sort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.keycloak.models.jpa.entities.UserEntity;

/** Keycloak's table of users, by the names that Hibernate writes in SQL. */
final class UserTable {

    private static final Pattern FIELD = Pattern.compile("\\bu\\.(\\w+)");

    private final EntityPersister users;

    UserTable(SessionFactoryImplementor hibernate) {
        this.users = hibernate.getMappingMetamodel().getEntityDescriptor(UserEntity.class);
    }

    /** The name of the table, with the schema where Keycloak's option {@code db-schema} names one. */
    String name() {
        return id().getContainingTableExpression();
    }

    /**
     * The column of a field.
     *
     * @param field a field of {@link UserEntity}
     */
    String column(String field) {
        SelectableMapping column =
                field.equals("id") ? id() : users.findAttributeMapping(field).getSelectable(0);
        return column.getSelectionExpression();
    }

    /**
     * An expression in JPQL as Hibernate writes it for PostgreSQL: with the columns for the fields of {@code u}, and
     * {@code substr} for {@code substring}.
     */
    String columns(String jpql) {
        return FIELD.matcher(jpql.replace("substring(", "substr("))
                .replaceAll(field -> Matcher.quoteReplacement(column(field.group(1))));
    }

    /**
     * {@link Search#LOWER_NAME} as Hibernate writes it for PostgreSQL: with {@code ||}, since PostgreSQL allows its
     * function {@code concat} in no index.
     */
    String lowerName() {
        return "lower(" + fullName() + ")";
    }

    /** The order by name ({@link Sort.Key#NAME}) as Hibernate writes it for PostgreSQL. */
    String sortedName() {
        return "lower(trim(both from " + fullName() + "))";
    }

    private String fullName() {
        return columns("(" + Search.FIRST_NAME + "||' '||" + Search.LAST_NAME + ")");
    }

    /** {@link Search#ADDRESS_AND_NAME} as Hibernate writes it for PostgreSQL. */
    String addressAndName() {
        return "(" + columns(Search.ADDRESS) + "||'\t'||" + lowerName() + ")";
    }

    private SelectableMapping id() {
        return users.getIdentifierMapping().getSelectable(0);
    }
}
