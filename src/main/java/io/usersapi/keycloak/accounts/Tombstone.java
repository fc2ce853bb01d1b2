package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.Settings.DeletedEmail;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.keycloak.common.util.Time;
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

/**
 * What remains of a soft-deleted user: its id and the facts of its deletion. Nothing that could sign in, and neither
 * e-mail nor username, which are free for somebody else at once.
 */
final class Tombstone {

    private static final String UNKNOWN = "unknown";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final DeletedEmail deletedEmail;

    Tombstone(KeycloakSession session, DeletedEmail deletedEmail) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.deletedEmail = deletedEmail;
    }

    /** Makes a living user a tombstone. */
    void bury(UserModel user, String deleterId) {
        user.setSingleAttribute(ModuleAttributes.DELETED_AT, AccountTimes.iso(Time.currentTimeMillis()));
        user.setSingleAttribute(ModuleAttributes.DELETED_BY, deleterId);
        String email = kept(user.getEmail());
        if (email != null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_EMAIL, email);
        }
        disarm(user);
    }

    /**
     * Undoes what somebody did to a tombstone. The date and the deleter are Keycloak's to keep, since the user profile
     * lets nobody edit them; where they are gone all the same, the deletion is dated anew.
     */
    void keep(UserModel user) {
        RemovedTombstones.facts(session, user.getId()).forEach(user::setAttribute);
        if (user.getFirstAttribute(ModuleAttributes.DELETED_AT) == null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_AT, AccountTimes.iso(Time.currentTimeMillis()));
        }
        if (user.getFirstAttribute(ModuleAttributes.DELETED_BY) == null) {
            user.setSingleAttribute(ModuleAttributes.DELETED_BY, UNKNOWN);
        }
        new AccountSessions(session).endAll(user);
        disarm(user);
    }

    /** Takes from a tombstone whatever could sign in; what is already gone costs nothing. */
    void disarm(UserModel user) {
        user.setEnabled(false);
        AccountAttributes.mirrorEnabled(session, user);
        String username = AccountAttributes.tombstoneUsername(user.getId());
        if (!username.equals(user.getUsername())) {
            user.setUsername(username);
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
        for (GroupModel group : user.getGroupsStream().toList()) {
            user.leaveGroup(group);
        }
        for (RoleModel role : user.getRoleMappingsStream().toList()) {
            user.deleteRoleMapping(role);
        }
        List<String> actions = user.getRequiredActionsStream().toList();
        actions.forEach(user::removeRequiredAction);
        leaveOrganizations(user);
    }

    /** To take a managed member out of its organization would remove the user for good (JpaOrganizationProvider). */
    private void leaveOrganizations(UserModel user) {
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        if (organizations == null || !realm.isOrganizationsEnabled()) {
            return;
        }
        for (OrganizationModel organization : organizations.getByMember(user).toList()) {
            if (!organizations.isManagedMember(organization, user)) {
                organizations.removeMember(organization, user);
            }
        }
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
    static String hash(String email) {
        return HexFormat.of().formatHex(HashUtils.hash(JavaAlgorithm.SHA256, email.getBytes(StandardCharsets.UTF_8)));
    }
}
