package io.usersapi.keycloak.account.batch;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserProvider;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * A Keycloak session for the validators of the user profile, those of other extensions among them. Where
 * {@link KnownUsers} knows who has a name, it answers the look-up; the real session answers everything else.
 */
public final class KnowingSession implements InvocationHandler {

    private static final Set<String> LOOK_UPS = Set.of("getUserByUsername", "getUserByEmail");

    private final KeycloakSession session;
    private final KnownUsers known;
    private final UserProvider users;
    private UserProfileProvider profiles;

    private KnowingSession(KeycloakSession session, KnownUsers known) {
        this.session = session;
        this.known = known;
        this.users = proxy(UserProvider.class, this::users);
    }

    /** The session with what is known. */
    public static KeycloakSession of(KeycloakSession session, KnownUsers known) {
        return proxy(KeycloakSession.class, new KnowingSession(session, known));
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("users")) {
            return users;
        }
        // The session's own provider would hand the real session to the validators.
        if (method.getName().equals("getProvider")
                && arguments.length == 1
                && arguments[0] == UserProfileProvider.class) {
            if (profiles == null) {
                profiles = KnowingProfiles.of((KeycloakSession) self);
            }
            return profiles;
        }
        return invoke(method, session, arguments);
    }

    private Object users(Object self, Method method, Object[] arguments) throws Throwable {
        if (LOOK_UPS.contains(method.getName()) && arguments[1] instanceof String name) {
            String address = name.toLowerCase(Locale.ROOT);
            if (known.isKnown(address)) {
                return known.owner(address);
            }
        }
        return invoke(method, session.users(), arguments);
    }

    private static Object invoke(Method method, Object on, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(KnowingSession.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
