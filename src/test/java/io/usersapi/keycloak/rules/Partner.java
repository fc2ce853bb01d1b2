package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.RealmKeys;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.admin.client.resource.IdentityProviderResource;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderMapperRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** Another realm of the server, through which people can sign in: a real OpenID provider. */
final class Partner {

    static final String ALIAS = "partner";

    private static final String CLIENT = "broker";
    private static final String SECRET = "the secret of the broker";
    static final String PASSWORD = "a password at the partner";

    /** The partner's realm. The module is off in it. */
    public static final class Realm implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return realm.name("partner")
                    .privateKey(RealmKeys.of("partner"))
                    .clients(ClientBuilder.create(CLIENT).secret(SECRET).redirectUris("*"));
        }
    }

    private final ManagedRealm realm;

    private Partner(ManagedRealm realm) {
        this.realm = realm;
    }

    /** Makes the partner an identity provider of the realm until the end of the test. */
    static Partner of(ManagedRealm realm, ManagedRealm partner) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(ALIAS);
        provider.setProviderId("oidc");
        String endpoints = partner.getBaseUrl() + "/protocol/openid-connect";
        provider.setConfig(new HashMap<>(Map.of(
                "clientId",
                CLIENT,
                "clientSecret",
                SECRET,
                "clientAuthMethod",
                "client_secret_post",
                "defaultScope",
                "openid email profile",
                "issuer",
                partner.getBaseUrl(),
                "authorizationUrl",
                endpoints + "/auth",
                "tokenUrl",
                endpoints + "/token",
                "jwksUrl",
                endpoints + "/certs",
                "useJwksUrl",
                "true",
                "validateSignature",
                "true")));
        assertEquals(201, realm.admin().identityProviders().create(provider).getStatus());
        realm.cleanup().add(cleaned -> cleaned.identityProviders().get(ALIAS).remove());
        return new Partner(partner);
    }

    /**
     * Has a claim of the partner give a role or a group at each sign-in, and take it where the claim is another.
     *
     * @param mapper the id of a mapper of Keycloak's
     */
    static void decides(ManagedRealm realm, String mapper, Map<String, String> config) {
        IdentityProviderResource provider = realm.admin().identityProviders().get(ALIAS);
        IdentityProviderRepresentation forcing = provider.toRepresentation();
        forcing.getConfig().put("syncMode", "FORCE");
        provider.update(forcing);
        IdentityProviderMapperRepresentation added = new IdentityProviderMapperRepresentation();
        added.setName(mapper);
        added.setIdentityProviderAlias(ALIAS);
        added.setIdentityProviderMapper(mapper);
        added.setConfig(config);
        assertEquals(201, provider.addMapper(added).getStatus());
    }

    /** Adds a person with the address, and answers the id. */
    String person(String email) {
        UserRepresentation person = UserBuilder.create(email)
                .password(PASSWORD)
                .email(email)
                .emailVerified(true)
                .name("Lazarus", "Of Bethany")
                .enabled(true)
                .build();
        String id = ApiUtil.getCreatedId(realm.admin().users().create(person));
        realm.cleanup().add(cleaned -> cleaned.users().get(id).remove());
        return id;
    }

    /** What links a user with a person of the partner. */
    static FederatedIdentityRepresentation link(String personId, String email) {
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setIdentityProvider(ALIAS);
        link.setUserId(personId);
        link.setUserName(email);
        return link;
    }

    /** Signs the person in at the shop by way of the partner, and answers where that led. */
    static String signIn(Browser browser, Shop shop, String email) {
        browser.open(shop.loginPage(Map.of("kc_idp_hint", ALIAS)));
        return browser.submit(Map.of("username", email, "password", PASSWORD));
    }
}
