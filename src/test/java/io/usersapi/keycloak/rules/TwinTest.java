package io.usersapi.keycloak.rules;

import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.function.Function;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;

/** A realm with the module on beside one that was prepared in the same way, where the module is off. */
public abstract class TwinTest extends ApiTest {

    /** A request can meet what the server does by itself at times: where requests differ, the least is what one costs. */
    private static final int TRIES = 3;

    static class Twin extends ApiRealm {
        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return super.configure(realm).name("twin").attribute("usersApi.enabled", "true");
        }
    }

    @InjectRealm(ref = "twin", config = Twin.class)
    ManagedRealm twin;

    @TestSetup
    public void theModuleIsOffInTheTwin() {
        RealmRepresentation off = twin.admin().toRepresentation();
        off.getAttributes().put("usersApi.enabled", "false");
        twin.admin().update(off);
        for (ManagedRealm each : new ManagedRealm[] {realm, twin}) {
            new GuestRealm(each).needsGroup();
        }
    }

    /**
     * The statements of a request in a realm. What two tries agree on needs no third.
     *
     * @param counted tells the statements that are sent while something runs
     */
    static List<String> fewest(GuestRequest request, ManagedRealm realm, Function<Runnable, List<String>> counted) {
        GuestRealm guest = new GuestRealm(realm);
        List<String> fewest = counted.apply(request.in(guest));
        for (int tries = 1; tries < TRIES; tries++) {
            List<String> next = counted.apply(request.in(guest));
            if (next.size() == fewest.size()) {
                return fewest;
            }
            fewest = next.size() < fewest.size() ? next : fewest;
        }
        return fewest;
    }
}
