package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.Settings;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.UserConsentEntity;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;

/** The soft-deleted users of the session's realm. */
public final class Tombstones {

    private static final Logger LOG = Logger.getLogger(Tombstones.class);

    /**
     * Not {@link AccountState#tombstone}: here the username tells nothing, since it may have been given back, and the
     * condition begins with the attribute's name, because the names of attributes have an index.
     */
    private static final String TOMBSTONE =
            "u.id in (select a.user.id from UserAttributeEntity a where a.name = '" + ModuleAttributes.DELETED_AT + "')"
                    + " and exists (select 1 from UserAttributeEntity b where b.user = u and b.name = '"
                    + ModuleAttributes.DELETED_BY + "')";

    private static final String REVIVED =
            "u.enabled = true or u.emailVerified = true or u.email is not null or u.username not like "
                    + AccountState.PREFIX
                    + " or u.serviceAccountClientLink is not null or u.federationLink is not null"
                    + " or exists (select 1 from UserRequiredActionEntity r where r.user = u)"
                    + " or exists (select 1 from CredentialEntity c where c.user = u)"
                    + " or exists (select 1 from FederatedIdentityEntity f where f.user = u)"
                    + " or exists (select 1 from UserRoleMappingEntity m where m.user = u)"
                    + " or exists (select 1 from UserGroupMembershipEntity g where g.user = u)"
                    + " or exists (select 1 from UserConsentEntity s where s.user = u)"
                    + " or exists (select 1 from UserVerifiableCredentialEntity v where v.user = u)"
                    + " or exists (select 1 from UserAttributeEntity o where o.user = u and o.name not in (:own))";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    public Tombstones(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** The ids of the tombstones to which something was given back. */
    List<String> revived() {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.id from UserEntity u where u.realmId = :realm and " + TOMBSTONE + " and (" + REVIVED
                                + ") order by u.id",
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter("own", ModuleAttributes.ALL)
                .getResultList();
    }

    /** Undoes what was done to a tombstone while nobody watched. */
    void bury(String id) {
        keep(
                user(id),
                () -> LOG.warnf(
                        "Realm %s: the deleted user %s was changed while the module was off; that is undone",
                        realm.getName(), id));
    }

    /**
     * Takes from a user of Keycloak's own, if it is a tombstone, what was written to it at the instant of its deletion.
     *
     * @param id of a user whose row is locked and read afresh
     */
    public void takeLateRows(String id) {
        UserModel row = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, id);
        keep(row, () -> new OutsideStore(session).evict(row));
    }

    private void keep(UserModel user, Runnable then) {
        if (user != null && AccountAttributes.isTombstone(user)) {
            new Tombstone(session, settings.deletedEmail()).keep(user);
            then.run();
        }
    }

    /** The user, whatever store is said to have it: Keycloak's look-up would remove a user whom that store does not have. */
    private UserModel user(String id) {
        UserModel row = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, id);
        if (row == null || row.getFederationLink() == null) {
            return session.users().getUserById(realm, id);
        }
        new OutsideStore(session).evict(row);
        return row;
    }

    /**
     * The ids of the clients for which the user has given consent. Not from Keycloak's cache: another transaction may just
     * have committed one; nor by its user model, which fails where the store of a client is away
     * (JpaUserProvider.getConsentsStream).
     */
    static List<String> consentedClients(KeycloakSession session, String userId) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("select c from UserConsentEntity c where c.user.id = :id", UserConsentEntity.class)
                .setParameter("id", userId)
                .getResultStream()
                .map(consent -> consent.getClientId() != null
                        ? consent.getClientId()
                        : new StorageId(consent.getClientStorageProvider(), consent.getExternalClientId()).getId())
                .toList();
    }
}
