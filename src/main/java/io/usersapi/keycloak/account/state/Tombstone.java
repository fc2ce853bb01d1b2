package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.value.AccountTimes;
import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.Settings.DeletedEmail;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.representations.idm.MembershipType;

/**
 * What remains of a soft-deleted user: the id, and when and by whom the user was deleted. Nothing remains that could
 * sign in. The e-mail address and the username are free for another user at once.
 */
public final class Tombstone {

    private static final String UNKNOWN = "unknown";
    private static final String KEPT = Tombstone.class.getName() + ".kept.";

    /** The attributes of Keycloak's model that are columns of the user's row. */
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

    /**
     * Makes a living user a tombstone.
     *
     * @param deleterId the id of the user who deletes
     */
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
        // The username is always replaced. Even one that looks like a tombstone's becomes free for another user.
        user.setUsername(AccountAttributes.newTombstoneUsername());
        disarm(user);
    }

    /**
     * Removes the other attributes, which tell of the person. Some of them can sign in: a certificate or a name at a
     * service provider ({@code userCertificate}, {@code saml.persistent.name.id.for.*}).
     */
    private static void forgetAttributes(UserModel user) {
        Set<String> names = new TreeSet<>(user.getAttributes().keySet());
        names.removeAll(ModuleAttributes.ALL);
        names.removeAll(COLUMNS);
        names.forEach(user::removeAttribute);
    }

    /**
     * Undoes what somebody did to a tombstone. The user profile lets nobody edit the time and the deleter. Where they
     * are gone all the same, the deletion gets the current time and an unknown deleter.
     */
    public void keep(UserModel user) {
        session.setAttribute(KEPT + user.getId(), Boolean.TRUE);
        forgetAttributes(user);
        RemovedTombstones.facts(session, user.getId()).forEach(user::setAttribute);
        if (user.getFirstAttribute(ModuleAttributes.DELETED_AT) == null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_AT, AccountTimes.iso(Time.currentTimeMillis()));
        }
        if (user.getFirstAttribute(ModuleAttributes.DELETED_BY) == null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_BY, UNKNOWN);
        }
        disarm(user);
    }

    /**
     * Whether the session has undone something to the tombstone: what the session writes for that is no change of the
     * tombstone.
     */
    public static boolean isBeingKept(KeycloakSession session, String userId) {
        return session.getAttribute(KEPT + userId) != null;
    }

    /** Removes everything from a tombstone that could sign in. What is already gone costs nothing. */
    void disarm(UserModel user) {
        user.setEnabled(false);
        if (user.getServiceAccountClientLink() != null) {
            user.setServiceAccountClientLink(null);
        }
        if (user.getFederationLink() != null) {
            user.setFederationLink(null);
        }
        AccountAttributes.mirrorEnabled(session, user);
        if (!AccountAttributes.isTombstoneUsername(user.getUsername())) {
            user.setUsername(AccountAttributes.newTombstoneUsername());
        }
        if (user.getEmail() != null) {
            user.setEmail(null);
        }
        user.setEmailVerified(false);
        // Each stream is collected, because a removal changes what it reads.
        for (CredentialModel credential :
                user.credentialManager().getStoredCredentialsStream().toList()) {
            user.credentialManager().removeStoredCredentialById(credential.getId());
        }
        UserProvider users = session.users();
        for (FederatedIdentityModel identity :
                users.getFederatedIdentitiesStream(realm, user).toList()) {
            users.removeFederatedIdentity(realm, user, identity.getIdentityProvider());
        }
        String id = user.getId();
        Tombstones.consentedClients(session, id).forEach(client -> users.revokeConsentForClient(realm, id, client));
        if (Profile.isFeatureEnabled(Profile.Feature.OID4VC_VCI) || isBeingKept(session, id)) {
            forgetVerifiableCredentials(id);
        }
        // Keycloak hides organizations from some callers (PartialEvaluator), also from this method.
        AdminPermissionsSchema.runWithoutAuthorization(session, () -> leaveOrganizations(user));
        user.getGroupsStream().toList().forEach(user::leaveGroup);
        user.getRoleMappingsStream().toList().forEach(user::deleteRoleMapping);
        user.getRequiredActionsStream().toList().forEach(user::removeRequiredAction);
    }

    /** Each holds the person's name and address as they were when it was made. */
    private void forgetVerifiableCredentials(String userId) {
        session.users().getVerifiableCredentialsByUser(userId).toList().forEach(credential -> session.users()
                .removeVerifiableCredential(userId, credential.getClientScopeId()));
    }

    /**
     * Removes the user from each organization and its groups. Keycloak would delete a member whom the organization
     * manages (JpaOrganizationProvider.removeMember). A tombstone must stay, so it is first made a member whom the
     * organization does not manage; its link to the identity provider is already gone.
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

    /** SHA-256 of the text in UTF-8, in lower-case hexadecimal digits. */
    public static String hash(String email) {
        return HexFormat.of().formatHex(HashUtils.hash(JavaAlgorithm.SHA256, email.getBytes(StandardCharsets.UTF_8)));
    }
}
