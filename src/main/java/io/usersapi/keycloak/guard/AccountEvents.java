package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.directory.GivenRoles;
import io.usersapi.keycloak.account.session.ReadSessions;
import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.state.OpenPage;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserStores;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.storage.StorageId;

/**
 * Acts on what Keycloak's events tell and the rows do not: sign-ins, authenticators, changes from a page that is
 * outdated, roles taken out of other roles, and changes of users who have no row, because their store does not import
 * its users.
 */
public final class AccountEvents {

    private static final Set<EventType> SIGN_INS = Set.of(
            EventType.LOGIN,
            EventType.IMPERSONATE,
            EventType.TOKEN_EXCHANGE,
            EventType.JWT_AUTHORIZATION_GRANT,
            EventType.PERMISSION_TOKEN,
            EventType.VERIFIABLE_CREDENTIAL_PRE_AUTHORIZED_GRANT,
            EventType.OAUTH2_DEVICE_CODE_TO_TOKEN,
            EventType.AUTHREQID_TO_TOKEN);

    /** What Keycloak tells when it has read all sessions of the request. */
    private static final Set<EventType> AT_THE_END = Set.of(EventType.REFRESH_TOKEN, EventType.CODE_TO_TOKEN);

    /**
     * What a person changes on a page of Keycloak's. Another address is mailed to first where the realm verifies
     * addresses; where that is rolled back, the link of the mail is useless (UpdateEmailActionTokenHandler).
     */
    private static final Set<EventType> BY_PAGE = Set.of(
            EventType.UPDATE_PASSWORD,
            EventType.UPDATE_CREDENTIAL,
            EventType.REMOVE_CREDENTIAL,
            EventType.UPDATE_PROFILE,
            EventType.UPDATE_EMAIL,
            EventType.SEND_VERIFY_EMAIL,
            EventType.DELETE_ACCOUNT,
            EventType.CUSTOM_REQUIRED_ACTION);

    private static final Pattern USER_PATH = Pattern.compile("users/([^/]+)(/.*)?");
    private static final String RESET_PASSWORD = "/reset-password";
    private static final Set<String> ROLES = Set.of(ResourceType.REALM_ROLE.name(), ResourceType.CLIENT_ROLE.name());

    private static final Set<String> MAPPINGS =
            Set.of(ResourceType.REALM_ROLE_MAPPING.name(), ResourceType.CLIENT_ROLE_MAPPING.name());

    /** What decides, besides the user's row, whether a user may sign in: user stores and organizations. */
    private static final Set<String> SOURCES = Set.of(ResourceType.COMPONENT.name(), ResourceType.ORGANIZATION.name());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Watch watch;

    public AccountEvents(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.watch = Watch.of(session, settings);
    }

    /** Is called with an event of the console or the Admin API. */
    public void onAdminEvent(AdminEvent event) {
        // A role is taken out of a role by a statement, which no row tells, and at more than one path: the console has
        // its own.
        String type = String.valueOf(event.getResourceTypeAsString());
        boolean takes = event.getOperationType() == OperationType.DELETE && ROLES.contains(type);
        boolean switches = event.getOperationType() != OperationType.CREATE && SOURCES.contains(type);
        if (takes || switches) {
            watch.changes().mayTakeAdmins();
        }
        Matcher user = USER_PATH.matcher(String.valueOf(event.getResourcePath()));
        if (user.matches()) {
            watch.changes().asked(user.group(1));
        }
        // The guard sees rows by itself; without a store there is nothing else. To look up a changed user takes long.
        if (!user.matches() || !UserStores.areIn(realm)) {
            return;
        }
        if (RESET_PASSWORD.equals(user.group(2))) {
            find(user.group(1)).filter(UserModel::isFederated).ifPresent(given -> {
                Invitation.end(given);
                watch.endings().ofAll(given);
            });
        } else if (event.getOperationType() == OperationType.CREATE && MAPPINGS.contains(type)) {
            find(user.group(1)).filter(UserModel::isFederated).ifPresent(given -> onRolesElsewhere(given, event));
        }
        if (!StorageId.isLocalStorage(user.group(1))) {
            find(user.group(1)).ifPresent(changed -> onChangeElsewhere(changed, user.group(2)));
        }
    }

    /** Is called when the realm was saved: without organizations their members cannot sign in. */
    public void onRealmUpdated() {
        if (!realm.isOrganizationsEnabled()
                && !new AccountState(session).disabledOrganizationGroups().isEmpty()) {
            watch.changes().mayTakeAdmins();
        }
    }

    /** A role that a directory keeps is no row (RoleLDAPStorageMapper, LDAP_ONLY). */
    private void onRolesElsewhere(UserModel user, AdminEvent event) {
        GivenRoles.named(session, user, event)
                .forEach(role -> watch.changes().granted(role, Changes.Grant.USER + user.getId()));
    }

    private void onChangeElsewhere(UserModel user, String what) {
        // An imported user has another id than that by which a store knows the user.
        watch.changes().asked(user.getId());
        AccountAttributes.mirrorEnabled(session, user);
        if (!user.isEnabled() || RESET_PASSWORD.equals(what)) {
            watch.endings().ofAll(user);
        }
    }

    /**
     * Is called at the beginning of a request of which events are told.
     *
     * @param begun a time at which the request had not yet read its user, in milliseconds since 1970
     */
    public static void onRequest(KeycloakSession session, Settings settings, long begun) {
        SignIn.noteBeginning(session, begun);
        PermissionGain.noteBefore(session, settings);
    }

    /**
     * Is called before a page of Keycloak's does what cannot be rolled back.
     *
     * @throws RuntimeException Keycloak's page for an action that has expired, where the page is outdated
     */
    public static void requireCurrentPage(KeycloakSession session, String userId) {
        if (OpenPage.isOutdated(session, userId)) {
            throw Refusal.outdated(session);
        }
    }

    /**
     * Is called with an event of a user: the user did something, or Keycloak did something to the user. Events without
     * a user and failures are passed over. What comes from an outdated page is refused, and ends nothing.
     *
     * @param begun a time at which the request had not yet read its user, in milliseconds since 1970
     */
    public void onEvent(Event event, long begun) {
        if (event.getType() == EventType.CLIENT_UPDATE) {
            // Client registration takes roles out of the default role (AbstractClientRegistrationProvider).
            watch.changes().mayTakeAdmins();
        }
        if (event.getUserId() == null || event.getError() != null) {
            return;
        }
        if (AT_THE_END.contains(event.getType())) {
            ReadSessions.overlookFurther(session);
        }
        if (BY_PAGE.contains(event.getType()) && OpenPage.isOutdated(session, event.getUserId())) {
            // The refusal waits for the commit, because Keycloak catches what a listener throws.
            watch.refuse(Refusal.outdated(session));
        } else if (SIGN_INS.contains(event.getType())) {
            find(event.getUserId()).ifPresent(user -> SignIn.lookAfterCommit(session, user, event, begun, watch));
        } else if (isPasswordChange(event)) {
            find(event.getUserId()).ifPresent(user -> {
                Invitation.end(user);
                watch.endings().ofAllButOwn(user);
            });
        } else if (event.getType() == EventType.UPDATE_CREDENTIAL) {
            find(event.getUserId()).ifPresent(user -> watch.endings().elsewhere(user, event.getSessionId()));
        }
    }

    private static boolean isPasswordChange(Event event) {
        return event.getType() == EventType.UPDATE_PASSWORD
                || (event.getType() == EventType.UPDATE_CREDENTIAL
                        && event.getDetails() != null
                        && PasswordCredentialModel.TYPE.equals(
                                event.getDetails().get(Details.CREDENTIAL_TYPE)));
    }

    private Optional<UserModel> find(String id) {
        return Optional.ofNullable(session.users().getUserById(realm, id))
                .filter(user -> user.getServiceAccountClientLink() == null);
    }
}
