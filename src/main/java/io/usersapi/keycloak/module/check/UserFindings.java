package io.usersapi.keycloak.module.check;

import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.preparation.BoundedCount;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.keycloak.models.RealmModel;

/** Looks for findings among the users of a realm, by queries that count and read no user. */
final class UserFindings {

    /** Counts users who are not service accounts. */
    private static final String PEOPLE =
            "select count(u.id) from UserEntity u where u.realmId = :realm and u.serviceAccountClientLink is null and ";

    private final RealmModel realm;
    private final BoundedCount counts;
    private final Consumer<Finding> found;

    UserFindings(RealmModel realm, BoundedCount counts, Consumer<Finding> found) {
        this.realm = realm;
        this.counts = counts;
        this.found = found;
    }

    /**
     * Looks at the users.
     *
     * @param prepared whether the realm was prepared: then the module's attributes are the module's own
     */
    void look(boolean prepared) {
        // The grave finding is counted first, before the time is up.
        if (!prepared) {
            count(
                    Finding.Kind.ATTRIBUTE_NAMES_TAKEN,
                    "select count(distinct a.user.id) from UserAttributeEntity a where a.user.realmId = :realm and a.name in"
                            + " ('" + String.join("', '", ModuleAttributes.ALL) + "')");
        }
        count(
                Finding.Kind.WITHOUT_ADDRESS,
                PEOPLE
                        + "u.email is null and not exists (select 1 from UserAttributeEntity a where a.user = u and a.name ="
                        + " 'deleted_at')");
        if (realm.isVerifyEmail()) {
            count(
                    Finding.Kind.UNVERIFIED_ADDRESSES,
                    PEOPLE + "u.enabled = true and u.emailVerified = false and u.email is not null");
        }
        count(
                Finding.Kind.USERNAME_IS_ANOTHERS_ADDRESS,
                PEOPLE
                        + "u.username like '%@%' and (u.email is null or u.email <> u.username) and exists (select 1 from"
                        + " UserEntity o where o.realmId = :realm and o.email = u.username and o.id <> u.id)");
        // Keycloak also keeps the address in a unique column, emailConstraint. Only where the realm allows duplicate
        // addresses, or once did, may that column differ. Where all addresses may be shared, they are grouped; else
        // only the few that differ are looked at.
        count(
                Finding.Kind.SHARED_ADDRESS,
                realm.isDuplicateEmailsAllowed()
                        ? "select count(*) from (select u.email as email from UserEntity u where u.realmId = :realm and"
                                + " u.email is not null group by u.email having count(u.id) > 1) d"
                        : "select count(distinct u.email) from UserEntity u where u.realmId = :realm and u.email <>"
                                + " u.emailConstraint and exists (select 1 from UserEntity o where o.realmId = :realm and"
                                + " o.email = u.email and o.id <> u.id)");
    }

    private void count(Finding.Kind kind, String query) {
        Optional<Long> count = counts.of(entities -> {
            TypedQuery<Long> asked = entities.createQuery(query, Long.class);
            return asked.setParameter("realm", realm.getId());
        });
        if (count.isEmpty() || count.get() > 0) {
            found.accept(new Finding(kind, count.orElse(null), List.of()));
        }
    }
}
