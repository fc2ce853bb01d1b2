package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.module.Settings;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Keeps the rules where others write: the admin console, the Admin API, Keycloak's own flows. Keycloak has already
 * changed the model when it tells of it, in the same transaction, and it ignores what a listener throws; so a rule is
 * kept by changing the model again.
 */
public final class AccountGuard {

    private static final Logger LOG = Logger.getLogger(AccountGuard.class);
    private static final Pattern USER_PATH = Pattern.compile("(?:users|scim/v2/Users)/([^/]+)(/.*)?");
    private static final Pattern ADMIN_PATH = Pattern.compile("^(users|scim/v2/Users|groups|roles|roles-by-id)/");
    private static final String RESET_PASSWORD = "/reset-password";

    private final KeycloakSession session;
    private final Settings settings;
    private final Accounts accounts;

    public AccountGuard(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
        this.accounts = new Accounts(session, settings);
    }

    /**
     * Something was changed by the console or the Admin API.
     *
     * @param begun when the request had not yet changed anything, in milliseconds since the epoch
     */
    public void onAdminEvent(AdminEvent event, long begun) {
        if (OwnWrites.isMarked(session) || event.getResourcePath() == null) {
            return;
        }
        Matcher path = USER_PATH.matcher(event.getResourcePath());
        if (path.matches()) {
            user(path.group(1)).ifPresent(user -> onUserChanged(user, path.group(2), event, begun));
        } else if (ResourceType.ORGANIZATION_MEMBERSHIP == event.getResourceType()) {
            member(event).ifPresent(this::keep);
        }
        if (mayTakeAdmins(event)) {
            warnUnlessAnyAdmin();
        }
    }

    private void onUserChanged(UserModel user, String what, AdminEvent event, long begun) {
        keep(user);
        boolean passwordSet = RESET_PASSWORD.equals(what)
                || (event.getOperationType() == OperationType.UPDATE && hasPasswordSince(user, begun));
        boolean demoted = event.getOperationType() == OperationType.DELETE
                && accounts.adminRole() != null
                && !accounts.isAdmin(user)
                && new Demotion(session, accounts.adminRole()).mayBe(what, event.getRepresentation());
        if (passwordSet || demoted) {
            new AccountSessions(session).endAll(user);
        }
        if (passwordSet || event.getOperationType() != OperationType.ACTION) {
            // Keycloak itself does not date changes of users.
            user.setLastModifiedTimestamp(Time.currentTimeMillis());
        }
    }

    /** An update can carry a password, which is no longer in the event (StripSecretsUtils). */
    private static boolean hasPasswordSince(UserModel user, long begun) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .anyMatch(password -> password.getCreatedDate() != null && password.getCreatedDate() >= begun);
    }

    /** A user did something by itself, or Keycloak did something to it. */
    public void onEvent(Event event) {
        if (event.getUserId() == null) {
            return;
        }
        if (event.getType() == EventType.LOGIN) {
            user(event.getUserId()).ifPresent(user -> onSignIn(user, event.getSessionId()));
        } else if (changes(event.getType())) {
            user(event.getUserId()).ifPresent(user -> onChange(user, event));
        }
    }

    /** A sign-in can be under way when its user is deactivated or deleted: the device flow does not look again. */
    private void onSignIn(UserModel user, String sessionId) {
        if (!user.isEnabled()) {
            new AccountSessions(session).endOnceBegun(sessionId);
        }
    }

    private void onChange(UserModel user, Event event) {
        keep(user);
        if (isPasswordChange(event)) {
            new AccountSessions(session).endAllButTheBrowsers(user);
        } else if (event.getType() == EventType.UPDATE_CREDENTIAL) {
            new AccountSessions(session).endElsewhere(user, event.getSessionId());
        }
        if (event.getType() == EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT) {
            warnUnlessAnyAdmin();
        }
    }

    private void keep(UserModel user) {
        if (AccountAttributes.isTombstone(user) || RemovedTombstones.contain(session, user.getId())) {
            new Tombstone(session, settings.deletedEmail()).keep(user);
            return;
        }
        AccountAttributes.mirrorEnabled(session, user);
        if (!user.isEnabled()) {
            new AccountSessions(session).endAll(user);
        }
    }

    /** Changes of users, groups and roles can cost a realm its last admin. */
    private static boolean mayTakeAdmins(AdminEvent event) {
        return event.getOperationType() != OperationType.CREATE
                && ADMIN_PATH.matcher(event.getResourcePath()).find();
    }

    /** The extension cannot refuse here; it can only say so. */
    private void warnUnlessAnyAdmin() {
        RoleModel adminRole = accounts.adminRole();
        if (adminRole == null || !new LastAdmin(session, adminRole).anyExists()) {
            LOG.warnf(
                    "Realm %s has no active admin left after a change outside the Users API",
                    session.getContext().getRealm().getName());
        }
    }

    private static boolean changes(EventType type) {
        return switch (type) {
            case REGISTER,
                    UPDATE_PASSWORD,
                    UPDATE_CREDENTIAL,
                    RESET_PASSWORD,
                    UPDATE_PROFILE,
                    UPDATE_EMAIL,
                    FEDERATED_IDENTITY_LINK,
                    IDENTITY_PROVIDER_FIRST_LOGIN,
                    USER_DISABLED_BY_PERMANENT_LOCKOUT -> true;
            default -> false;
        };
    }

    private static boolean isPasswordChange(Event event) {
        return event.getType() == EventType.UPDATE_PASSWORD
                || (event.getType() == EventType.UPDATE_CREDENTIAL
                        && event.getDetails() != null
                        && PasswordCredentialModel.TYPE.equals(
                                event.getDetails().get(Details.CREDENTIAL_TYPE)));
    }

    /** Who became a member of an organization: the path does not tell (OrganizationMemberResource). */
    private Optional<UserModel> member(AdminEvent event) {
        String username = event.getDetails() == null ? null : event.getDetails().get(UserModel.USERNAME);
        return Optional.ofNullable(username).map(name -> session.users()
                .getUserByUsername(session.getContext().getRealm(), name));
    }

    private Optional<UserModel> user(String id) {
        RealmModel realm = session.getContext().getRealm();
        return Optional.ofNullable(session.users().getUserById(realm, id))
                .filter(user -> user.getServiceAccountClientLink() == null);
    }
}
