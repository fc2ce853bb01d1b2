package io.usersapi.keycloak.account.session;

import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.function.Function;
import org.keycloak.common.ClientConnection;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;

/**
 * The request that ended sessions. Keycloak makes the addresses of the realm of a request's address, and those of clients that
 * name no server, unless the setting {@code hostname} is a full URL (HostnameV2Provider). A workflow and a task have no request:
 * for them the address is the one at which the client knows the realm.
 *
 * @param request null where there is none
 */
record NoticeOrigin(HttpRequest request, ClientConnection connection) {

    /** What follows the server's address in that of a realm. */
    private static final String REALMS = "/realms/";

    static NoticeOrigin of(KeycloakContext context) {
        try {
            HttpRequest request = context.getHttpRequest();
            // The address is read here, since only the thread of the request knows it.
            request.getUri().getBaseUri();
            return new NoticeOrigin(request, context.getConnection());
        } catch (RuntimeException noRequest) {
            return new NoticeOrigin(null, null);
        }
    }

    /**
     * The same, or where there is no request, a request of which the address alone is known.
     *
     * @param issuer the realm's address, for example {@code https://id.example.org/realms/acme}, or null
     */
    NoticeOrigin orOf(String issuer) {
        if (request != null || issuer == null || !issuer.contains(REALMS)) {
            return this;
        }
        URI server = URI.create(issuer.substring(0, issuer.lastIndexOf(REALMS) + 1));
        UriInfo address = answering(
                UriInfo.class,
                asked -> asked.equals(UriBuilder.class)
                        ? UriBuilder.fromUri(server)
                        : asked.equals(URI.class) ? server : null);
        return new NoticeOrigin(
                answering(HttpRequest.class, asked -> asked.equals(UriInfo.class) ? address : null), null);
    }

    /** An object that knows some answers by their types, and has no request to ask for the others. */
    private static <T> T answering(Class<T> type, Function<Class<?>, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = takesNothing(method) ? answers.apply(method.getReturnType()) : null;
                    if (answer == null) {
                        throw new IllegalStateException(method.getName());
                    }
                    return answer;
                }));
    }

    private static boolean takesNothing(Method method) {
        return method.getParameterCount() == 0;
    }

    void applyTo(KeycloakContext context) {
        if (request != null) {
            context.setHttpRequest(request);
            context.setConnection(connection);
        }
    }
}
