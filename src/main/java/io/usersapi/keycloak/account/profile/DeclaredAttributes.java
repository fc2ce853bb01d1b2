package io.usersapi.keycloak.account.profile;

import io.usersapi.keycloak.account.profile.ProfileAttributes.Access;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * What the realm's user profile declares.
 *
 * @param policy what may be done with other attributes, or null
 * @param byName the attributes by name
 * @param namesInLowerCase the names of the attributes in lower case
 */
record DeclaredAttributes(
        UnmanagedAttributePolicy policy, Map<String, UPAttribute> byName, Set<String> namesInLowerCase) {

    /** Reads the user profile, of which Keycloak makes a deep copy at each call. */
    static DeclaredAttributes of(KeycloakSession session) {
        UPConfig config = session.getProvider(UserProfileProvider.class).getConfiguration();
        Map<String, UPAttribute> byName = config.getAttributes().stream()
                .collect(Collectors.toMap(UPAttribute::getName, Function.identity(), (one, other) -> one));
        return new DeclaredAttributes(
                config.getUnmanagedAttributePolicy(),
                byName,
                byName.keySet().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
    }

    /**
     * What administrators, or users, may do with a declared attribute. Keycloak judges in the same way
     * (DeclarativeUserProfileProvider): a role that may edit may see.
     */
    Access access(String name, boolean admin) {
        String role = admin ? UserProfileConstants.ROLE_ADMIN : UserProfileConstants.ROLE_USER;
        UPAttributePermissions permissions = byName.get(name).getPermissions();
        if (permissions == null) {
            return Access.HIDDEN;
        }
        if (permissions.getEdit().contains(role)) {
            return Access.EDITABLE;
        }
        return permissions.getView().contains(role) ? Access.READ_ONLY : Access.HIDDEN;
    }
}
