package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.module.ModuleAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.event.spi.PostUpdateEvent;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
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
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;
import org.keycloak.utils.StringUtil;

/** Notes what a written row means for a user. */
final class RowChange {

    private static final String CREATED_DATE = "createdDate";

    private RowChange() {}

    static void inserted(Changes changes, Object entity) {
        if (entity instanceof UserEntity user) {
            changes.created(user.getId());
            if (AccountAttributes.isTombstoneUsername(user.getUsername())) {
                changes.user(user.getId()).maybeTombstone = true;
            }
        } else if (entity instanceof UserAttributeEntity attribute) {
            written(changes, attribute);
            changes.user(attribute.getUser().getId()).hasLateRows = true;
        } else if (entity instanceof UserRequiredActionEntity action) {
            owner(changes, action.getUser()).isRevivedLate();
        } else if (entity instanceof UserConsentEntity consent) {
            owner(changes, consent.getUser()).isRevivedLate();
        } else if (entity instanceof GroupRoleMappingEntity mapping) {
            changes.granted(mapping.getRoleId(), "group " + mapping.getGroup().getId());
        } else if (entity instanceof CompositeRoleEntity composite) {
            changes.granted(
                    composite.getChildRole().getId(),
                    "role " + composite.getParentRole().getId());
        } else {
            gained(changes, entity);
        }
    }

    private static void gained(Changes changes, Object entity) {
        String id = UserDates.userWhoGains(entity);
        if (id == null) {
            return;
        }
        ChangedUser user = changes.user(id);
        user.revived = true;
        user.changed = true;
        if (entity instanceof UserRoleMappingEntity role) {
            changes.granted(role.getRoleId(), Changes.Grant.USER + id);
        } else if (entity instanceof CredentialEntity credential && isPassword(credential.getType())) {
            user.passwordSet = true;
        }
        user.linked |= entity instanceof FederatedIdentityEntity;
    }

    static void updated(Changes changes, PostUpdateEvent event) {
        Object entity = event.getEntity();
        if (entity instanceof UserEntity user) {
            user(changes, user, event);
        } else if (entity instanceof UserAttributeEntity attribute) {
            written(changes, attribute);
        } else if (entity instanceof CredentialEntity credential && isPassword(credential.getType())) {
            // Keycloak hashes a password anew at a sign-in where the realm's password policy asks for it. The
            // password's date then stays the same.
            if (changed(event, CREATED_DATE)) {
                ChangedUser user = changes.user(credential.getUser().getId());
                user.hasAnotherPassword();
                user.olderPassword = isEarlier(event);
            } else if (changed(event, "secretData")) {
                changes.user(credential.getUser().getId()).hashedAnew = true;
            }
        } else if (entity instanceof FederatedUserCredentialEntity credential && isEarlier(event)) {
            changes.user(credential.getUserId()).olderPassword = isPassword(credential.getType());
        } else if (entity instanceof GroupEntity && changed(event, "parentId")) {
            changes.mayTakeAdmins();
        }
    }

    private static void user(Changes changes, UserEntity row, PostUpdateEvent event) {
        ChangedUser user = changes.user(row.getId());
        user.federated |= row.getFederationLink() != null;
        String[] names = event.getPersister().getPropertyNames();
        for (int column = 0; column < names.length; column++) {
            Object before = event.getOldState()[column];
            Object after = event.getState()[column];
            if (UserRows.FEDERATION_LINK.equals(names[column])
                    && !changes.isCreated(row.getId())
                    && StringUtil.isNotBlank((String) after)
                    && !after.equals(before)) {
                changes.relinked(row.getId());
                user.revived = true;
            }
            if (UserDates.isVisible(names[column]) && !Objects.equals(before, after)) {
                user.changed = true;
                user.notes(names[column], before, after);
            }
        }
        if (AccountAttributes.isTombstoneUsername(row.getUsername())) {
            user.maybeTombstone = true;
        }
    }

    static void deleted(Changes changes, Object entity) {
        if (entity instanceof UserEntity user) {
            changes.removed(user.getId());
        } else if (entity instanceof UserRoleMappingEntity role) {
            ChangedUser user = changes.user(role.getUser().getId());
            user.rolesTaken.add(role.getRoleId());
            user.changed = true;
        } else if (entity instanceof UserGroupMembershipEntity group) {
            ChangedUser user = changes.user(group.getUser().getId());
            user.groupsLeft.add(group.getGroupId());
            user.changed = true;
        } else if (entity instanceof GroupRoleMappingEntity) {
            changes.mayTakeAdmins();
        } else if (entity instanceof UserAttributeEntity attribute) {
            attribute(changes, attribute, ModuleAttributes.ALL);
        }
    }

    private static void attribute(Changes changes, UserAttributeEntity attribute, List<String> marks) {
        ChangedUser user = owner(changes, attribute.getUser());
        user.changed = true;
        user.attributesWritten = true;
        user.marked |= marks.contains(attribute.getName());
    }

    private static void written(Changes changes, UserAttributeEntity attribute) {
        attribute(changes, attribute, ModuleAttributes.ALL);
        changes.user(attribute.getUser().getId()).lockedOut |= UserModel.DISABLED_REASON.equals(attribute.getName());
    }

    /**
     * Notes the attributes that a user has no more. Keycloak removes their rows by a statement, and then takes them from the
     * user that it has read (UserAdapter.removeAttribute).
     */
    static void taken(Changes changes, PersistentCollection<?> rows) {
        if (rows instanceof Collection<?> left && rows.getStoredSnapshot() instanceof Collection<?> before) {
            Set<Object> gone = new HashSet<>(before);
            gone.removeAll(left);
            // The end of an invitation wants no look of its own: it comes with a password.
            gone.stream()
                    .filter(UserAttributeEntity.class::isInstance)
                    .forEach(row -> attribute(changes, (UserAttributeEntity) row, ModuleAttributes.OF_ALL_VERSIONS));
        }
    }

    private static ChangedUser owner(Changes changes, UserEntity owner) {
        ChangedUser user = changes.user(owner.getId());
        user.federated |= Hibernate.isInitialized(owner) && owner.getFederationLink() != null;
        // Loading the user for its username would be one more statement. A transaction that writes a row of a user has
        // usually read the user.
        user.maybeTombstone |=
                Hibernate.isInitialized(owner) && AccountAttributes.isTombstoneUsername(owner.getUsername());
        return user;
    }

    private static boolean isPassword(String credentialType) {
        return PasswordCredentialModel.TYPE.equals(credentialType);
    }

    private static boolean changed(PostUpdateEvent event, String property) {
        int index = index(event, property);
        return !Objects.equals(event.getOldState()[index], event.getState()[index]);
    }

    private static boolean isEarlier(PostUpdateEvent event) {
        int date = index(event, CREATED_DATE);
        return event.getOldState()[date] instanceof Long before
                && (!(event.getState()[date] instanceof Long after) || after < before);
    }

    private static int index(PostUpdateEvent event, String property) {
        return List.of(event.getPersister().getPropertyNames()).indexOf(property);
    }
}
