package io.usersapi.keycloak.module;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPGroup;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Declares the module's attributes in the realm's user profile, visible to administrators and editable by nobody, and
 * no longer requires a first and a last name of users: with Keycloak's default profile a user without them gets no
 * token ("Account is not fully set up").
 */
public final class ProfilePreparation {

    private static final String GROUP = "users-api";

    private final KeycloakSession session;

    public ProfilePreparation(KeycloakSession session) {
        this.session = session;
    }

    /** Prepares the profile of the session's realm and tells {@code changed} each thing that was not yet so. */
    public void prepare(Consumer<String> changed) {
        UserProfileProvider provider = session.getProvider(UserProfileProvider.class);
        UPConfig profile = provider.getConfiguration().clone();
        boolean any = declareGroup(profile);
        for (String name : ModuleAttributes.ALL) {
            any |= declare(profile, name, changed);
        }
        for (String name : List.of(UserModel.FIRST_NAME, UserModel.LAST_NAME)) {
            any |= relax(profile, name, changed);
        }
        if (any) {
            provider.setConfiguration(profile);
        }
    }

    private static boolean declareGroup(UPConfig profile) {
        if (profile.getGroups().stream().anyMatch(group -> GROUP.equals(group.getName()))) {
            return false;
        }
        UPGroup group = new UPGroup(GROUP);
        group.setDisplayHeader("${usersApi.heading}");
        group.setDisplayDescription("${usersApi.description}");
        profile.addGroup(group);
        return true;
    }

    private static boolean declare(UPConfig profile, String name, Consumer<String> changed) {
        UPAttribute declared = profile.getAttribute(name);
        UPAttributePermissions readOnly = new UPAttributePermissions(Set.of(UserProfileConstants.ROLE_ADMIN), Set.of());
        if (declared != null
                && readOnly.equals(declared.getPermissions())
                && declared.getRequired() == null
                && (declared.getValidations() == null
                        || declared.getValidations().isEmpty())) {
            return false;
        }
        UPAttribute attribute = new UPAttribute(name, readOnly);
        attribute.setDisplayName("${usersApi." + name + "}");
        attribute.setGroup(GROUP);
        profile.addOrReplaceAttribute(attribute);
        changed.accept("the user profile declares " + name + ", read-only");
        return true;
    }

    private static boolean relax(UPConfig profile, String name, Consumer<String> changed) {
        UPAttribute attribute = profile.getAttribute(name);
        if (attribute == null || attribute.getRequired() == null) {
            return false;
        }
        attribute.setRequired(null);
        changed.accept("the user profile no longer requires " + name);
        return true;
    }
}
