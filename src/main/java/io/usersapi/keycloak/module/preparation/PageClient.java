package io.usersapi.keycloak.module.preparation;

import io.usersapi.keycloak.module.RealmMemory;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.core.UriBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.managers.ClientManager;

/**
 * The public client with which the page for the people who manage users signs them in. It is the client that the module
 * created, recognized by its id. A client that somebody else created under the same name is not the page's, and stays
 * as it is.
 */
public final class PageClient {

    /** The name of the client, and of the page's path below a realm. */
    public static final String ID = Settings.PAGE_CLIENT;

    /** The name under which a realm remembers the id of the client. */
    static final String KEY = "usersApi.pageClient";

    /**
     * What is remembered in place of the id where the page was off when the realm was prepared. Then a later start may
     * create the client.
     */
    private static final String NOT_WANTED = "none";

    private static final Pattern OWN_PATH = Pattern.compile("(/realms/[^/]+)?/" + ID + "/");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final RealmMemory memory;

    public PageClient(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.memory = new RealmMemory(session, realm);
    }

    /** Whether the page is on and can sign people in with a client of the module's own. */
    public boolean isReady() {
        return settings.page() && find().filter(ClientModel::isEnabled).isPresent();
    }

    /** Whether a client of this id is the page's client, and no other of its name. */
    public boolean isCalled(String clientId) {
        return ID.equals(clientId) && find().isPresent();
    }

    private Optional<ClientModel> find() {
        return Optional.ofNullable(realm.getClientByClientId(ID))
                .filter(client -> memory.get(KEY).filter(client.getId()::equals).isPresent());
    }

    /**
     * Creates the client, once, where the setting {@code page} is on. A realm that an earlier version prepared gets the
     * client when somebody switches the module on, or the page by its setting. A server that merely starts gives no
     * realm a client.
     *
     * @param manageUsers the module's permission, which becomes part of the client's scope
     * @param anew whether to restore what was removed
     * @param goesOn whether the module has just been switched on
     */
    void prepare(RoleModel manageUsers, boolean anew, boolean goesOn, PreparationReport report) {
        Optional<String> known = memory.get(KEY);
        if (!settings.page()) {
            if (known.isEmpty()) {
                memory.set(KEY, NOT_WANTED);
            }
            return;
        }
        boolean wanted = known.filter(NOT_WANTED::equals).isPresent();
        if (find().isPresent()) {
            followPaths();
        } else if (realm.getClientByClientId(ID) != null) {
            report.leftAlone(
                    "client " + ID,
                    "the client " + ID
                            + " is not the module's and is left alone: the page for the people who manage users"
                            + " is off. Give that client another name, and switch the module off and on");
        } else if (anew || wanted || known.isEmpty() && goesOn) {
            create(manageUsers);
            report.changed("created the public client " + ID);
        } else if (known.isPresent()) {
            report.missing("the client " + ID);
        } else {
            report.offered("an earlier version prepared it, so that the page for the people who manage users is off. To"
                    + " get the page and its client " + ID + ", switch the module off and on");
        }
    }

    private void create(RoleModel manageUsers) {
        ClientModel client = ClientManager.createClient(session, realm, wanted());
        client.addScopeMapping(manageUsers);
        memory.set(KEY, client.getId());
        followPaths();
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
        // Without redirect addresses, Keycloak would let the client redirect to everything below the root URL.
        wanted.setRedirectUris(List.of(path()));
        wanted.setWebOrigins(List.of());
        wanted.setAttributes(Map.of(OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, "S256"));
        return wanted;
    }

    /**
     * Sets the client's addresses again where they changed: the realm may have been renamed since the client was
     * created, and another realm may be the root realm.
     */
    public void followPaths() {
        find().ifPresent(client -> {
            Set<String> uris = new HashSet<>(client.getRedirectUris());
            uris.removeIf(OWN_PATH.asMatchPredicate());
            uris.add(path());
            if (settings.rootRealm().filter(realm.getName()::equals).isPresent()) {
                uris.add("/" + ID + "/");
            }
            if (!uris.equals(client.getRedirectUris()) || !path().equals(client.getBaseUrl())) {
                client.setBaseUrl(path());
                client.setRedirectUris(uris);
            }
        });
    }

    private String path() {
        return UriBuilder.fromPath("/realms/{realm}/" + ID + "/")
                .build(realm.getName())
                .getRawPath();
    }
}
