package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.SharedEntries;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionToken;
import org.keycloak.common.util.Time;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;

/**
 * The links that Keycloak itself mails. They carry no state of their user, so the nodes keep which administrative
 * permissions the user has, and since when no link was mailed under others, as long as one of the links can be good.
 */
public final class SentLinks {

    private static final String RIGHTS = "rights";
    private static final String SINCE = "since";
    private static final String UNTIL = "until";

    /** What tells of a mail that a user has asked for, and the type of the link's token. */
    private static final Map<EventType, String> BY_USER = Map.of(
            EventType.SEND_RESET_PASSWORD, ResetCredentialsActionToken.TOKEN_TYPE,
            EventType.SEND_IDENTITY_PROVIDER_LINK, IdpVerifyAccountLinkActionToken.TOKEN_TYPE);

    private static final Pattern BY_ADMIN = Pattern.compile(
            "users/([^/]+)/((execute-actions|reset-password)-email|vc/credentials/send-credential-offer)");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final LinkState state;

    public SentLinks(KeycloakSession session, Settings settings) {
        this(session, new LinkState(session, settings));
    }

    SentLinks(KeycloakSession session, LinkState state) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.state = state;
    }

    /**
     * Is called with an event of a user.
     *
     * @param begun a time at which the mail was not yet written, in milliseconds since 1970
     */
    public void onEvent(Event event, long begun) {
        String type = BY_USER.get(event.getType());
        if (type != null && event.getUserId() != null && event.getError() == null) {
            note(event.getUserId(), begun, realm.getActionTokenGeneratedByUserLifespan(type));
        }
    }

    /** The same with an event of the console or the Admin API, where an administrator can say how long the link is good. */
    public void onAdminEvent(AdminEvent event, long begun) {
        Matcher path = BY_ADMIN.matcher(String.valueOf(event.getResourcePath()));
        if (event.getOperationType() == OperationType.ACTION && path.matches()) {
            String asked = session.getContext().getUri().getQueryParameters().getFirst("lifespan");
            note(
                    path.group(1),
                    begun,
                    asked == null ? realm.getActionTokenGeneratedByAdminLifespan() : Integer.parseInt(asked));
        }
    }

    private void note(String userId, long begun, int lifespan) {
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            return;
        }
        SingleUseObjectProvider entries = SharedEntries.of(session);
        String rights = state.ofRights(user);
        Map<String, String> before = entries.get(key(user));
        boolean isAsBefore = before != null && before.get(RIGHTS).equals(rights);
        String since = isAsBefore ? before.get(SINCE) : String.valueOf(begun / 1000);
        long now = Time.currentTime();
        long until = Math.max(now + Math.max(lifespan, 1), before == null ? 0 : Long.parseLong(before.get(UNTIL)));
        entries.put(key(user), until - now, Map.of(RIGHTS, rights, SINCE, since, UNTIL, String.valueOf(until)));
    }

    /**
     * Whether the user has the administrative permissions with which a link was mailed, as far as is known.
     *
     * @param issued when the link was mailed, in seconds since 1970
     */
    boolean fit(long issued, UserModel user) {
        Map<String, String> sent = SharedEntries.of(session).get(key(user));
        return sent == null
                || (issued >= Long.parseLong(sent.get(SINCE))
                        && sent.get(RIGHTS).equals(state.ofRights(user)));
    }

    private static String key(UserModel user) {
        return "users-api.sent." + user.getId();
    }
}
