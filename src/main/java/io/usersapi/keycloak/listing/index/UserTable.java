package io.usersapi.keycloak.listing.index;

import io.usersapi.keycloak.listing.filter.Search;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.keycloak.models.jpa.entities.UserEntity;

/** Keycloak's table of users as Hibernate names it in statements. */
final class UserTable {

    private static final Pattern FIELD = Pattern.compile("\\bu\\.(\\w+)");

    private final EntityPersister users;

    UserTable(SessionFactoryImplementor hibernate) {
        this.users = hibernate.getMappingMetamodel().getEntityDescriptor(UserEntity.class);
    }

    /** With the schema, where Keycloak's option {@code db-schema} names one. */
    String name() {
        return id().getContainingTableExpression();
    }

    /** @param field of {@link UserEntity} */
    String column(String field) {
        SelectableMapping column =
                field.equals("id") ? id() : users.findAttributeMapping(field).getSelectable(0);
        return column.getSelectionExpression();
    }

    /** An expression in JPQL as Hibernate writes it for PostgreSQL: the fields of {@code u} and a function have other names. */
    String columns(String jpql) {
        return FIELD.matcher(jpql.replace("substring(", "substr("))
                .replaceAll(field -> Matcher.quoteReplacement(column(field.group(1))));
    }

    /** {@link Search#LOWER_NAME} as Hibernate writes it for PostgreSQL, whose own {@code concat} no index can have. */
    String lowerName() {
        return columns("lower((" + Search.FIRST_NAME + "||' '||" + Search.LAST_NAME + "))");
    }

    /** {@link Search#ADDRESS_AND_NAME} in the same way. */
    String addressAndName() {
        return "(" + columns(Search.ADDRESS) + "||'\t'||" + lowerName() + ")";
    }

    private SelectableMapping id() {
        return users.getIdentifierMapping().getSelectable(0);
    }
}
