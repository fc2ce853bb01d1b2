package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.value.AccountTimes;
import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.Settings.DeletedEmail;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.representations.idm.MembershipType;

/**
 * What remains of a soft-deleted user: its id and the facts of its deletion. Nothing that could sign in, and neither
 * e-mail nor username, which are free for somebody else at once.
 */
public final class Tombstone {

    private static final String UNKNOWN = "unknown";
    private static final String KEPT = Tombstone.class.getName() + ".kept.";

    /** Keycloak's model shows these among the attributes. */
    private static final Set<String> COLUMNS =
            Set.of(UserModel.USERNAME, UserModel.EMAIL, UserModel.FIRST_NAME, UserModel.LAST_NAME);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final DeletedEmail deletedEmail;

    public Tombstone(KeycloakSession session, DeletedEmail deletedEmail) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.deletedEmail = deletedEmail;
    }

    /** Makes a living user a tombstone. */
    public void bury(UserModel user, String deleterId) {
        // First: Keycloak removes an attribute by a statement, and to MariaDB Deleted_At is deleted_at.
        forgetAttributes(user);
        user.setSingleAttribute(ModuleAttributes.DELETED_AT, AccountTimes.iso(Time.currentTimeMillis()));
        user.setSingleAttribute(ModuleAttributes.DELETED_BY, deleterId);
        String email = kept(user.getEmail());
        if (email != null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_EMAIL, email);
        }
        Invitation.end(user);
        // Whatever its name was, a name of that kind, too, is free for somebody else.
        user.setUsername(AccountAttributes.newTombstoneUsername());
        disarm(user);
    }

    /**
     * Takes away what else was known of the person. Some of it can sign in: a certificate, a name at a service provider
     * ({@code userCertificate}, {@code saml.persistent.name.id.for.*}).
     */
    private static void forgetAttributes(UserModel user) {
        Set<String> names = new TreeSet<>(user.getAttributes().keySet());
        names.removeAll(ModuleAttributes.ALL);
        names.removeAll(COLUMNS);
        names.forEach(user::removeAttribute);
    }

    /**
     * Undoes what somebody did to a tombstone. The date and the deleter are Keycloak's to keep, since the user profile
     * lets nobody edit them; where they are gone all the same, the deletion is dated anew.
     */
    public void keep(UserModel user) {
        session.setAttribute(KEPT + user.getId(), Boolean.TRUE);
        RemovedTombstones.facts(session, user.getId()).forEach(user::setAttribute);
        if (user.getFirstAttribute(ModuleAttributes.DELETED_AT) == null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_AT, AccountTimes.iso(Time.currentTimeMillis()));
        }
        if (user.getFirstAttribute(ModuleAttributes.DELETED_BY) == null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_BY, UNKNOWN);
        }
        disarm(user);
    }

    /** Whether the session has put the tombstone right: what it wrote for that is no change of the tombstone. */
    public static boolean isBeingKept(KeycloakSession session, String userId) {
        return session.getAttribute(KEPT + userId) != null;
    }

    /** Takes from a tombstone whatever could sign in; what is already gone costs nothing. */
    void disarm(UserModel user) {
        user.setEnabled(false);
        AccountAttributes.mirrorEnabled(session, user);
        if (!AccountAttributes.isTombstoneUsername(user.getUsername())) {
            user.setUsername(AccountAttributes.newTombstoneUsername());
        }
        if (user.getEmail() != null) {
            user.setEmail(null);
        }
        user.setEmailVerified(false);
        // Collected first: each removal changes what the streams read.
        for (CredentialModel credential :
                user.credentialManager().getStoredCredentialsStream().toList()) {
            user.credentialManager().removeStoredCredentialById(credential.getId());
        }
        for (FederatedIdentityModel identity :
                session.users().getFederatedIdentitiesStream(realm, user).toList()) {
            session.users().removeFederatedIdentity(realm, user, identity.getIdentityProvider());
        }
        for (UserConsentModel consent :
                session.users().getConsentsStream(realm, user.getId()).toList()) {
            session.users()
                    .revokeConsentForClient(
                            realm, user.getId(), consent.getClient().getId());
        }
        leaveOrganizations(user);
        for (GroupModel group : user.getGroupsStream().toList()) {
            user.leaveGroup(group);
        }
        for (RoleModel role : user.getRoleMappingsStream().toList()) {
            user.deleteRoleMapping(role);
        }
        List<String> actions = user.getRequiredActionsStream().toList();
        actions.forEach(user::removeRequiredAction);
    }

    /**
     * Takes the user out of each organization and of its groups. Keycloak would remove a member whom the organization
     * manages for good (JpaOrganizationProvider.removeMember). A tombstone stays, and its link to the identity provider is
     * gone, so it is managed no longer.
     */
    private void leaveOrganizations(UserModel user) {
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        if (organizations == null || !realm.isOrganizationsEnabled()) {
            return;
        }
        List<OrganizationModel> left = organizations.getByMember(user).toList();
        if (!left.isEmpty()) {
            session.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .createQuery("update UserGroupMembershipEntity m set m.membershipType = :unmanaged"
                            + " where m.user.id = :id and m.membershipType <> :unmanaged")
                    .setParameter("unmanaged", MembershipType.UNMANAGED.name())
                    .setParameter("id", user.getId())
                    .executeUpdate();
        }
        left.forEach(organization -> organizations.removeMember(organization, user));
    }

    private String kept(String email) {
        if (email == null) {
            return null;
        }
        return switch (deletedEmail) {
            case KEEP -> email;
            case HASH -> hash(email);
            case DROP -> null;
        };
    }

    /** SHA-256 in lower-case hexadecimal digits. */
    public static String hash(String email) {
        return HexFormat.of().formatHex(HashUtils.hash(JavaAlgorithm.SHA256, email.getBytes(StandardCharsets.UTF_8)));
    }
}
