package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.Settings;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The soft-deleted users of the session's realm. */
public final class Tombstones {

    private static final Logger LOG = Logger.getLogger(Tombstones.class);

    /** Each has an index: the unique username of a realm, and the names of attributes. */
    private static final String BY_USERNAME = "u.username like 'deleted-%'";

    private static final String BY_ATTRIBUTE = "u.id in (select a.user.id from UserAttributeEntity a where a.name = '"
            + ModuleAttributes.DELETED_AT + "')";

    private static final String REVIVED =
            "u.enabled = true or u.emailVerified = true or u.email is not null or u.username <> concat('deleted-', u.id)"
                    + " or exists (select 1 from UserRequiredActionEntity r where r.user = u)"
                    + " or exists (select 1 from CredentialEntity c where c.user = u)"
                    + " or exists (select 1 from FederatedIdentityEntity f where f.user = u)"
                    + " or exists (select 1 from UserRoleMappingEntity m where m.user = u)"
                    + " or exists (select 1 from UserGroupMembershipEntity g where g.user = u"
                    + " and g.membershipType <> 'MANAGED')";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    public Tombstones(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** Undoes what was done to them while the module was off and nobody watched. */
    public void repair() {
        Set<String> ids = new TreeSet<>();
        for (String mark : Set.of(BY_USERNAME, BY_ATTRIBUTE)) {
            ids.addAll(session.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .createQuery(
                            "select u.id from UserEntity u where u.realmId = :realm and " + mark + " and (" + REVIVED
                                    + ")",
                            String.class)
                    .setParameter("realm", realm.getId())
                    .getResultList());
        }
        ids.stream()
                .map(id -> session.users().getUserById(realm, id))
                .filter(Objects::nonNull)
                .filter(AccountAttributes::isTombstone)
                .forEach(user -> {
                    new Tombstone(session, settings.deletedEmail()).keep(user);
                    LOG.warnf(
                            "Realm %s: the deleted user %s was changed while the module was off; that is undone",
                            realm.getName(), user.getId());
                });
    }
}
