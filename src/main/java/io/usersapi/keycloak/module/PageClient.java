package io.usersapi.keycloak.module;

import jakarta.ws.rs.core.UriBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.managers.ClientManager;

/** The public client with which the page for the people who manage users signs them in. */
public final class PageClient {

    /** The name of the client, and of the page's path below a realm. */
    public static final String ID = "users-admin";

    /** Marks the client as the module's own: one that was there before is an application's, and stays as it is. */
    static final String MARK = "usersApi.page";

    /** What a realm remembers: the client was made. Where an administrator takes it away, it stays away. */
    static final String MADE = "usersApi.pageClient";

    private static final Logger LOG = Logger.getLogger(PageClient.class);
    private static final Pattern OWN_PATH = Pattern.compile("(/realms/[^/]+)?/" + ID + "/");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    PageClient(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** Whether the page can sign people in with a client of the module's own. */
    public static boolean isReady(RealmModel realm) {
        ClientModel client = realm.getClientByClientId(ID);
        return client != null && client.isEnabled() && isOwn(client);
    }

    private static boolean isOwn(ClientModel client) {
        return Boolean.parseBoolean(client.getAttribute(MARK));
    }

    /** Makes the client, once, and keeps its paths right, where the setting {@code page} is on. */
    void prepare(Consumer<String> changed) {
        if (!settings.page()) {
            return;
        }
        ClientModel client = realm.getClientByClientId(ID);
        if (client == null && realm.getAttribute(MADE) != null) {
            LOG.debugf("Realm %s: somebody took the client %s away; the page is off", realm.getName(), ID);
            return;
        }
        if (client == null) {
            client = ClientManager.createClient(session, realm, wanted());
            realm.setAttribute(MADE, true);
            changed.accept("created the public client " + ID);
            prepareScope(client, changed);
        } else if (!isOwn(client)) {
            LOG.warnf(
                    "Realm %s: the client %s was there before and is left as it is: the page for the people who manage"
                            + " users is off until that client has another name",
                    realm.getName(), ID);
            return;
        }
        preparePaths(client, changed);
    }

    private ClientRepresentation wanted() {
        ClientRepresentation wanted = new ClientRepresentation();
        wanted.setClientId(ID);
        wanted.setName("Users");
        wanted.setDescription("The page for the people who manage users.");
        wanted.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        wanted.setPublicClient(true);
        wanted.setStandardFlowEnabled(true);
        wanted.setDirectAccessGrantsEnabled(false);
        wanted.setImplicitFlowEnabled(false);
        wanted.setServiceAccountsEnabled(false);
        wanted.setFullScopeAllowed(false);
        wanted.setRootUrl(Constants.AUTH_BASE_URL_PROP);
        // Without any, Keycloak would let the client redirect to everything below the root URL.
        wanted.setRedirectUris(List.of(path()));
        wanted.setWebOrigins(List.of());
        wanted.setAttributes(Map.of(MARK, "true", OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, "S256"));
        return wanted;
    }

    /** The realm may have another name than when the client was made, and another one may be the root realm. */
    private void preparePaths(ClientModel client, Consumer<String> changed) {
        String path = path();
        Set<String> uris = new HashSet<>(client.getRedirectUris());
        uris.removeIf(OWN_PATH.asMatchPredicate());
        uris.add(path);
        if (settings.rootRealm().filter(realm.getName()::equals).isPresent()) {
            uris.add("/" + ID + "/");
        }
        if (!uris.equals(client.getRedirectUris()) || !path.equals(client.getBaseUrl())) {
            client.setBaseUrl(path);
            client.setRedirectUris(uris);
            changed.accept("the client " + ID + " redirects to " + uris);
        }
    }

    private String path() {
        return UriBuilder.fromPath("/realms/{realm}/" + ID + "/")
                .build(realm.getName())
                .getRawPath();
    }

    private void prepareScope(ClientModel client, Consumer<String> changed) {
        RoleModel manageUsers = realm.getClientByClientId(settings.clientId()).getRole(UserManagement.MANAGE_USERS);
        if (manageUsers != null) {
            client.addScopeMapping(manageUsers);
            changed.accept("the client " + ID + " has " + settings.clientId() + "/" + UserManagement.MANAGE_USERS
                    + " in its scope");
        }
    }
}
