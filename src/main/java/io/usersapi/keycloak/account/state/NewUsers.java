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
        if (ids.size() == 1 && mark(ids.get(0))) {
            return;
        }
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            markAtOnce(ids.subList(from, Math.min(ids.size(), from + AT_ONCE)));
        }
    }

    /**
     * A single user, whom the session of Hibernate knows: the database does not have to look the user up.
     *
     * @return false where the session does not know the user
     */
    private boolean mark(String id) {
        EntityPersister users = hibernate.getFactory().getMappingMetamodel().getEntityDescriptor(UserEntity.class);
        if (!(hibernate.getPersistenceContextInternal().getEntity(hibernate.generateEntityKey(id, users))
                instanceof UserEntity user)) {
            return false;
        }
        if (user.getServiceAccountClientLink() == null) {
            String sql = into(hibernate.getFactory()) + " values (?, ?, ?, ?)";
            hibernate.doWork(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setString(1, id);
                    statement.setString(2, ModuleAttributes.ACTIVE);
                    statement.setString(3, Boolean.toString(user.isEnabled()));
                    statement.setString(4, id);
                    statement.executeUpdate();
                }
            });
        }
        return true;
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
        String id = users.getIdentifierColumnNames()[0];
        return into(factory) + " select " + id
                + ", '" + ModuleAttributes.ACTIVE
                + "', case when " + column(users, "enabled") + " = ? then 'true' else 'false' end, " + id
                + " from " + users.getTableName()
                + " where " + id + " in (" + String.join(", ", Collections.nCopies(parameters, "?"))
                + ") and " + column(users, "serviceAccountClientLink") + " is null";
    }

    private static String into(SessionFactoryImplementor factory) {
        EntityPersister attributes = factory.getMappingMetamodel().getEntityDescriptor(UserAttributeEntity.class);
        return "insert into " + attributes.getTableName()
                + " (" + attributes.getIdentifierColumnNames()[0]
                + ", " + column(attributes, "name")
                + ", " + column(attributes, "value")
                + ", " + column(attributes, "user")
                + ")";
    }

    private static String column(EntityPersister entity, String property) {
        return entity.getPropertyColumnNames(property)[0];
    }
}
