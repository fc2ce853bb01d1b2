package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ModuleAttributes;
import java.sql.PreparedStatement;
import java.util.Collections;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserAttributeEntity;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * Gives users whom a transaction has created the attribute {@code active}, whether it is one user or an import of many.
 */
public final class NewUsers {

    /** How many ids one statement has. Oracle takes 1000 in a list. */
    private static final int AT_ONCE = 512;

    private final SharedSessionContractImplementor hibernate;

    public NewUsers(KeycloakSession session) {
        this.hibernate = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(SharedSessionContractImplementor.class);
    }

    /**
     * Sets the attribute of each user to the value of the enabled flag, in one statement for up to 512 users, which
     * loads no user. The id of the attribute's row is that of its user, which no other attribute has. Service accounts
     * get no attribute.
     *
     * @param ids users whose rows this transaction has already sent to the database
     */
    public void mark(List<String> ids) {
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            markAtOnce(ids.subList(from, Math.min(ids.size(), from + AT_ONCE)));
        }
    }

    /**
     * In SQL: Hibernate translates an insert in JPQL anew whenever it runs (SqmInterpretationsKey.generateNonSelectKey),
     * which took longer than the insert itself. The number of ids in the statement is a power of two, filled up with the
     * last id, so that imports of different sizes share few statements.
     */
    private void markAtOnce(List<String> ids) {
        int parameters = Integer.highestOneBit(2 * ids.size() - 1);
        String sql = insert(hibernate.getFactory(), parameters);
        hibernate.doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setBoolean(1, true);
                for (int i = 0; i < parameters; i++) {
                    statement.setString(i + 2, ids.get(Math.min(i, ids.size() - 1)));
                }
                statement.executeUpdate();
            }
        });
    }

    private static String insert(SessionFactoryImplementor factory, int parameters) {
        EntityPersister users = factory.getMappingMetamodel().getEntityDescriptor(UserEntity.class);
        EntityPersister attributes = factory.getMappingMetamodel().getEntityDescriptor(UserAttributeEntity.class);
        String id = users.getIdentifierColumnNames()[0];
        return "insert into " + attributes.getTableName()
                + " (" + attributes.getIdentifierColumnNames()[0]
                + ", " + column(attributes, "name")
                + ", " + column(attributes, "value")
                + ", " + column(attributes, "user")
                + ") select " + id
                + ", '" + ModuleAttributes.ACTIVE
                + "', case when " + column(users, "enabled") + " = ? then 'true' else 'false' end, " + id
                + " from " + users.getTableName()
                + " where " + id + " in (" + String.join(", ", Collections.nCopies(parameters, "?"))
                + ") and " + column(users, "serviceAccountClientLink") + " is null";
    }

    private static String column(EntityPersister entity, String property) {
        return entity.getPropertyColumnNames(property)[0];
    }
}
