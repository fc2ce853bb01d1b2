package io.usersapi.keycloak.account.batch;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;
import org.keycloak.models.jpa.entities.UserEntity;

/** The columns of the table of one of Keycloak's entities, in which each property has one column. */
final class RowColumns {

    private final SharedSessionContractImplementor hibernate;
    private final EntityPersister entity;
    private final List<String> names = new ArrayList<>();
    private final List<Type> types = new ArrayList<>();
    private final List<Integer> properties = new ArrayList<>();

    RowColumns(SharedSessionContractImplementor hibernate, Class<?> table) {
        this.hibernate = hibernate;
        this.entity = hibernate.getFactory().getMappingMetamodel().getEntityDescriptor(table);
        Type id = entity.getIdentifierType();
        names.addAll(List.of(entity.getIdentifierColumnNames()));
        types.addAll(id instanceof ComponentType key ? Arrays.asList(key.getSubtypes()) : List.of(id));
        String[] propertyNames = entity.getPropertyNames();
        for (int property = 0; property < propertyNames.length; property++) {
            Type type = entity.getPropertyTypes()[property];
            // A key of several columns is a property, too.
            if (!type.isCollectionType() && !type.isComponentType()) {
                names.add(entity.getPropertyColumnNames(propertyNames[property])[0]);
                types.add(type);
                properties.add(property);
            }
        }
    }

    String table() {
        return entity.getTableName();
    }

    List<String> names() {
        return names;
    }

    /** Whether the database takes many rows in one statement. Others get a batch of statements of one row. */
    boolean takeManyRows() {
        Dialect dialect = hibernate.getFactory().getJdbcServices().getDialect();
        return dialect instanceof PostgreSQLDialect || dialect instanceof MySQLDialect || dialect instanceof H2Dialect;
    }

    /** @return the number of the parameter after the row's last */
    int bind(Object row, PreparedStatement statement, int firstParameter) throws SQLException {
        int column = 0;
        for (Object key : key(row)) {
            bind(key, types.get(column), statement, firstParameter + column++);
        }
        for (int property : properties) {
            bind(entity.getValue(row, property), types.get(column), statement, firstParameter + column++);
        }
        return firstParameter + column;
    }

    private Object[] key(Object row) {
        Object id = entity.getIdentifier(row, hibernate);
        return entity.getIdentifierType() instanceof ComponentType key ? key.getPropertyValues(id) : new Object[] {id};
    }

    private void bind(Object value, Type type, PreparedStatement statement, int parameter) throws SQLException {
        if (value instanceof UserEntity user) {
            statement.setString(parameter, user.getId());
        } else {
            type.nullSafeSet(statement, value, parameter, hibernate);
        }
    }
}
