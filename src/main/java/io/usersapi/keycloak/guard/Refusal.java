package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Locale;
import java.util.Properties;
import org.jboss.logging.Logger;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.ErrorResponse;
import org.keycloak.theme.Theme;

/** The answer to a change that a rule forbids: in this API's form, in that of Keycloak's Admin API, or as a page. */
record Refusal(KeycloakSession session, boolean own) {

    private static final Logger LOG = Logger.getLogger(Refusal.class);

    /** The change would take the last active admin. */
    RuntimeException lastAdmin() {
        return of(ErrorCode.LAST_ADMIN, Response.Status.CONFLICT, "usersApi.refused.lastAdmin");
    }

    /** The change would give a soft-deleted user something back. */
    RuntimeException tombstone() {
        return of(ErrorCode.USER_NOT_FOUND, Response.Status.CONFLICT, "usersApi.refused.deleted");
    }

    /** The change would give a permission that its maker does not hold. */
    RuntimeException privileged() {
        return of(ErrorCode.PRIVILEGED, Response.Status.FORBIDDEN, "usersApi.refused.privileged");
    }

    private RuntimeException of(ErrorCode code, Response.Status status, String key) {
        LOG.debugf(
                "Realm %s: the guard refuses the change before its commit, %s",
                session.getContext().getRealm().getName(), code.code());
        if (own) {
            return ProblemException.of(code);
        }
        return isSeenByAPerson()
                ? new ErrorPageException(session, status, sentence(key))
                : ErrorResponse.error(sentence(key), status);
    }

    /**
     * A browser that asks for a page, as that of a mailed link that is open while its user is deleted. The Admin API has no
     * pages, whatever a program asks for: Java's own client asks for HTML.
     */
    private boolean isSeenByAPerson() {
        HttpRequest request = session.getContext().getHttpRequest();
        return request != null
                && !request.getUri().getPathSegments().get(0).getPath().equals("admin")
                && request.getHttpHeaders().getAcceptableMediaTypes().get(0).equals(MediaType.TEXT_HTML_TYPE);
    }

    /** In the language of the console, which sends it as any browser does. */
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
