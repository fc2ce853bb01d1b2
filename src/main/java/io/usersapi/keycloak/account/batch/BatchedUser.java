package io.usersapi.keycloak.account.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.credential.UserCredentialManager;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.models.jpa.entities.UserAttributeEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRequiredActionEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.representations.idm.MembershipType;
import org.keycloak.storage.adapter.AbstractInMemoryUserAdapter;

/**
 * A new user who stands in memory until its rows are sent to the database together with those of others. For each row,
 * Keycloak's model of a user asks the database whether the user already has the row, keeps the row under the eyes of
 * Hibernate, and tells its cache, all of which takes several times as long as writing it. A new user has no rows, and no
 * cache has the user. The rows and the model's events are the same as Keycloak's.
 */
public final class BatchedUser extends AbstractInMemoryUserAdapter {

    /** The priority that Keycloak gives the first credential of a user (JpaUserCredentialStore.PRIORITY_DIFFERENCE). */
    private static final int FIRST_PRIORITY = 10;

    private final Map<String, RoleModel> roles = new LinkedHashMap<>();
    private final Map<String, GroupModel> groups = new LinkedHashMap<>();
    private final long addedAt = Time.currentTimeMillis();
    private PasswordCredentialModel password;
    private int notBefore;

    /** Makes a user with nothing but an id and a name, as JpaUserProvider.addUser does. */
    BatchedUser(KeycloakSession session, RealmModel realm, String id, String username) {
        super(session, realm, id);
        setCreatedTimestamp(addedAt);
        setUsername(username);
    }

    /** The user, if it is one whose rows are sent together with those of others. */
    public static Optional<BatchedUser> of(UserModel user) {
        return user instanceof BatchedUser batched ? Optional.of(batched) : Optional.empty();
    }

    /** Has tokens refused that were issued before now to whoever had the id, as {@code UserProvider.setNotBeforeForUser}. */
    public void refuseOlderTokens() {
        notBefore = Time.currentTime();
    }

    /** Stores the first password, as JpaUserCredentialStore does. */
    public void store(PasswordCredentialModel first) {
        password = first;
    }

    @Override
    public void setAttribute(String name, List<String> values) {
        super.setAttribute(name, new ArrayList<>(values));
    }

    @Override
    public void grantRole(RoleModel role) {
        if (roles.putIfAbsent(role.getId(), role) == null) {
            RoleModel.RoleGrantedEvent.fire(role, this, session);
        }
    }

    @Override
    public void deleteRoleMapping(RoleModel role) {
        roles.remove(role.getId());
    }

    @Override
    public Stream<RoleModel> getRoleMappingsStream() {
        return roles.values().stream();
    }

    @Override
    public void joinGroup(GroupModel group) {
        if (groups.putIfAbsent(group.getId(), group) == null) {
            GroupModel.GroupMemberJoinEvent.fire(group, this, session);
        }
    }

    @Override
    public void leaveGroup(GroupModel group) {
        groups.remove(group.getId());
    }

    @Override
    public Stream<GroupModel> getGroupsStream() {
        return groups.values().stream();
    }

    @Override
    public boolean isMemberOf(GroupModel group) {
        return RoleUtils.isMember(getGroupsStream(), group);
    }

    @Override
    public SubjectCredentialManager credentialManager() {
        return new UserCredentialManager(session, realm, this);
    }

    /** Adds the rows of the user, its own first. */
    void addTo(NewRows rows) {
        UserEntity user = row();
        rows.add(user);
        getAttributes().forEach((name, values) -> {
            if (!isColumn(name)) {
                values.stream().filter(Objects::nonNull).forEach(value -> rows.add(attribute(user, name, value)));
            }
        });
        roles.keySet().forEach(role -> rows.add(mapping(user, role)));
        groups.keySet().forEach(group -> rows.add(membership(user, group)));
        getRequiredActionsStream().forEach(action -> rows.add(action(user, action)));
        if (password != null) {
            rows.add(credential(user));
        }
    }

    private static boolean isColumn(String attribute) {
        return attribute.equals(UserModel.USERNAME)
                || attribute.equals(UserModel.EMAIL)
                || attribute.equals(UserModel.FIRST_NAME)
                || attribute.equals(UserModel.LAST_NAME);
    }

    private UserEntity row() {
        UserEntity row = new UserEntity();
        row.setId(id);
        row.setRealmId(realm.getId());
        row.setUsername(getUsername());
        row.setEmail(getEmail(), realm.isDuplicateEmailsAllowed());
        row.setEmailVerified(isEmailVerified());
        row.setFirstName(getFirstName());
        row.setLastName(getLastName());
        row.setEnabled(isEnabled());
        row.setCreatedTimestamp(getCreatedTimestamp());
        row.setLastModifiedTimestamp(addedAt);
        row.setNotBefore(notBefore);
        return row;
    }

    private static UserAttributeEntity attribute(UserEntity user, String name, String value) {
        UserAttributeEntity row = new UserAttributeEntity();
        row.setId(KeycloakModelUtils.generateId());
        row.setUser(user);
        row.setName(name);
        row.setValue(value);
        return row;
    }

    private static UserRoleMappingEntity mapping(UserEntity user, String role) {
        UserRoleMappingEntity row = new UserRoleMappingEntity();
        row.setUser(user);
        row.setRoleId(role);
        return row;
    }

    private static UserGroupMembershipEntity membership(UserEntity user, String group) {
        UserGroupMembershipEntity row = new UserGroupMembershipEntity();
        row.setUser(user);
        row.setGroupId(group);
        row.setMembershipType(MembershipType.UNMANAGED);
        return row;
    }

    private static UserRequiredActionEntity action(UserEntity user, String action) {
        UserRequiredActionEntity row = new UserRequiredActionEntity();
        row.setUser(user);
        row.setAction(action);
        return row;
    }

    private CredentialEntity credential(UserEntity user) {
        CredentialEntity row = new CredentialEntity();
        row.setId(KeycloakModelUtils.generateId());
        row.setUser(user);
        row.setType(password.getType());
        row.setCreatedDate(password.getCreatedDate() == null ? addedAt : password.getCreatedDate());
        row.setSecretData(password.getSecretData());
        row.setCredentialData(password.getCredentialData());
        row.setPriority(FIRST_PRIORITY);
        return row;
    }
}
