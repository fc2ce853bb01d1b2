package io.usersapi.keycloak;

import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.check.RealmCheck;
import io.usersapi.keycloak.module.preparation.ConsoleTab;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Puts what a look at the realm finds into the tab "Users API", when the console asks for the values of its tabs
 * (PageHandler of Keycloak's admin-ui). Keycloak reads these values from a component of the realm and asks no extension
 * meanwhile, and a realm has no such component before the module goes on. So this filter adds the findings to the
 * answer on its way out, and writes nothing.
 */
@Provider
public class RealmTabFilter implements ContainerResponseFilter {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Pattern COMPONENTS = Pattern.compile("/?admin/realms/[^/]+/components/?");

    /**
     * Adds the findings to an answer with status 200, which Keycloak gives only to a caller who may view the realm
     * (ComponentResource.getComponents).
     */
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (HttpMethod.GET.equals(request.getMethod())
                && response.getStatus() == 200
                && response.getEntity() instanceof Stream<?> components
                && isForTabs(request.getUriInfo())
                && Profile.isFeatureEnabled(Profile.Feature.DECLARATIVE_UI)) {
            response.setEntity(filled(components).stream());
        }
    }

    private static boolean isForTabs(UriInfo uri) {
        return COMPONENTS.matcher(uri.getPath()).matches()
                && ConsoleTab.TYPE.equals(uri.getQueryParameters().getFirst("type"))
                && uri.getQueryParameters().size() == 1;
    }

    private static List<ComponentRepresentation> filled(Stream<?> components) {
        List<ComponentRepresentation> tabs = new ArrayList<>(
                components.map(ComponentRepresentation.class::cast).toList());
        ComponentRepresentation tab = tabs.stream()
                .filter(other -> ConsoleTab.ID.equals(other.getProviderId()))
                .findFirst()
                .orElseGet(() -> {
                    ComponentRepresentation missing = ConsoleTab.missing();
                    tabs.add(missing);
                    return missing;
                });
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        Settings settings = UsersApiProviderFactory.settings();
        tab.getConfig()
                .putSingle(
                        ConsoleTab.FINDINGS,
                        RealmCheck.of(session, settings, LOOK).told());
        return tabs;
    }
}
