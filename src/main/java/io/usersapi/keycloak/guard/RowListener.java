package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.session.ReadSessions;
import io.usersapi.keycloak.guard.GuardEvents.FederatedRows;
import io.usersapi.keycloak.module.Settings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractDatabaseOperationEvent;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PersistContext;
import org.hibernate.event.spi.PersistEvent;
import org.hibernate.event.spi.PersistEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.jpa.entities.CompositeRoleEntity;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.models.jpa.entities.FederatedIdentityEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;
import org.keycloak.models.jpa.entities.UserAttributeEntity;
import org.keycloak.models.jpa.entities.UserConsentEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRequiredActionEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.models.jpa.entities.UserVerifiableCredentialEntity;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Hears from Hibernate of every row of users, and of the rows that belong to users, that Keycloak loads, inserts,
 * updates or deletes, whoever asks for it, as Keycloak does itself (AsyncCommitIntegrator). Of bulk statements Hibernate
 * tells nothing. Where one removes an attribute of a user whom Keycloak has read, the user's collection of attributes
 * changes, and that is heard; for Keycloak's other bulk statements see {@link GuardEvents}.
 */
public final class RowListener
        implements PostLoadEventListener,
                PersistEventListener,
                PreInsertEventListener,
                PreUpdateEventListener,
                PostInsertEventListener,
                PostUpdateEventListener,
                PostDeleteEventListener,
                PreCollectionUpdateEventListener {

    private final Settings settings;

    private RowListener(Settings settings) {
        this.settings = settings;
    }

    /** Begins to listen, until the server stops. */
    public static void register(KeycloakSessionFactory factory, Settings settings) {
        KeycloakModelUtils.runJobInTransaction(factory, session -> register(session, new RowListener(settings)));
    }

    private static void register(KeycloakSession session, RowListener listener) {
        EventListenerRegistry registry = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .getEntityManagerFactory()
                .unwrap(SessionFactoryImplementor.class)
                .getEventEngine()
                .getListenerRegistry();
        registry.appendListeners(EventType.POST_LOAD, listener, new ReadSessions.Listener());
        registry.appendListeners(EventType.PERSIST, listener);
        registry.appendListeners(EventType.PRE_INSERT, listener);
        registry.appendListeners(EventType.PRE_UPDATE, listener);
        registry.appendListeners(EventType.POST_INSERT, listener);
        registry.appendListeners(EventType.POST_UPDATE, listener);
        registry.appendListeners(EventType.POST_DELETE, listener);
        registry.appendListeners(EventType.PRE_COLLECTION_UPDATE, listener);
    }

    /** Whether the row is of a kind that the rules are about. */
    private static boolean isWatched(Object entity) {
        return entity instanceof UserEntity
                || entity instanceof UserAttributeEntity
                || entity instanceof CredentialEntity
                || entity instanceof UserRoleMappingEntity
                || entity instanceof UserGroupMembershipEntity
                || entity instanceof FederatedIdentityEntity
                || entity instanceof UserVerifiableCredentialEntity
                || entity instanceof UserRequiredActionEntity
                || entity instanceof UserConsentEntity
                || entity instanceof GroupEntity
                || entity instanceof GroupRoleMappingEntity
                || entity instanceof CompositeRoleEntity
                || FederatedRows.realmId(entity) != null;
    }

    private Watch watch(AbstractDatabaseOperationEvent event) {
        return watch(event.getEntity(), event.getSession());
    }

    private Watch watch(Object entity, SharedSessionContractImplementor hibernate) {
        Watch watch = isWatched(entity) ? Watch.of(hibernate, settings) : null;
        if (watch != null && entity instanceof UserEntity user) {
            watch.sees(user.getRealmId());
        } else if (watch != null && FederatedRows.realmId(entity) != null) {
            watch.sees(FederatedRows.realmId(entity));
        }
        return watch;
    }

    /**
     * A loaded user may be changed, and a change may reach the database only at the commit: the watch must be there
     * before.
     */
    @Override
    public void onPostLoad(PostLoadEvent event) {
        watch(event.getEntity(), event.getSession());
    }

    @Override
    public void onPersist(PersistEvent event) {
        watch(event.getObject(), event.getSession());
    }

    @Override
    public void onPersist(PersistEvent event, PersistContext createdAlready) {
        onPersist(event);
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        Watch watch = watch(event);
        if (watch != null && watch.isOn()) {
            String user = UserDates.userWhoGains(event.getEntity());
            if (user != null) {
                watch.beforeGain(event.getSession(), user);
            }
        }
        return false;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        Watch watch = watch(event);
        if (watch != null && watch.isOn() && event.getEntity() instanceof UserEntity && event.getOldState() != null) {
            UserRows.beforeUpdate(event, watch.changes());
        }
        return false;
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        Watch watch = watch(event);
        if (watch != null && watch.isOn()) {
            RowChange.inserted(watch.changes(), event.getEntity());
            FederatedRows.inserted(watch.changes(), event.getEntity());
        }
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        Watch watch = watch(event);
        if (watch != null && watch.isOn() && event.getOldState() != null) {
            RowChange.updated(watch.changes(), event);
        }
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        Watch watch = watch(event);
        if (watch != null && watch.isOn()) {
            RowChange.deleted(watch.changes(), event.getEntity());
            FederatedRows.deleted(watch.changes(), event.getEntity());
        }
    }

    @Override
    public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
        Watch watch =
                event.getAffectedOwnerOrNull() instanceof UserEntity user ? watch(user, event.getSession()) : null;
        if (watch != null && watch.isOn()) {
            RowChange.taken(watch.changes(), event.getCollection());
        }
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
