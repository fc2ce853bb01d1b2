package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.http.RequestPath;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.messages.Messages;
import org.keycloak.theme.Theme;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * The exception for a change that a rule forbids. It becomes an answer in this API's form, an answer in the form of
 * Keycloak's Admin API, or a page.
 *
 * @param own whether this API makes the change
 */
record Refusal(KeycloakSession session, boolean own) {

    /** The beginning of the paths of Keycloak's Admin API. */
    static final String ADMIN = "/admin/";

    /** The methods that write what the last segment of a path names. */
    private static final Set<String> WRITES = Set.of("PUT", "PATCH");

    private static final Logger LOG = Logger.getLogger(Refusal.class);

    /** 409: the change would leave the realm without an active admin. */
    RuntimeException lastAdmin() {
        return of(ErrorCode.LAST_ADMIN, Response.Status.CONFLICT, "usersApi.refused.lastAdmin");
    }

    /**
     * What is found behind the lock of the admin role. Two transactions that take admins can wait for each other, as on MariaDB for
     * what both have changed. The database then ends one of them, which is refused.
     */
    boolean behindTheLock(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (RuntimeException failed) {
            throw !own && Contention.isCause(failed) ? lastAdmin() : failed;
        }
    }

    /** 404 in this API, else 409: the change would give a soft-deleted user something back. */
    RuntimeException tombstone() {
        return of(ErrorCode.USER_NOT_FOUND, Response.Status.CONFLICT, "usersApi.refused.deleted");
    }

    /**
     * 404, as on databases that compare exactly: the user has the id in another spelling, and nothing that compares ids would
     * take the two for one user ({@link io.usersapi.keycloak.account.lock.StoredId}).
     */
    static RuntimeException unknown(KeycloakSession session) {
        return new Refusal(session, false).of(ErrorCode.USER_NOT_FOUND, Response.Status.NOT_FOUND, "User not found");
    }

    /** 403: the change would give a permission that the caller does not hold. */
    RuntimeException privileged() {
        return of(ErrorCode.PRIVILEGED, Response.Status.FORBIDDEN, "usersApi.refused.privileged");
    }

    /** Keycloak's page for an action that has expired: it was begun before the user's sessions were ended. */
    static RuntimeException outdated(KeycloakSession session) {
        return new ErrorPageException(session, Response.Status.BAD_REQUEST, Messages.EXPIRED_ACTION);
    }

    /** 400, as Keycloak's token endpoint answers: what ends sessions has ended the token that was sent, or the one asked for. */
    static RuntimeException staleToken() {
        return new ErrorResponseException(
                OAuthErrorException.INVALID_GRANT, "Stale token", Response.Status.BAD_REQUEST);
    }

    private RuntimeException of(ErrorCode code, Response.Status status, String key) {
        LOG.debugf(
                "Realm %s: the guard refuses the change before its commit, %s",
                session.getContext().getRealm().getName(), code.code());
        if (own) {
            return ProblemException.of(code);
        }
        if (isByATask()) {
            // A synchronization then goes on with the next user (LDAPStorageProviderFactory.importLdapUsers).
            return new ModelException(sentence(key));
        }
        return isSeenByAPerson()
                ? new ErrorPageException(session, status, sentence(key))
                : ErrorResponse.error(sentence(key), status);
    }

    /**
     * Whether a browser asks for a page, for example one that has opened a mailed link while its user is deleted. The
     * Admin API has no pages, even where a program asks for HTML, as Java's own client does.
     */
    private boolean isSeenByAPerson() {
        return request(session)
                .filter(request -> RequestPath.segments(request.getUri(), path -> path.startsWith(ADMIN))
                        .isEmpty())
                .filter(request -> request.getHttpHeaders()
                        .getAcceptableMediaTypes()
                        .get(0)
                        .equals(MediaType.TEXT_HTML_TYPE))
                .isPresent();
    }

    /**
     * Whether the change is made by a task, or by a synchronization that somebody has asked for at
     * {@code /admin/realms/REALM/user-storage} (UserStorageProviderResource).
     */
    private boolean isByATask() {
        return request(session)
                .map(request -> RequestPath.segments(request.getUri(), path -> path.startsWith(ADMIN)))
                .map(path -> path.size() > 3 && path.get(3).equals("user-storage"))
                .orElse(true);
    }

    /**
     * Whether the request names a user as the user's store knows the user, {@code f:STORE:ID}, other than to write the user
     * itself. Keycloak imports a user of LDAP at each such look-up, and enables the user (LDAPStorageProvider.doImportUser), which
     * nobody has asked for.
     *
     * @param store the id of the store that imports the user, or null
     */
    static boolean isLookUp(String store) {
        return store != null
                && request(KeycloakSessionUtil.getKeycloakSession())
                        .filter(request -> isLookUp(request, "f:" + store + ":"))
                        .isPresent();
    }

    private static boolean isLookUp(HttpRequest request, String named) {
        List<String> path = RequestPath.segments(request.getUri(), any -> true);
        int written = WRITES.contains(request.getHttpMethod()) ? 1 : 0;
        return path.stream()
                .limit(Math.max(0, path.size() - written))
                .anyMatch(segment -> segment.regionMatches(true, 0, named, 0, named.length()));
    }

    /** The request in which the session works; empty in a task, as at the start of the server. */
    static Optional<HttpRequest> request(KeycloakSession session) {
        try {
            return Optional.ofNullable(session.getContext().getHttpRequest());
        } catch (ContextNotActiveException none) {
            return Optional.empty();
        }
    }

    /**
     * The sentence in the language that the request asks for; the console asks for its own language, as any browser
     * does.
     */
    private String sentence(String key) {
        try {
            Locale locale =
                    session.getContext().resolveLocale(session.getContext().getUser(), Theme.Type.ADMIN);
            Properties messages = session.theme()
                    .getTheme(Theme.Type.ADMIN)
                    .getEnhancedMessages(session.getContext().getRealm(), locale);
            return messages.getProperty(key, key);
        } catch (IOException | RuntimeException noTheme) {
            return key;
        }
    }
}
