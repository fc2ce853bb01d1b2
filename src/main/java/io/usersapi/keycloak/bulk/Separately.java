package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Reason;
import io.usersapi.keycloak.module.Settings;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionTaskWithResult;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The work of one request, in transactions of their own: each commits, or is rolled back, by itself. Before each the
 * caller's right is asked once more, since an earlier part may have taken it.
 */
public final class Separately {

    private final KeycloakSession request;
    private final Settings settings;
    private final Caller caller;

    public Separately(KeycloakSession request, Settings settings, Caller caller) {
        this.request = request;
        this.settings = settings;
        this.caller = caller;
    }

    /**
     * Does the work with a session of its own, and commits what the work has not committed itself.
     *
     * @throws ProblemException where the caller has lost the right, or the realm was removed, or as the work throws
     */
    public <T> T run(BiFunction<KeycloakSession, Caller, T> work) {
        return run(own -> {
            if (!hasRealm(own)) {
                throw ProblemException.unauthenticated(Reason.SESSION_ENDED);
            }
            return work.apply(own, new Gate(own, settings).requireStill(caller));
        });
    }

    private static boolean hasRealm(KeycloakSession own) {
        return own.getContext().getRealm() != null;
    }

    /**
     * Reports work that is done, whether or not the caller still has the right: leaves its admin event, for example. A realm
     * that was removed meanwhile has nothing to keep a report in.
     */
    public void asBefore(BiConsumer<KeycloakSession, Caller> work) {
        run(own -> {
            if (hasRealm(own)) {
                work.accept(own, caller.reportingIn(own, settings));
            }
            return null;
        });
    }

    private <T> T run(KeycloakSessionTaskWithResult<T> work) {
        KeycloakContext context = request.getContext();
        return KeycloakModelUtils.runJobInTransactionWithResult(
                request.getKeycloakSessionFactory(),
                null,
                own -> {
                    CommittedState.beforeFirstRead(own);
                    KeycloakModelUtils.cloneContextRealmClientToSession(context, own);
                    own.getContext().setHttpRequest(context.getHttpRequest());
                    own.getContext().setConnection(context.getConnection());
                    own.getContext().setBearerToken(caller.token());
                    return work.run(own);
                },
                "Users API: one of many");
    }
}
