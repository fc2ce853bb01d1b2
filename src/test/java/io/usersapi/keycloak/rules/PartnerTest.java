package io.usersapi.keycloak.rules;

import org.junit.jupiter.api.BeforeEach;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;

/** A test with a partner by way of which people can come to the shop. */
abstract class PartnerTest extends ShopTest {

    @InjectRealm(ref = "partner", config = Partner.Realm.class)
    ManagedRealm partnerRealm;

    protected Partner partner;

    @BeforeEach
    void findPartner() {
        partner = Partner.of(realm, partnerRealm);
    }

    /** To be done before the realm has organizations switched off again. */
    protected void removeOrganizations() {
        realm.admin().organizations().list(0, 10).forEach(organization -> realm.admin()
                .organizations()
                .get(organization.getId())
                .delete()
                .close());
    }
}
