package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.util.LDAPSDKException;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/** A real LDAP server with a few people in it, and what federates a realm with it. */
public final class Directory implements AutoCloseable {

    public static final String PASSWORD = "a password of the directory";

    static final String PASSWORD_ATTRIBUTE = "userPassword";

    private static final String BASE = "dc=example,dc=org";
    private static final String PEOPLE = "ou=people," + BASE;
    private static final String ROLES = "ou=roles," + BASE;
    private static final String MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper";
    private static final String MANAGER = "cn=manager";
    private static final String MANAGER_PASSWORD = "manager's password";

    private final InMemoryDirectoryServer server;
    private volatile Set<String> refused = Set.of();
    private volatile Hang hang;

    private Directory() throws LDAPSDKException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials(MANAGER, MANAGER_PASSWORD);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
                Hang now = hang;
                if (now != null) {
                    now.keep();
                }
            }

            @Override
            public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
                boolean refuses = request.getRequest().getModifications().stream()
                        .anyMatch(change ->
                                refused.contains(change.getAttributeName().toLowerCase(Locale.ROOT)));
                if (refuses) {
                    throw new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "not here");
                }
            }
        });
        config.setSchema(Schema.mergeSchemas(
                Schema.getDefaultStandardSchema(),
                new Schema(new Entry(
                        "dn: cn=schema",
                        "objectClass: top",
                        "objectClass: ldapSubEntry",
                        "objectClass: subschema",
                        "cn: schema",
                        "attributeTypes: ( 1.2.840.113556.1.4.8 NAME 'userAccountControl'"
                                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )"))));
        server = new InMemoryDirectoryServer(config);
        server.add("dn: " + BASE, "objectClass: domain", "dc: example");
        server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
        server.add("dn: " + ROLES, "objectClass: organizationalUnit", "ou: roles");
        server.startListening();
    }

    /** Starts a directory; it ends with the test. */
    public static Directory of(ManagedRealm realm) {
        Directory directory = start();
        realm.cleanup().add(cleaned -> directory.close());
        return directory;
    }

    /** Starts a directory. */
    public static Directory start() {
        try {
            return new Directory();
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Adds a person with {@link #PASSWORD}. */
    public Directory with(String uid, String first, String last, String email) {
        try {
            server.add(
                    "dn: " + dn(uid),
                    "objectClass: inetOrgPerson",
                    "uid: " + uid,
                    "cn: " + first,
                    "sn: " + last,
                    "mail: " + email,
                    PASSWORD_ATTRIBUTE + ": " + PASSWORD);
            return this;
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Gives a person a role in the directory. */
    void grant(String role, String uid) {
        try {
            server.add(
                    "dn: cn=" + role + "," + ROLES, "objectClass: groupOfNames", "cn: " + role, "member: " + dn(uid));
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Takes a role from a person in the directory, past Keycloak. */
    void takeRole(String role, String uid) {
        try {
            server.modify("dn: cn=" + role + "," + ROLES, "changetype: modify", "delete: member", "member: " + dn(uid));
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Whether a person has a role in the directory, whatever Keycloak knows. */
    boolean hasRole(String role, String uid) {
        try {
            Entry entry = server.getEntry("cn=" + role + "," + ROLES);
            return entry != null && entry.hasAttributeValue("member", dn(uid));
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Lets Keycloak give whom it imports the realm roles that have the names of the person's roles in the directory. */
    static void importRoles(RealmResource realm) {
        mapRoles(realm, "IMPORT");
    }

    /** Lets Keycloak look up in the directory who has the roles there. Keycloak's tables have none of them. */
    static void keepRoles(RealmResource realm) {
        keepRoles(realm, "LDAP_ONLY");
    }

    /** @param mode as somebody may write it */
    static void keepRoles(RealmResource realm, String mode) {
        mapRoles(realm, mode);
    }

    /** Lets the directory alone decide who is enabled, as an Active Directory can. */
    static void decideWhoIsEnabled(RealmResource realm) {
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        config.putSingle("always.read.enabled.value.from.ldap", "true");
        map(realm, "msad-user-account-control-mapper", config);
    }

    /** Lets the directory keep first and last name in one attribute. */
    static void keepFullNames(RealmResource realm) {
        realm.components().query(store(realm), MAPPER).stream()
                .filter(mapper -> mapper.getName().equals("first name"))
                .forEach(mapper -> realm.components().component(mapper.getId()).remove());
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        config.putSingle("ldap.full.name.attribute", "cn");
        config.putSingle("read.only", "false");
        config.putSingle("write.only", "false");
        map(realm, "full-name-ldap-mapper", config);
    }

    /** Has Keycloak read the directory. */
    static void synchronize(RealmResource realm) {
        realm.userStorage().syncUsers(store(realm), "triggerFullSync");
    }

    private static String store(RealmResource realm) {
        return realm.components().query(null, UserStorageProvider.class.getName()).stream()
                .filter(store -> store.getProviderId().equals("ldap"))
                .findAny()
                .orElseThrow()
                .getId();
    }

    private static void mapRoles(RealmResource realm, String mode) {
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        config.putSingle("mode", mode);
        config.putSingle("roles.dn", ROLES);
        config.putSingle("role.name.ldap.attribute", "cn");
        config.putSingle("role.object.classes", "groupOfNames");
        config.putSingle("membership.ldap.attribute", "member");
        config.putSingle("membership.attribute.type", "DN");
        config.putSingle("membership.user.ldap.attribute", "uid");
        config.putSingle("user.roles.retrieve.strategy", "LOAD_ROLES_BY_MEMBER_ATTRIBUTE");
        config.putSingle("use.realm.roles.mapping", "true");
        map(realm, "role-ldap-mapper", config);
    }

    private static void map(RealmResource realm, String kind, MultivaluedHashMap<String, String> config) {
        ComponentRepresentation mapper = new ComponentRepresentation();
        mapper.setName(kind);
        mapper.setParentId(store(realm));
        mapper.setProviderId(kind);
        mapper.setProviderType(MAPPER);
        mapper.setConfig(config);
        realm.components().add(mapper).close();
    }

    /** Removes a person. */
    public void remove(String uid) {
        try {
            server.delete(dn(uid));
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Disables a person, as an Active Directory does it. */
    void disable(String uid) {
        try {
            server.modify(
                    "dn: " + dn(uid),
                    "changetype: modify",
                    "add: objectClass",
                    "objectClass: extensibleObject",
                    "-",
                    "add: userAccountControl",
                    "userAccountControl: 514");
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The value of an attribute, or null where the person or the attribute is not there. */
    String value(String uid, String attribute) {
        try {
            return server.getEntry(dn(uid)) == null
                    ? null
                    : server.getEntry(dn(uid)).getAttributeValue(attribute);
        } catch (LDAPSDKException failed) {
            throw new AssertionError(failed);
        }
    }

    boolean accepts(String uid, String password) {
        try (LDAPConnection connection = server.getConnection()) {
            return connection.bind(dn(uid), password).getResultCode() == ResultCode.SUCCESS;
        } catch (LDAPException refused) {
            return false;
        }
    }

    /** Lets the server refuse every change from now on, whatever Keycloak was told. */
    void refuseChanges() {
        refuseChangesOf("uid", "cn", "sn", "mail", PASSWORD_ATTRIBUTE);
    }

    /** Lets the server refuse, from now on, each change that touches one of the attributes. */
    void refuseChangesOf(String... attributes) {
        refused =
                Stream.of(attributes).map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /** Lets every search wait, from now on until the hang is closed. */
    Hang hang() {
        hang = new Hang();
        return hang;
    }

    /** A time in which the server takes searches and does not answer them. */
    static final class Hang implements AutoCloseable {

        private static final long PATIENCE_SECONDS = 60;

        private final Semaphore waiting = new Semaphore(0);
        private final CountDownLatch over = new CountDownLatch(1);

        private void keep() {
            waiting.release();
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        /** Returns as soon as a number of searches wait. */
        void awaitSearches(int number) throws InterruptedException {
            assertTrue(waiting.tryAcquire(number, PATIENCE_SECONDS, TimeUnit.SECONDS));
        }

        @Override
        public void close() {
            over.countDown();
        }
    }

    /** Ends the server: Keycloak finds nobody there. */
    @Override
    public void close() {
        server.shutDown(true);
    }

    /**
     * Makes the directory a user store of the realm until the test ends.
     *
     * @param editMode {@code READ_ONLY}, {@code WRITABLE} or {@code UNSYNCED}
     */
    public void federate(ManagedRealm realm, String editMode, boolean imports) {
        realm.cleanup().add(Directory::unfederate);
        federate(realm.admin(), editMode, imports);
    }

    /** Makes the directory a user store of the realm. */
    public void federate(RealmResource realm, String editMode, boolean imports) {
        String realmId = realm.toRepresentation().getId();
        try (Response created = realm.components().add(component(realmId, editMode, imports))) {
            String id = ApiUtil.getCreatedId(created);
            if (imports) {
                realm.userStorage().syncUsers(id, "triggerFullSync");
            }
        }
    }

    private static void unfederate(RealmResource realm) {
        realm.components()
                .query(null, UserStorageProvider.class.getName())
                .forEach(store -> realm.components().component(store.getId()).remove());
    }

    private ComponentRepresentation component(String realmId, String editMode, boolean imports) {
        ComponentRepresentation store = new ComponentRepresentation();
        store.setName("directory");
        store.setParentId(realmId);
        store.setProviderId("ldap");
        store.setProviderType(UserStorageProvider.class.getName());
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        config.putSingle("vendor", "other");
        config.putSingle("editMode", editMode);
        config.putSingle("importEnabled", Boolean.toString(imports));
        config.putSingle("syncRegistrations", Boolean.toString(editMode.equals("WRITABLE")));
        config.putSingle("connectionUrl", "ldap://localhost:" + server.getListenPort());
        config.putSingle("authType", "simple");
        config.putSingle("bindDn", MANAGER);
        config.putSingle("bindCredential", MANAGER_PASSWORD);
        config.putSingle("usersDn", PEOPLE);
        config.putSingle("usernameLDAPAttribute", "uid");
        config.putSingle("rdnLDAPAttribute", "uid");
        config.putSingle("uuidLDAPAttribute", "entryUUID");
        config.putSingle("userObjectClasses", "inetOrgPerson, organizationalPerson");
        config.putSingle("pagination", "true");
        config.putSingle("connectionPooling", "false");
        store.setConfig(config);
        return store;
    }

    private static String dn(String uid) {
        return "uid=" + uid + "," + PEOPLE;
    }
}
