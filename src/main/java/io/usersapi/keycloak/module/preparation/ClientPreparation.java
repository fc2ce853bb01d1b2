package io.usersapi.keycloak.module.preparation;

import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.RealmMemory;
import io.usersapi.keycloak.module.Settings;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.managers.ClientManager;

/** Creates the module's client in the session's realm, once. A client that somebody else created is left alone. */
final class ClientPreparation {

    /** The word that an administrator writes in the place of the client's id, to hand a client over to the module. */
    static final String ADOPT = "adopt";

    private static final String DESCRIPTION =
            "Issues the tokens of /auth/token and holds the permission to manage users.";
    private static final String ROLE_DESCRIPTION = "May manage the users of the realm by the Users API.";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final RealmMemory memory;
    private final PreparationReport report;

    ClientPreparation(KeycloakSession session, Settings settings, PreparationReport report) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.memory = new RealmMemory(session, realm);
        this.report = report;
    }

    /**
     * Prepares the client.
     *
     * @param anew whether to restore what was removed
     * @param upgraded whether an earlier version, which remembered nothing, prepared the realm
     * @return the role {@code manage-users} of the module's client, where there is one
     */
    Optional<RoleModel> prepare(boolean anew, boolean upgraded) {
        String key = ModuleClient.key(settings);
        Optional<String> known = memory.get(key);
        ClientModel client = realm.getClientByClientId(settings.clientId());
        if (client == null) {
            if (known.isPresent() && !known.get().equals(ADOPT) && !anew) {
                report.missing("the client " + settings.clientId());
                return Optional.empty();
            }
            client = create();
            memory.set(key, client.getId());
            return Optional.of(addRole(client));
        }
        boolean handedOver = known.filter(ADOPT::equals).isPresent();
        if (handedOver || (known.isEmpty() && upgraded && isOfAnEarlierVersion(client))) {
            memory.set(key, client.getId());
        } else if (!known.filter(client.getId()::equals).isPresent()) {
            leaveAlone(key);
            return Optional.empty();
        }
        RoleModel role = client.getRole(ModuleClient.MANAGE_USERS);
        if (role == null && (handedOver || anew)) {
            role = addRole(client);
        } else if (role == null) {
            report.missing("the role " + ModuleClient.MANAGE_USERS + " of the client " + settings.clientId());
        }
        return Optional.ofNullable(role);
    }

    private void leaveAlone(String key) {
        report.leftAlone(
                "client " + settings.clientId(),
                "the client " + settings.clientId() + " is not the module's and is left alone: there is no /auth, and"
                        + " its roles permit nothing. Either set the setting client-id to another name, or hand this"
                        + " client over, if you know who made it and who can change it: set the realm attribute " + key
                        + " to " + ADOPT + " and switch the module off and on");
    }

    private ClientModel create() {
        ClientRepresentation wanted = new ClientRepresentation();
        wanted.setClientId(settings.clientId());
        wanted.setName("Users API");
        wanted.setDescription(DESCRIPTION);
        wanted.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        wanted.setPublicClient(true);
        wanted.setDirectAccessGrantsEnabled(settings.tokenEndpoint());
        wanted.setStandardFlowEnabled(false);
        wanted.setImplicitFlowEnabled(false);
        wanted.setServiceAccountsEnabled(false);
        wanted.setFullScopeAllowed(true);
        ClientModel client = ClientManager.createClient(session, realm, wanted);
        report.changed("created the public client " + settings.clientId());
        return client;
    }

    private RoleModel addRole(ClientModel client) {
        RoleModel role = client.addRole(ModuleClient.MANAGE_USERS);
        role.setDescription(ROLE_DESCRIPTION);
        report.changed("created the client role " + settings.clientId() + "/" + ModuleClient.MANAGE_USERS);
        return role;
    }

    /**
     * Whether an earlier version created the client. Such a client has that version's descriptions and no registration
     * token, so that nobody who registered it can change it, and a realm role contains its permission. A person who may
     * only register or manage clients cannot put a role into a realm role.
     */
    private boolean isOfAnEarlierVersion(ClientModel client) {
        RoleModel role = client.getRole(ModuleClient.MANAGE_USERS);
        return DESCRIPTION.equals(client.getDescription())
                && client.getRegistrationToken() == null
                && role != null
                && ROLE_DESCRIPTION.equals(role.getDescription())
                && isInARealmRole(role);
    }

    private boolean isInARealmRole(RoleModel role) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return entities.createQuery(
                                "select count(c.parentRole.id) from CompositeRoleEntity c"
                                        + " where c.childRole.id = :role and c.parentRole.clientRole = false",
                                Long.class)
                        .setParameter("role", role.getId())
                        .getSingleResult()
                > 0;
    }
}
