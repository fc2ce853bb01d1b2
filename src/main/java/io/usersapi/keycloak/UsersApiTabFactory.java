package io.usersapi.keycloak;

import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.check.Finding;
import io.usersapi.keycloak.module.check.RealmCheck;
import io.usersapi.keycloak.module.preparation.ConsoleTab;
import io.usersapi.keycloak.module.preparation.RealmPreparation;
import io.usersapi.keycloak.start.RealmWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.Config;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.services.ui.extend.UiTabProvider;
import org.keycloak.services.ui.extend.UiTabProviderFactory;

/**
 * The tab "Users API" in the console's realm settings, which switches the module. Keycloak looks for tabs only where
 * its feature {@code declarative-ui} is on (UiTabSpi). Where the feature is off, the realm attribute is the only
 * switch.
 */
public final class UsersApiTabFactory implements UiTabProviderFactory<UiTabProvider> {

    /**
     * How long the look before the module goes on may take. It may take longer than other looks: it happens once, and a
     * person waits for its answer.
     */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private Settings settings;

    @Override
    public String getId() {
        return ConsoleTab.ID;
    }

    @Override
    public String getHelpText() {
        return "Switches the Users API of the realm.";
    }

    /** Where the tab stands among the console's pages. */
    @Override
    public String getPath() {
        return "/:realm/realm-settings/:tab?";
    }

    @Override
    public Map<String, String> getParams() {
        return Map.of("tab", ConsoleTab.ID);
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        ProviderConfigProperty leftAlone = new ProviderConfigProperty(
                ConsoleTab.LEFT_ALONE,
                "usersApi.tab.leftAlone",
                "usersApi.tab.leftAloneHelp",
                ProviderConfigProperty.STRING_TYPE,
                null);
        leftAlone.setReadOnly(true);
        return ProviderConfigurationBuilder.create()
                .property()
                .name(ConsoleTab.ENABLED)
                .label("usersApi.tab.enabled")
                .helpText("usersApi.tab.enabledHelp")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .property()
                .name(ConsoleTab.FINDINGS)
                .label("usersApi.tab.findings")
                .helpText("usersApi.tab.findingsHelp")
                .type(ProviderConfigProperty.TEXT_TYPE)
                .add()
                .property(leftAlone)
                .build();
    }

    /**
     * Checks what a person saves in the tab.
     *
     * @throws ComponentValidationException where the module must not go on, or where the person is asked once whether
     *     it shall go on all the same; the console shows the reason
     */
    @Override
    public void validateConfiguration(KeycloakSession session, RealmModel realm, ComponentModel tab) {
        tab.getConfig().remove(ConsoleTab.FINDINGS);
        if (ConsoleTab.isOn(tab) && RealmPreparation.isRefused(realm, settings)) {
            throw new ComponentValidationException("usersApi.tab.refused");
        }
        if (ConsoleTab.isOn(tab) && !ModuleSwitch.isSwitchedOn(realm) && !ConsoleTab.hasAsked(session, realm)) {
            ask(session, realm);
        }
    }

    /**
     * Refuses once where a look at the realm finds something grave. A person who saves again within some minutes has
     * read the findings, and the module goes on.
     */
    private void ask(KeycloakSession session, RealmModel realm) {
        List<Finding> grave = RealmCheck.of(session, settings, LOOK).grave();
        if (!grave.isEmpty()) {
            ConsoleTab.asks(session, realm);
            throw new ComponentValidationException(
                    "usersApi.tab.ask", grave.stream().map(Finding::shortly).collect(Collectors.joining(", ")));
        }
    }

    @Override
    public void onCreate(KeycloakSession session, RealmModel realm, ComponentModel tab) {
        apply(session, realm, tab);
    }

    @Override
    public void onUpdate(KeycloakSession session, RealmModel realm, ComponentModel before, ComponentModel tab) {
        apply(session, realm, tab);
    }

    private void apply(KeycloakSession session, RealmModel realm, ComponentModel tab) {
        if (ConsoleTab.isOn(tab) != ModuleSwitch.isSwitchedOn(realm)) {
            realm.setAttribute(ModuleSwitch.ATTRIBUTE, ConsoleTab.isOn(tab));
            new RealmWatch(settings).onRealmUpdated(session, realm);
        }
    }

    @Override
    public void init(Config.Scope config) {
        settings = UsersApiProviderFactory.settings();
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
