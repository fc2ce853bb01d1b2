package io.usersapi.keycloak;

import io.usersapi.keycloak.guard.AccountEvents;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.mail.OpenedLink;
import io.usersapi.keycloak.mail.SentLinks;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.start.RealmWatch;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.messages.Messages;

/**
 * Passes on what Keycloak tells its event listeners: events of realms where the module is on to {@link AccountEvents},
 * and changes of realms and of their user profiles to {@link RealmWatch}.
 */
final class UsersApiEventListener implements EventListenerProvider {

    /**
     * What an action that a mailed link asks for can end with. An error has an event of another type. Another address is
     * mailed to first where the realm verifies addresses; what is rolled back makes the link of that mail useless.
     */
    private static final Set<EventType> BY_LINK = Set.of(
            EventType.UPDATE_PASSWORD,
            EventType.UPDATE_CREDENTIAL,
            EventType.UPDATE_PROFILE,
            EventType.UPDATE_EMAIL,
            EventType.SEND_VERIFY_EMAIL,
            EventType.CUSTOM_REQUIRED_ACTION);

    private final KeycloakSession session;
    private final Settings settings;
    /**
     * When this listener was made, in milliseconds since 1970. The Admin API makes its listeners before it acts
     * (RealmsAdminResource), so this time is not later than the act.
     */
    private final long begun = Time.currentTimeMillis();

    UsersApiEventListener(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
        if (ModuleSwitch.isEnabled(session)) {
            AccountEvents.onRequest(session, settings, begun);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        String realmId = event.getRealmId();
        switch (String.valueOf(event.getResourceTypeAsString())) {
            case "REALM" -> {
                // A partial import names each of its users in an event of the type REALM
                // (RealmAdminResource.partialImport).
                if (String.valueOf(event.getResourcePath()).startsWith("users/")) {
                    whereEnabled(realmId, realm -> new AccountEvents(session, settings).onAdminEvent(event));
                } else if (event.getOperationType() == OperationType.UPDATE) {
                    within(realm(realmId), this::onRealmUpdated);
                    whereEnabled(realmId, realm -> new AccountEvents(session, settings).onRealmUpdated());
                }
            }
            case "USER_PROFILE" -> whereEnabled(realmId, this::keepDeclarations);
            case "COMPONENT" -> whereEnabled(realmId, realm -> {
                whenDone(() -> whereEnabled(realmId, this::keepDeclarations));
                new AccountEvents(session, settings).onAdminEvent(event);
            });
            default -> whereEnabled(realmId, realm -> {
                new SentLinks(session, settings).onAdminEvent(event, begun);
                new AccountEvents(session, settings).onAdminEvent(event);
            });
        }
    }

    private void keepDeclarations(RealmModel realm) {
        new RealmWatch(settings).onProfileUpdated(session, realm);
    }

    private void onRealmUpdated(RealmModel realm) {
        new RealmWatch(settings).onRealmUpdated(session, realm);
    }

    /**
     * Runs the act just before the request's transaction commits. The user profile is a component, too, and the Admin
     * API sends the event of a component before it changes the component (ComponentResource).
     */
    private void whenDone(Runnable act) {
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                act.run();
            }

            @Override
            protected void rollbackImpl() {}
        });
    }

    @Override
    public void onEvent(Event event) {
        whereEnabled(event.getRealmId(), realm -> {
            if (BY_LINK.contains(event.getType()) && event.getUserId() != null && event.getError() == null) {
                // First, as it locks the user's row: another transaction that has the lock may wait for a row that
                // this one would write before.
                onActByLink(event);
            }
            new SentLinks(session, settings).onEvent(event, begun);
            new AccountEvents(session, settings).onEvent(event, begun);
        });
    }

    /**
     * Refuses a password, or what else was set through the link of a mail, where the link has become useless while it was
     * open, or where it cannot be told whether it has. The refusal waits for the commit, because Keycloak catches what a
     * listener throws.
     */
    private void onActByLink(Event event) {
        OpenedLink link = new OpenedLink(session, settings);
        if (!link.isThere()) {
            return;
        }
        Watch watch = Watch.of(session, settings);
        try {
            boolean good = event.getType() == EventType.UPDATE_PASSWORD
                    ? link.isGoodForPassword(event.getUserId())
                    : link.isGood(event.getUserId());
            if (good) {
                addressOf(event).ifPresent(link::noteAddress);
            } else {
                watch.refuse(new ErrorPageException(session, Response.Status.BAD_REQUEST, Messages.EXPIRED_ACTION));
            }
        } catch (RuntimeException untold) {
            watch.refuse(untold);
        }
    }

    /** The address that the act gives the user, or that Keycloak mails to before the user gets it. */
    private static Optional<String> addressOf(Event event) {
        boolean isAsked = event.getType() == EventType.SEND_VERIFY_EMAIL;
        return Optional.ofNullable(event.getDetails())
                .map(details -> details.get(isAsked ? Details.EMAIL : Details.UPDATED_EMAIL));
    }

    private void whereEnabled(String realmId, Consumer<RealmModel> act) {
        RealmModel realm = realm(realmId);
        if (ModuleSwitch.isEnabled(realm)) {
            within(realm, act);
        }
    }

    private RealmModel realm(String id) {
        RealmModel current = session.getContext().getRealm();
        return current != null && Objects.equals(current.getId(), id)
                ? current
                : session.realms().getRealm(id);
    }

    private void within(RealmModel realm, Consumer<RealmModel> act) {
        if (realm == null) {
            return;
        }
        RealmModel current = session.getContext().getRealm();
        try {
            // Seldom: a context that is given a realm works out the addresses of the request anew.
            if (realm != current) {
                session.getContext().setRealm(realm);
            }
            act.accept(realm);
        } finally {
            if (session.getContext().getRealm() != current) {
                session.getContext().setRealm(current);
            }
        }
    }

    @Override
    public void close() {}
}
