package io.usersapi.keycloak.module.preparation;

import io.usersapi.keycloak.module.ComponentWrite;
import io.usersapi.keycloak.module.ModuleAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPGroup;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Declares the module's attributes in the realm's user profile, visible to administrators and editable by nobody. The
 * profile also no longer requires a first and a last name of users: with Keycloak's default profile, a user without
 * them gets no token ("Account is not fully set up").
 */
public final class ProfilePreparation {

    private static final String GROUP = "users-api";
    private static final UPAttributePermissions READ_ONLY =
            new UPAttributePermissions(Set.of(UserProfileConstants.ROLE_ADMIN), Set.of());

    private final KeycloakSession session;

    public ProfilePreparation(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Declares the module's attributes in the profile of the session's realm. Unlike the other steps, this one is
     * repeated while the module is on. Without the declarations, anybody who edits users could write the attributes
     * that tell deleted users from others.
     *
     * @param changed is told of each attribute that was not declared so
     */
    void declare(Consumer<String> changed) {
        change(profile -> {
            boolean any = declareGroup(profile);
            for (String name : ModuleAttributes.ALL) {
                any |= declare(profile, name, changed);
            }
            return any;
        });
    }

    /**
     * Makes the profile no longer require names of users.
     *
     * @param changed is told of each name that was required
     */
    void relax(Consumer<String> changed) {
        change(profile -> {
            boolean any = false;
            for (String name : List.of(UserModel.FIRST_NAME, UserModel.LAST_NAME)) {
                any |= relax(profile, name, changed);
            }
            return any;
        });
    }

    /**
     * Whether the attributes that every version declares are declared and editable by nobody. Only preparing a realm
     * does that.
     */
    public boolean isDeclared() {
        UPConfig profile = session.getProvider(UserProfileProvider.class).getConfiguration();
        return ModuleAttributes.OF_ALL_VERSIONS.stream()
                .map(profile::getAttribute)
                .allMatch(attribute -> attribute != null && READ_ONLY.equals(attribute.getPermissions()));
    }

    /** Whether none of the module's attributes is declared, because somebody removed the profile as a whole. */
    boolean isReset() {
        UPConfig profile = session.getProvider(UserProfileProvider.class).getConfiguration();
        return ModuleAttributes.OF_ALL_VERSIONS.stream().allMatch(name -> profile.getAttribute(name) == null);
    }

    private void change(Predicate<UPConfig> change) {
        UserProfileProvider provider = session.getProvider(UserProfileProvider.class);
        UPConfig profile = provider.getConfiguration().clone();
        if (change.test(profile)) {
            ComponentWrite.alone(session, () -> provider.setConfiguration(profile));
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
        if (declared != null
                && READ_ONLY.equals(declared.getPermissions())
                && declared.getRequired() == null
                && (declared.getValidations() == null
                        || declared.getValidations().isEmpty())) {
            return annotate(declared);
        }
        UPAttribute attribute = new UPAttribute(name, READ_ONLY);
        attribute.setDisplayName("${usersApi." + name + "}");
        attribute.setGroup(GROUP);
        annotate(attribute);
        profile.addOrReplaceAttribute(attribute);
        changed.accept("the user profile declares " + name + ", read-only");
        return true;
    }

    /** Gives the attribute annotations, without which Keycloak's SCIM fails (UserExtensionModelSchema). */
    private static boolean annotate(UPAttribute attribute) {
        if (attribute.getAnnotations() != null) {
            return false;
        }
        attribute.setAnnotations(Map.of());
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
