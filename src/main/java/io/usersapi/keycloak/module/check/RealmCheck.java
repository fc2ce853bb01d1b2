package io.usersapi.keycloak.module.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.RealmMemory;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.preparation.BoundedCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * A look at a realm for its administrators, before the module goes on and afterwards: whether the module is on, since
 * when, with which settings, and what an administrator should know.
 *
 * @param realm the name of the realm
 * @param state {@code on}, {@code off}, or {@code failed} where the module is meant to be on and the realm could not be
 *     prepared
 * @param since when the module went on, ISO 8601; null where it is off or went on under an earlier version
 * @param settings the settings of the server that concern the realm, without secrets
 * @param findings what was found, the gravest first
 * @param complete whether everything was counted
 */
public record RealmCheck(
        String realm,
        String state,
        @JsonProperty("since") String since,
        Map<String, Object> settings,
        List<Finding> findings,
        boolean complete) {

    /**
     * Looks at the session's realm.
     *
     * @param limit after what time nothing more is counted; see {@link BoundedCount} for small realms
     */
    public static RealmCheck of(KeycloakSession session, Settings settings, Duration limit) {
        RealmModel realm = session.getContext().getRealm();
        List<Finding> findings = new ArrayList<>();
        BoundedCount counts = new BoundedCount(session, limit);
        RealmFindings look = new RealmFindings(session, settings, counts, findings::add);
        look.look();
        new UserFindings(realm, counts, findings::add).look(look.isPrepared());
        findings.sort(Comparator.comparing(Finding::kind));
        boolean on = ModuleSwitch.isEnabled(realm);
        return new RealmCheck(
                realm.getName(),
                on ? "on" : ModuleSwitch.isMeantOn(realm) ? "failed" : "off",
                on ? new RealmMemory(session, realm).since().orElse(null) : null,
                shown(realm, settings),
                findings,
                findings.stream().allMatch(Finding::counted));
    }

    /** The findings to consider before the module goes on. What was not counted to the end is among them, too. */
    public List<Finding> grave() {
        return findings.stream().filter(Finding::isGrave).toList();
    }

    /** The findings as a text, with a paragraph for each. */
    public String told() {
        return findings.isEmpty()
                ? "nothing"
                : findings.stream().map(Finding::told).collect(Collectors.joining("\n\n"));
    }

    private static Map<String, Object> shown(RealmModel realm, Settings settings) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put(Settings.Names.REALMS, settings.realms().contains(realm.getName()));
        shown.put(
                Settings.Names.ROOT_REALM,
                settings.rootRealm().filter(realm.getName()::equals).isPresent());
        shown.put("default-admin", settings.defaultAdmin().isPresent());
        shown.put(Settings.Names.ADMIN_ROLE, settings.adminRole());
        shown.put(Settings.Names.ADOPT_ADMIN_ROLE, settings.adoptAdminRole());
        shown.put(Settings.Names.CLIENT_ID, settings.clientId());
        shown.put(Settings.Names.PASSWORD_MIN_LENGTH, settings.passwordMinLength());
        shown.put(Settings.Names.DELETED_EMAIL, settings.deletedEmail().name().toLowerCase(Locale.ROOT));
        shown.put(Settings.Names.TOKEN_ENDPOINT, settings.tokenEndpoint());
        shown.put(Settings.Names.PAGE, settings.page());
        shown.put(
                Settings.Names.KEEP_LAST_ADMIN, settings.keepLastAdmin().name().toLowerCase(Locale.ROOT));
        shown.put(Settings.Names.REQUIRE_AUDIENCE, settings.requireAudience());
        shown.put(Settings.Names.TOKEN_ATTEMPTS_PER_ADDRESS, settings.tokenAttemptsPerAddress());
        shown.put(Settings.Names.RESET_MAILS_PER_USER, settings.resetMailsPerUser());
        return shown;
    }
}
